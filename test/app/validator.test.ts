import type { App } from 'aws-cdk-lib';
import { acknowledgementProblems } from '../../lib/compliance/acknowledgement-gate';
import { registerPacks } from '../../lib/compliance/register-packs';
import { readValidationReport } from '../../lib/compliance/validation-report';
import { addFleetStacks } from '../../lib/constructs/fleet';
import {
  aDeliveringSite,
  aDirectSite,
  aFleet,
  aManagedEnvironment,
  anEnvironment,
  anInterface,
  aPacs,
  aSite,
  aVpnSite,
  INGEST,
  MANAGED,
} from '../support/builders/sites';
import { anApp } from '../support/programs/cdk-app';

// Only this suite runs the slow template validator, on everything that the constructs can create.
process.env.CDK_VALIDATION = 'true';

const cidrs = (count: number) => Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);

const sites = [
  aSite(),
  aVpnSite(
    {
      routing: 'static',
      gateway: { publicIp: '203.0.113.20', device: 'fortigate', previous: [{ publicIp: '203.0.113.21' }] },
    },
    {
      site: 'static-full',
      network: { hospitalCidrs: cidrs(50), cloudCidr: '100.64.0.64/26' },
      dicom: { stow: { auth: 'basic' }, dimse: { ports: [104, 11112, 2762] } },
    },
  ),
  aVpnSite(
    { gateway: { publicIp: '203.0.113.30', device: 'vyos', asn: 4200000001 }, awsAsn: 4200000000 },
    {
      site: 'four-byte',
      environment: 'ireland',
      network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.128/26' },
    },
  ),
  aVpnSite(
    { gateway: { publicIp: '203.0.113.40', device: 'vyos', asn: 65010 } },
    {
      site: 'known-type',
      environment: 'virginia',
      network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.192/26' },
    },
  ),
  aDirectSite(
    [
      anInterface({ peering: { hospital: '169.254.200.1/30', aws: '169.254.200.2/30' }, mtu: 9001, asn: 4294967294 }),
      anInterface({ name: 'path-2', connectionId: 'dxlag-fh4d5e6f', authKeySecret: 'heartlab/direct/path-2' }),
    ],
    {
      site: 'direct',
      environment: 'melbourne',
      network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.1.0/26' },
    },
  ),
  aDirectSite([anInterface({ vlan: 4094 })], {
    site: 'direct-and-vpn',
    vpn: aVpnSite({ gateway: { publicIp: '203.0.113.50', device: 'vyos', asn: 65010 } }).vpn,
    network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.1.64/26' },
  }),
  aDeliveringSite([aPacs(), aPacs({ aeTitle: 'AKLPACS2' }), aPacs({ address: '10.20.1.16', port: 104 })], {
    site: 'delivering',
    network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.1.128/26' },
    alarms: { quietAfterHours: 24 },
  }),
  // With a managed ingest: both authentication methods, and a site's resources in the ingest's VPC.
  aDeliveringSite([aPacs()], {
    site: 'managed',
    environment: 'managed',
    alarms: { quietAfterHours: 168 },
    network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.1.192/26' },
  }),
  aSite({
    site: 'managed-basic',
    environment: 'managed',
    dicom: { stow: { auth: 'basic' } },
    network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.2.0/26' },
  }),
];
const environment = (
  name: string,
  region: string,
  zones: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
) => anEnvironment({ region, availabilityZones: zones.map((zone) => region + zone), ...more }, name);

const fleet = aFleet(sites, [
  environment('sydney', 'ap-southeast-2', ['a', 'b'], { ingest: { ...INGEST, hostedZoneId: 'Z0123456789ABCDEFGHIJ' } }),
  environment('ireland', 'eu-west-1', ['a', 'b', 'c'], { alarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:ours' }),
  environment('virginia', 'us-east-1', ['a', 'b']),
  environment('melbourne', 'ap-southeast-4', ['a', 'b', 'c']),
  aManagedEnvironment(
    { ingest: { domain: INGEST.domain, managed: { ...MANAGED, revocationLists: ['certs/ca.crl.pem'] } } },
    'managed',
  ),
  // Without a basic site there is no password, and no policy for passwords.
  aManagedEnvironment({ alarmTopicArn: 'arn:aws:sns:ap-southeast-2:111122223333:ours' }, 'without-sites'),
]);

describe('every kind of site, with the template validator and all packs on', () => {
  const app: App = anApp();
  addFleetStacks(app, fleet);
  registerPacks(app);
  const report = readValidationReport(app.synth().directory);

  test('has no finding that is not acknowledged, not even a warning', () => {
    expect(report.pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
  });

  test('has no acknowledgement that is stale, misspelt or without a reason', () => {
    expect(acknowledgementProblems(app, report)).toEqual([]);
  });

  test('was checked by both the packs and the validator', () => {
    expect(report.pluginReports.map(({ pluginName }) => pluginName)).toEqual([
      'AwsSolutions',
      'HIPAA.Security',
      'NIST.800.53.R5',
      'CloudFormation Validate',
    ]);
  });
});
