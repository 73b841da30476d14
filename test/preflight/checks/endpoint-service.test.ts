import type { ServiceDetail } from '@aws-sdk/client-ec2';
import { endpointService } from '../../../lib/preflight/checks/endpoint-service';
import { aManagedEnvironment, anEnvironment, aSite } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, deployedStacks, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const stacks = plannedStacks([aSite()], [anEnvironment()]);
const MTLS = 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0';
const BASIC = 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef1';
const BOTH = ['ap-southeast-2a', 'ap-southeast-2b'];

const service = (changes: Partial<ServiceDetail> = {}): Answers => ({
  'ec2:DescribeVpcEndpointServices': ({ get }) => ({
    ServiceDetails: [
      {
        ServiceName: String(get('ServiceName.1')),
        AvailabilityZones: BOTH,
        AcceptanceRequired: false,
        ...changes,
      },
    ],
  }),
  'ec2:DescribeAvailabilityZones': () => ({
    AvailabilityZones: ['a', 'b', 'c'].map((letter, index) => ({
      ZoneName: `ap-southeast-2${letter}`,
      ZoneId: `apse2-az${3 - index}`,
    })),
  }),
});
const PASSES = { outcome: 'PASS', found: `${MTLS} allows account 111122223333 and covers ${BOTH.join(', ')}` };

test('passes if the service of the authentication method that the sites use covers the zones', async () => {
  const { rows, calls } = await checked(endpointService, { stacks, answers: service() });
  expect(rows).toEqual([PASSES]);
  const asked = calls.filter(({ action }) => action === 'ec2:DescribeVpcEndpointServices');
  expect(asked.map(({ get }) => get('ServiceName.1'))).toEqual([MTLS]);
});

test('queries the service of each authentication method that a site uses, once', async () => {
  const sites = ['one', 'two', 'three'].map((site, index) =>
    aSite({ site, dicom: { stow: { auth: index === 1 ? 'basic' : 'mtls' } } }),
  );
  const { rows } = await checked(endpointService, { stacks, sites, answers: service() });
  expect(rows.map(({ found }) => found.split(' ')[0])).toEqual([MTLS, BASIC]);
});

test('fails if the service does not exist for this account', async () => {
  const answers: Answers = {
    'ec2:DescribeVpcEndpointServices': () => {
      throw new Refusal(400, 'InvalidServiceName', `The Vpc Endpoint Service '${MTLS}' does not exist`);
    },
  };
  expect((await checked(endpointService, { stacks, answers })).rows).toEqual([
    {
      outcome: 'FAIL',
      found: `${MTLS} does not exist, or does not allow account 111122223333`,
      remedy:
        'its owner runs: aws ec2 modify-vpc-endpoint-service-permissions --service-id vpce-svc-0123456789abcdef0 --add-allowed-principals arn:aws:iam::111122223333:root',
    },
  ]);
});

test('fails for a zone that the service does not cover, with the zone id that its owner knows', async () => {
  expect(
    (await checked(endpointService, { stacks, answers: service({ AvailabilityZones: ['ap-southeast-2a'] }) })).rows,
  ).toEqual([
    {
      outcome: 'FAIL',
      found: `${MTLS} does not cover ap-southeast-2b (apse2-az2): CloudFormation can't create an endpoint there`,
      remedy:
        'its owner adds a subnet in apse2-az2 to the load balancer of vpce-svc-0123456789abcdef0; zone ids are the same in every account',
    },
  ]);
});

test('accepts zones that the service returns by id', async () => {
  const byId = (...AvailabilityZoneIds: string[]) => service({ AvailabilityZones: [], AvailabilityZoneIds });
  expect((await checked(endpointService, { stacks, answers: byId('apse2-az3', 'apse2-az2') })).rows).toEqual([PASSES]);
  expect((await checked(endpointService, { stacks, answers: byId('apse2-az3', 'apse2-az1') })).rows).toEqual([
    expect.objectContaining({ outcome: 'FAIL', found: expect.stringContaining('ap-southeast-2b (apse2-az2)') }),
  ]);
});

test('warns of acceptance for a new endpoint, and not for an existing one', async () => {
  const answers = service({ AcceptanceRequired: true });
  expect((await checked(endpointService, { stacks, answers: { ...answers, ...noStacks } })).rows).toEqual([
    {
      outcome: 'WARN',
      found: `${MTLS} requires acceptance: it receives nothing from SiteStack-auckland-heart until its owner accepts the endpoint`,
      remedy: expect.stringContaining(
        'aws ec2 accept-vpc-endpoint-connections --service-id vpce-svc-0123456789abcdef0',
      ),
    },
  ]);
  const there = await checked(endpointService, { stacks, answers: { ...answers, ...deployedStacks(stacks) } });
  expect(there.rows).toEqual([PASSES]);
});

test('is skipped with a managed ingest, or without a site', async () => {
  expect((await checked(endpointService, { environment: aManagedEnvironment(), answers: {} })).rows).toEqual([
    {
      outcome: 'SKIPPED',
      found: 'the ingest is managed: IngestStack-sydney creates the endpoint services',
      unanswered: false,
    },
  ]);
  expect((await checked(endpointService, { sites: [], answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: 'this deploy includes no site', unanswered: false },
  ]);
});

test('is unanswered if AWS denies the call', async () => {
  expect((await checked(endpointService, { stacks, answers: {} })).rows).toEqual([
    {
      outcome: 'SKIPPED',
      found: expect.stringMatching(`^${MTLS}: .* may not ec2:DescribeVpcEndpointServices`),
      unanswered: true,
    },
  ]);
});
