import fc from 'fast-check';
import type { Site } from '../../../lib/config/model';
import { aDeliveringSite, aManagedEnvironment, aPacs, aSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>> & {
    readonly Targets?: readonly { readonly Id: string; readonly Port: number }[];
    readonly DefaultActions?: readonly { readonly TargetGroupArn: { readonly Ref: string } }[];
  };
}

const resourcesOf = (site: Site): Readonly<Record<string, Resource>> =>
  siteTemplate(site, aManagedEnvironment()).toJSON().Resources;
const ofType = (resources: Readonly<Record<string, Resource>>, type: string) =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** The target of each listener port: `11112 → 10.20.1.15:11112`. */
function ways(resources: Readonly<Record<string, Resource>>): Readonly<Record<string, string>> {
  const targets = new Map(
    ofType(resources, TARGET_GROUP).map(([id, { Properties }]) => {
      const [target] = Properties.Targets ?? [];
      return [id, `${target?.Id}:${target?.Port}`];
    }),
  );
  return Object.fromEntries(
    ofType(resources, LISTENER).map(([, { Properties }]) => {
      const [action] = Properties.DefaultActions ?? [];
      return [String(Properties.Port), targets.get(action?.TargetGroupArn.Ref ?? '') ?? 'nowhere'];
    }),
  );
}

describe('DeliveryDestinations', () => {
  test('a PACS is a target outside the VPC that gets connections from the fixed addresses, and health checks', () => {
    const { DeliveryListener11112, DeliveryTarget010020001015Port11112 } = resourcesOf(aDeliveringSite());
    expect(DeliveryListener11112?.Properties).toMatchObject({
      LoadBalancerArn: { Ref: 'DeliveryLoadBalancer' },
      Protocol: 'TCP',
      Port: 11112,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'DeliveryTarget010020001015Port11112' } }],
    });
    expect(DeliveryTarget010020001015Port11112?.Properties).toMatchObject({
      VpcId: { Ref: 'Vpc' },
      TargetType: 'ip',
      Protocol: 'TCP',
      Port: 11112,
      Targets: [{ Id: '10.20.1.15', Port: 11112, AvailabilityZone: 'all' }],
      HealthCheckProtocol: 'TCP',
      TargetGroupAttributes: expect.arrayContaining([
        { Key: 'preserve_client_ip.enabled', Value: 'false' },
        { Key: 'target_health_state.unhealthy.connection_termination.enabled', Value: 'false' },
      ]),
    });
    expect(DeliveryTarget010020001015Port11112?.Properties).not.toHaveProperty('Name');
  });

  test('each entry has its own listener port, and two AE titles at one address and port share a target group', () => {
    const resources = resourcesOf(
      aDeliveringSite([aPacs(), aPacs({ aeTitle: 'AKLPACS2' }), aPacs({ address: '10.20.1.16' })]),
    );
    expect(ways(resources)).toEqual({
      11112: '10.20.1.15:11112',
      11113: '10.20.1.15:11112',
      11114: '10.20.1.16:11112',
    });
    expect(ofType(resources, TARGET_GROUP)).toHaveLength(2);
  });

  test('two addresses with the same digits have two target groups', () => {
    const pacs = [aPacs({ address: '10.20.1.11' }), aPacs({ address: '10.20.11.1' })];
    const site = aDeliveringSite(pacs, { network: { hospitalCidrs: ['10.20.0.0/16'], cloudCidr: '100.64.0.0/26' } });
    expect(Object.values(ways(resourcesOf(site)))).toEqual(['10.20.1.11:11112', '10.20.11.1:11112']);
  });

  const first = aPacs({ port: 104 });
  const second = aPacs({ address: '10.20.1.16' });

  test('removing the first entry, or inserting one before it, does not change the others', () => {
    const [both, rest] = [aDeliveringSite([first, second]), aDeliveringSite([second])].map(resourcesOf);
    for (const [id, resource] of ofType(rest ?? {}, LISTENER)) expect(both?.[id]).toEqual(resource);
    for (const [id, resource] of ofType(rest ?? {}, TARGET_GROUP)) expect(both?.[id]).toEqual(resource);
    expect(ofType(rest ?? {}, TARGET_GROUP)).toHaveLength(1);
  });

  test('if a PACS moves to another address, its listener stays and gets another target', () => {
    const before = resourcesOf(aDeliveringSite([aPacs()]));
    const after = resourcesOf(aDeliveringSite([aPacs({ address: '10.20.1.99' })]));
    expect(ways(after)).toEqual({ 11112: '10.20.1.99:11112' });
    expect(Object.keys(after).filter((id) => !(id in before))).toEqual(['DeliveryTarget010020001099Port11112']);
  });
});

describe('no change of deliverTo replaces a resource that the hospital or the ingest uses', () => {
  const pacs = fc.record({
    aeTitle: fc.constantFrom('ONE', 'TWO', 'THREE'),
    address: fc.constantFrom('10.20.1.1', '10.20.1.11', '10.20.1.111', '10.20.2.1'),
    port: fc.constantFrom(104, 11112, 11113, 65534, 1024),
  });
  const deliverTo = fc.uniqueArray(pacs, {
    maxLength: 6,
    selector: ({ aeTitle, address, port }) => `${aeTitle} ${address} ${port}`,
  });

  /** The properties that CloudFormation changes in place. Any other property of these types requires replacement (aws-service-spec 0.1.216). */
  const IN_PLACE: Readonly<Record<string, readonly string[]>> = {
    [LISTENER]: ['DefaultActions', 'Tags'],
    [TARGET_GROUP]: ['Targets', 'TargetGroupAttributes', 'Tags'],
    'AWS::CloudWatch::Alarm': ['AlarmDescription', 'Dimensions'],
    'AWS::EC2::SecurityGroup': ['SecurityGroupEgress', 'SecurityGroupIngress'],
    'AWS::CloudWatch::Dashboard': ['DashboardBody'],
  };
  const replacing = ({ Type, Properties }: Resource) =>
    Object.fromEntries(Object.entries(Properties).filter(([name]) => !IN_PLACE[Type]?.includes(name)));

  test('for any two lists, an update replaces no common entry, and two listeners never have the same port', () => {
    let retainedListeners = 0;
    let redirectedListeners = 0;
    fc.assert(
      fc.property(deliverTo, deliverTo, (one, two) => {
        const before = resourcesOf(aDeliveringSite(one));
        const after = resourcesOf(aDeliveringSite(two));
        for (const [id, resource] of Object.entries(before)) {
          const now = after[id];
          // VPC, subnets, VPN, STOW endpoint and tunnels' alarms do not change at all.
          if (!/^(Delivery|AlarmsDelivery|AlarmsDashboard)/.test(id)) expect([id, now]).toEqual([id, resource]);
          if (now === undefined) continue;
          expect([id, replacing(now)]).toEqual([id, replacing(resource)]);
          if (now.Type !== LISTENER) continue;
          retainedListeners += 1;
          if (JSON.stringify(now) !== JSON.stringify(resource)) redirectedListeners += 1;
        }
        // CloudFormation creates new resources before it deletes old ones, so both exist at the same time.
        const ports = new Map<unknown, string>();
        for (const [id, { Properties }] of [...ofType(before, LISTENER), ...ofType(after, LISTENER)]) {
          expect([Properties.Port, ports.get(Properties.Port) ?? id]).toEqual([Properties.Port, id]);
          ports.set(Properties.Port, id);
        }
      }),
      { numRuns: 60 },
    );
    // The generated lists caused both kinds of change.
    expect(Math.min(retainedListeners, redirectedListeners)).toBeGreaterThan(0);
  });

  test('load balancer, service, endpoint and record do not depend on the entries', () => {
    const [one, two] = [
      aDeliveringSite(),
      aDeliveringSite([aPacs({ port: 104 }), aPacs({ address: '10.20.3.3' })]),
    ].map(resourcesOf);
    for (const id of ['LoadBalancer', 'Service', 'ServicePermissions', 'Endpoint', 'Record']) {
      expect(one?.[`Delivery${id}`]).toBeDefined();
      expect(two?.[`Delivery${id}`]).toEqual(one?.[`Delivery${id}`]);
    }
  });

  test('the comparison detects a load balancer that another VPC would replace', () => {
    const moved = aDeliveringSite([aPacs()], {
      network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.64/26' },
    });
    expect(resourcesOf(moved).DeliveryLoadBalancer).not.toEqual(resourcesOf(aDeliveringSite()).DeliveryLoadBalancer);
    expect(resourcesOf(aSite()).DeliveryLoadBalancer).toBeUndefined();
  });
});
