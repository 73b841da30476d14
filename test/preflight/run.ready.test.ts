import { siteAlarmNames } from '../../lib/config/naming/alarm-names';
import { clientFactory } from '../../lib/operate/aws/clients';
import { PREFLIGHT_CHECKS } from '../../lib/preflight/checks';
import { exitCode, runPreflight } from '../../lib/preflight/run';
import { aDirectSite, aManagedEnvironment, anInterface, aSite, INGEST, MANAGED } from '../support/builders/sites';
import { wire } from '../support/fake-aws/http-wire';
import {
  type Answers,
  answering,
  deployedStacks,
  identity,
  noStacks,
  plannedStacks,
  TODAY,
} from '../support/fake-aws/preflight-world';
import { account } from '../support/fake-aws/quota-account';

/** All checks together in an account that is ready: none of them fails without a reason. */

const ZONE = 'Z0123456789ABCDEFGHIJ';
const environment = aManagedEnvironment({ ingest: { domain: INGEST.domain, hostedZoneId: ZONE, managed: MANAGED } });
const site = aDirectSite([anInterface()], { vpn: aSite().vpn, dicom: { stow: { auth: 'basic' } } });
const stacks = plannedStacks([site], [environment]);
const HOST = `${site.site}.${INGEST.domain}.`;

const members = (get: (name: string) => unknown, name: string): readonly string[] => {
  const found: string[] = [];
  while (get(`${name}.member.${found.length + 1}`) !== undefined)
    found.push(String(get(`${name}.member.${found.length + 1}`)));
  return found;
};

/** An account with free capacity and without our resources. */
const READY: Answers = {
  ...identity(environment.account),
  ...account({}, { 'L-3032A538': 100 }),
  'sts:AssumeRole': () => ({}),
  'ec2:DescribeRegions': () => ({
    Regions: [{ RegionName: environment.region, OptInStatus: 'opt-in-not-required' }],
  }),
  'ssm:GetParameter': ({ get }) => ({ Parameter: { Name: String(get('Name')), Value: '30' } }),
  'cloudformation:DescribeType': ({ get }) => ({
    Schema: JSON.stringify({ typeName: get('TypeName'), handlers: { create: { permissions: ['ec2:CreateVpc'] } } }),
  }),
  'iam:SimulatePrincipalPolicy': ({ get }) => ({
    EvaluationResults: members(get, 'ActionNames').map((EvalActionName) => ({
      EvalActionName,
      EvalDecision: 'allowed',
    })),
  }),
  'iam:GetRole': ({ get }) => ({
    Role: {
      RoleName: String(get('RoleName')),
      Path: '/',
      RoleId: 'x',
      Arn: 'arn:aws:iam::x',
      CreateDate: TODAY,
    },
  }),
  'ec2:DescribeAvailabilityZones': () => ({
    AvailabilityZones: environment.availabilityZones.map((ZoneName, index) => ({
      ZoneName,
      ZoneId: `apse2-az${index + 1}`,
      ZoneType: 'availability-zone',
      State: 'available',
    })),
  }),
  'ec2:DescribeSubnets': () => ({ Subnets: [] }),
  'acm:DescribeCertificate': () => ({
    Certificate: {
      CertificateArn: MANAGED.certificateArn,
      Status: 'ISSUED',
      Type: 'AMAZON_ISSUED',
      KeyAlgorithm: 'RSA_2048',
      DomainName: `*.${INGEST.domain}`,
      SubjectAlternativeNames: [`*.${INGEST.domain}`],
      NotAfter: new Date(TODAY.getTime() + 300 * 86_400_000),
    },
  }),
  'route53:GetHostedZone': () => ({
    HostedZone: { Id: ZONE, Name: `${INGEST.domain}.`, CallerReference: 'x', Config: { PrivateZone: false } },
  }),
  'route53:ListResourceRecordSets': () => ({ ResourceRecordSets: [], IsTruncated: false, MaxItems: 300 }),
  'ecr:BatchGetImage': ({ get }) => ({
    images: [
      {
        repositoryName: get('repositoryName'),
        imageManifest: JSON.stringify({ manifests: [{ platform: { os: 'linux', architecture: 'amd64' } }] }),
      },
    ],
  }),
  'directconnect:DescribeConnections': () => ({
    connections: [{ connectionId: 'dxcon-fg1a2b3c', connectionState: 'available' }],
  }),
  'directconnect:DescribeVirtualInterfaces': () => ({ virtualInterfaces: [] }),
  'logs:DescribeLogGroups': () => ({ logGroups: [] }),
  'secretsmanager:ListSecrets': () => ({ SecretList: [] }),
  'cloudwatch:ListDashboards': () => ({ DashboardEntries: [] }),
  'rds:DescribeDBInstances': () => ({ DBInstances: [] }),
  'sns:GetTopicAttributes': () => ({ Attributes: { SubscriptionsConfirmed: '1', Policy: '{}' } }),
};

/** The same account after the deploy, with the named resources of the stacks. */
const names = (type: string, property: string): readonly string[] =>
  stacks.flatMap(({ resources }) =>
    resources.flatMap((one) => (one.type === type ? [String(one.properties[property])] : [])),
  );
const DEPLOYED: Answers = {
  ...READY,
  ...deployedStacks(stacks),
  'ec2:DescribeCustomerGateways': () => ({
    CustomerGateways: [
      {
        CustomerGatewayId: 'cgw-1',
        State: 'available',
        IpAddress: '203.0.113.10',
        BgpAsn: '65010',
        Tags: [{ Key: 'aws:cloudformation:stack-name', Value: `SiteStack-${site.site}` }],
      },
    ],
  }),
  'directconnect:DescribeVirtualInterfaces': () => ({
    virtualInterfaces: [
      {
        virtualInterfaceId: 'id-VirtualInterfacePrimary',
        virtualInterfaceState: 'available',
        virtualInterfaceType: 'private',
        vlan: 101,
        connectionId: 'dxcon-fg1a2b3c',
        ownerAccount: environment.account,
      },
    ],
  }),
  'route53:ListResourceRecordSets': () => ({
    ResourceRecordSets: [
      { Name: HOST, Type: 'A', AliasTarget: { DNSName: 'x.', HostedZoneId: 'Z1', EvaluateTargetHealth: false } },
    ],
    IsTruncated: false,
    MaxItems: 300,
  }),
  'logs:DescribeLogGroups': () => ({
    logGroups: names('AWS::Logs::LogGroup', 'LogGroupName').map((logGroupName) => ({ logGroupName })),
  }),
  'cloudwatch:DescribeAlarms': () => ({
    MetricAlarms: siteAlarmNames(site, environment).map((AlarmName) => ({ AlarmName })),
  }),
  'cloudwatch:ListDashboards': () => ({
    DashboardEntries: names('AWS::CloudWatch::Dashboard', 'DashboardName').map((DashboardName) => ({ DashboardName })),
  }),
};

async function run(answers: Answers) {
  const { settings, calls } = wire(answering(answers));
  const factory = clientFactory({ ...settings, maxAttempts: 1 });
  const rows = await runPreflight(
    { environment, sites: [site], stacks, deploys: undefined, factory, now: () => TODAY },
    PREFLIGHT_CHECKS,
  );
  const fired = rows.flatMap((row) =>
    row.outcome === 'PASS' || (row.outcome === 'SKIPPED' && !row.unanswered)
      ? []
      : [`${row.check}: ${row.outcome}: ${row.found}`],
  );
  return { rows, fired, code: exitCode(rows, PREFLIGHT_CHECKS), actions: calls.map(({ action }) => action) };
}

test('before the first deploy every check passes', async () => {
  const { fired, code, rows } = await run({ ...READY, ...noStacks });
  expect(fired).toEqual([]);
  expect(code).toBe(0);
  expect(rows.filter(({ outcome }) => outcome === 'SKIPPED').map(({ check }) => check)).toEqual([
    'endpoint-service',
    'alarm-topic',
  ]);
});

test('after the deploy every check passes too, with the resources that the stacks created', async () => {
  const { fired, code } = await run(DEPLOYED);
  expect(fired).toEqual([]);
  expect(code).toBe(0);
});

test('no call changes anything', async () => {
  const { actions } = await run(DEPLOYED);
  expect(actions.length).toBeGreaterThan(50);
  for (const action of new Set(actions))
    expect(action).toMatch(/:(Describe|Get|List|Simulate|BatchGet)|^sts:(GetCallerIdentity|AssumeRole)$/);
});
