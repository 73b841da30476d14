import { QUOTAS, type Quota, type QuotaId, quotaNeeds, raiseQuota } from '../../../lib/config/capacity/quotas';
import type { Environment, Site } from '../../../lib/config/model';
import { environmentSchema } from '../../../lib/config/schema/environment';
import { siteSchema } from '../../../lib/config/schema/site';
import { documentedEnvironment, documentedSite } from '../../support/builders/site-folder';
import {
  aDeliveringSite,
  aDirectSite,
  aManagedEnvironment,
  anEnvironment,
  anInterface,
  aPacs,
  aSite,
} from '../../support/builders/sites';
import { plannedStacks } from '../../support/fake-aws/preflight-world';

const environment = (name: string): Environment => ({ ...environmentSchema.parse(documentedEnvironment()), name });
const needed = (sites: readonly Site[], environments: readonly Environment[], id: QuotaId) =>
  quotaNeeds({ sites, environments }).find(({ quota }) => quota === QUOTAS[id])?.needed;

describe('the quota use of a managed ingest', () => {
  const site = siteSchema.parse(documentedSite());

  test.each([
    [42, undefined],
    [43, 51],
  ])('interface endpoints of its VPC: its own and one for each delivering site (%p)', (count, expected) => {
    expect(needed(Array(count).fill(site), [environment('sydney')], 'interfaceEndpoints')).toBe(expected);
  });

  test('Fargate: two tasks a cell, and two more while a deploy replaces the tasks of one cell', () => {
    expect([0, 2, 3].map((count) => needed(Array(count).fill(site), [environment('sydney')], 'fargateVcpus'))).toEqual([
      undefined,
      undefined,
      8,
    ]);
    const { managed: _, ...ingest } = environment('sydney').ingest;
    expect(needed([site], [{ ...environment('sydney'), ingest }], 'fargateVcpus')).toBeUndefined();
  });

  test('load balancers: one NLB a cell and one ALB an mTLS cell, in all environments of an account and Region', () => {
    const cells = (count: number) => Array(count).fill(aSite());
    expect(needed(cells(50), [aManagedEnvironment()], 'networkLoadBalancers')).toBeUndefined();
    expect(needed(cells(51), [aManagedEnvironment()], 'networkLoadBalancers')).toBe(51);
    expect(needed(cells(51), [aManagedEnvironment()], 'applicationLoadBalancers')).toBe(51);
    expect(needed(cells(51), [anEnvironment()], 'applicationLoadBalancers')).toBeUndefined();
    const many = (count: number) => Array.from({ length: count }, (_, index) => environment(`sydney-${index}`));
    expect([20, 21].map((count) => needed([], many(count), 'trustStores'))).toEqual([undefined, 21]);
  });
});

describe('Direct Connect', () => {
  const direct = (count: number, connection = (index: number) => `dxcon-fg1a2b3c${index}`) =>
    Array.from({ length: count }, (_, index) => aDirectSite([anInterface({ connectionId: connection(index) })]));

  test('gateways are counted for the account, in all Regions', () => {
    const melbourne = anEnvironment({ region: 'ap-southeast-4' }, 'melbourne');
    const sites = direct(201).map((site, index) => ({ ...site, environment: index === 0 ? 'melbourne' : 'sydney' }));
    expect(needed(sites, [anEnvironment(), melbourne], 'directConnectGateways')).toBe(201);
    expect(needed(sites.slice(1), [anEnvironment(), melbourne], 'directConnectGateways')).toBeUndefined();
    const elsewhere = anEnvironment({ account: '444455556666' }, 'melbourne');
    expect(needed(sites, [anEnvironment(), elsewhere], 'directConnectGateways')).toBeUndefined();
  });

  test('private virtual interfaces are counted on the connection with the most', () => {
    const one = () => 'dxcon-fg1a2b3c';
    expect(needed(direct(51, one), [anEnvironment()], 'virtualInterfaces')).toBe(51);
    expect(needed(direct(50, one), [anEnvironment()], 'virtualInterfaces')).toBeUndefined();
    expect(needed(direct(51), [anEnvironment()], 'virtualInterfaces')).toBeUndefined();
  });

  test('each interface has two Metrics Insights alarms', () => {
    expect([100, 101].map((count) => needed(direct(count), [anEnvironment()], 'metricsInsightsAlarms'))).toEqual([
      undefined,
      202,
    ]);
  });
});

test('network interfaces: two zones, a delivering site, a managed ingest', () => {
  const sites = (count: number): readonly Site[] => Array(count).fill(aDeliveringSite());
  // Each site: two zones of endpoint, delivery load balancer and its endpoint, NLB, ALB; two tasks. The ingest: 2 × (8 + 1) + 2, and two
  // tasks of a deploy.
  expect([414, 415].map((count) => needed(sites(count), [aManagedEnvironment()], 'networkInterfaces'))).toEqual([
    undefined,
    12 * 415 + 22,
  ]);
});

test('a hospital with every permitted CIDR and port stays below the quotas of a security group', () => {
  const widest = aSite({
    network: {
      hospitalCidrs: Array.from({ length: 50 }, (_, index) => `10.20.${index}.0/24`),
      cloudCidr: '100.64.0.0/26',
    },
    dicom: {
      stow: { auth: 'mtls' },
      dimse: { ports: [104, 2762, 11112], callingAeTitles: ['CT1'] },
      deliverTo: Array.from({ length: 50 }, (_, index) => aPacs({ address: `10.20.0.${index + 1}` })),
    },
  });
  const home = { environment: anEnvironment(), sites: [widest] };
  expect(QUOTAS.rulesOfAGroup.needs([home])).toBe(60);
  expect(QUOTAS.groupsOfAnInterface.needs([home])).toBe(4);
  expect(quotaNeeds({ sites: [widest], environments: [anEnvironment()] })).toEqual([]);
});

describe('the count from the files', () => {
  const basic = (index: number) => aSite({ site: `basic-hospital-${index}`, dicom: { stow: { auth: 'basic' } } });
  const sites = [
    aDeliveringSite([aPacs()], { site: 'delivers', directConnect: aDirectSite().directConnect }),
    ...[1, 2, 3].map(basic),
  ];
  const built = aManagedEnvironment();
  const homes = [{ environment: built, sites }];
  const resources = plannedStacks(sites, [built]).flatMap((stack) => stack.resources);
  const count = (type: string): number => resources.filter((resource) => resource.type === type).length;

  test.each<[QuotaId, string]>([
    ['vpcs', 'AWS::EC2::VPC'],
    ['vpnGateways', 'AWS::EC2::VPNGateway'],
    ['customerGateways', 'AWS::EC2::CustomerGateway'],
    ['vpnConnections', 'AWS::EC2::VPNConnection'],
    ['trustStores', 'AWS::ElasticLoadBalancingV2::TrustStore'],
    ['targetGroups', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
    ['directConnectGateways', 'AWS::DirectConnect::DirectConnectGateway'],
  ])('of %s equals the count in the templates', (id, type) => {
    expect(QUOTAS[id].needs(homes)).toBe(count(type));
  });

  test('of Metrics Insights alarms equals the count in the templates', () => {
    const asking = resources.filter(
      ({ type, properties }) => type === 'AWS::CloudWatch::Alarm' && JSON.stringify(properties).includes('"SELECT '),
    );
    expect(QUOTAS.metricsInsightsAlarms.needs(homes)).toBe(asking.length);
    expect(asking).not.toHaveLength(0);
  });
});

test('a quota that AWS raises has a command, and a fixed quota has an alternative', () => {
  expect(raiseQuota(QUOTAS.vpcs, 'ap-southeast-2', 7)).toBe(
    'aws service-quotas request-service-quota-increase --region ap-southeast-2 --service-code vpc --quota-code L-F678F1CE --desired-value 7',
  );
  const kept = Object.values<Quota>(QUOTAS).filter(({ raise }) => typeof raise === 'string');
  expect(kept).toHaveLength(3);
  for (const quota of kept)
    expect(raiseQuota(quota, 'ap-southeast-2', 7)).toMatch(/^(AWS|Service Quotas) does not raise this quota: /);
});
