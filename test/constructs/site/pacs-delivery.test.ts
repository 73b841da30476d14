import { aDeliveringSite, aManagedEnvironment, anEnvironment, aPacs, aSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const threeZones = anEnvironment({
  availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'],
});
const resources = (...args: Parameters<typeof siteTemplate>) => siteTemplate(...args).toJSON().Resources;

describe('PacsDelivery', () => {
  test('without deliverTo there are no such resources', () => {
    const template = siteTemplate(aSite(), aManagedEnvironment());
    for (const type of ['LoadBalancer', 'Listener', 'TargetGroup']) {
      template.resourceCountIs(`AWS::ElasticLoadBalancingV2::${type}`, 0);
    }
    template.resourceCountIs('AWS::EC2::VPCEndpointService', 0);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 1);
    expect(Object.keys(template.toJSON().Outputs).filter((name) => name.startsWith('Delivery'))).toEqual([]);
  });

  test('connects from the reserved delivery address of each zone', () => {
    const { DeliveryLoadBalancer, ...others } = resources(aDeliveringSite(), threeZones);
    const mappings = DeliveryLoadBalancer.Properties.SubnetMappings;
    expect(mappings).toEqual([
      { SubnetId: { Ref: 'Subnet1' }, PrivateIPv4Address: '100.64.0.14' },
      { SubnetId: { Ref: 'Subnet2' }, PrivateIPv4Address: '100.64.0.30' },
      { SubnetId: { Ref: 'Subnet3' }, PrivateIPv4Address: '100.64.0.46' },
    ]);
    for (const [index, { SubnetId, PrivateIPv4Address }] of mappings.entries()) {
      const { Properties } = others[`DeliveryAddress${index + 1}`];
      expect(Properties).toMatchObject({ SubnetId, Address: PrivateIPv4Address });
    }
    expect(DeliveryLoadBalancer.DependsOn).toEqual(['DeliveryAddress1', 'DeliveryAddress2', 'DeliveryAddress3']);
    expect(resources(aDeliveringSite()).DeliveryLoadBalancer.DependsOn).toEqual([
      'DeliveryAddress1',
      'DeliveryAddress2',
    ]);
  });

  test('is private, balances across zones, and does not apply its inbound rules to PrivateLink traffic', () => {
    siteTemplate(aDeliveringSite()).hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Type: 'network',
      Scheme: 'internal',
      SecurityGroups: [{ 'Fn::GetAtt': ['DeliverySecurityGroup', 'GroupId'] }],
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
      LoadBalancerAttributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }],
    });
  });

  test('can reach exactly the PACS of the site file, each once, and has no inbound rule', () => {
    const pacs = [
      aPacs(),
      aPacs({ aeTitle: "TWO'S" }),
      aPacs({ address: '10.20.1.16' }),
      aPacs({ port: 104, aeTitle: 'OLD' }),
    ];
    const { Properties } = resources(aDeliveringSite(pacs)).DeliverySecurityGroup;
    expect(Properties).not.toHaveProperty('SecurityGroupIngress');
    const rule = (CidrIp: string, port: number) => ({
      CidrIp,
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      Description: 'Results to the PACS of the hospital',
    });
    expect(Properties.SecurityGroupEgress).toEqual([
      rule('10.20.1.15/32', 11112),
      rule('10.20.1.16/32', 11112),
      rule('10.20.1.15/32', 104),
    ]);
  });

  test('the largest number of PACS in a site file fits in the group', () => {
    const pacs = Array.from({ length: 50 }, (_, index) => aPacs({ address: `10.20.1.${index}` }));
    const all = resources(aDeliveringSite(pacs));
    expect(all.DeliverySecurityGroup.Properties.SecurityGroupEgress).toHaveLength(50);
    expect(() => aDeliveringSite([...pacs, aPacs({ address: '10.20.1.50' })])).toThrow();
  });

  test('is a service only for this account, without acceptance', () => {
    const template = siteTemplate(aDeliveringSite());
    template.hasResourceProperties('AWS::EC2::VPCEndpointService', {
      NetworkLoadBalancerArns: [{ Ref: 'DeliveryLoadBalancer' }],
      AcceptanceRequired: false,
    });
    template.hasResourceProperties('AWS::EC2::VPCEndpointServicePermissions', {
      ServiceId: { 'Fn::GetAtt': ['DeliveryService', 'ServiceId'] },
      AllowedPrincipals: ['arn:aws:iam::111122223333:root'],
    });
  });

  test.each([
    ['an existing platform, which creates its own endpoint', anEnvironment()],
    ['a managed ingest', aManagedEnvironment()],
  ])('its name is an output for %s', (_, environment) => {
    siteTemplate(aDeliveringSite(), environment).hasOutput('DeliveryServiceName', {
      Value: {
        'Fn::Join': ['', ['com.amazonaws.vpce.ap-southeast-2.', { 'Fn::GetAtt': ['DeliveryService', 'ServiceId'] }]],
      },
    });
  });

  test.each([
    ['an existing platform', anEnvironment(), []],
    ['a managed ingest', aManagedEnvironment(), ['DeliveryEndpointId']],
  ])('deliverTo may come later and go again: with %s, all else stays as it is', (_, environment, endpoint) => {
    const without = siteTemplate(aSite(), environment).toJSON();
    const delivering = siteTemplate(aDeliveringSite(), environment).toJSON();
    const added = Object.keys(delivering.Resources).filter((id) => !(id in without.Resources));
    for (const id of added) expect(id).toMatch(/^(Delivery|Alarms)/);
    for (const [id, resource] of Object.entries(without.Resources)) {
      // The dashboard also shows the delivery.
      if (!id.startsWith('AlarmsDashboard')) expect([id, delivering.Resources[id]]).toEqual([id, resource]);
    }
    expect(delivering.Outputs).toEqual({
      ...without.Outputs,
      ...Object.fromEntries(['DeliveryServiceName', ...endpoint].map((name) => [name, expect.anything()])),
    });
  });
});
