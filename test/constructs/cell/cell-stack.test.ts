import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import fc from 'fast-check';
import type { Site } from '../../../lib/config/model';
import { aFleet, aManagedEnvironment, aPacs, aSite } from '../../support/builders/sites';
import { runs } from '../../support/long';
import { templatesOf } from '../../support/programs/cdk-app';

type Resource = { readonly Type: string; readonly Properties: Record<string, unknown> } & Record<string, unknown>;

const DIMSE = { ports: [104, 2762], callingAeTitles: ['AKLCT1'] };
const MTLS = aSite({ dicom: { stow: { auth: 'mtls' }, dimse: DIMSE } });
const BASIC = aSite({ dicom: { stow: { auth: 'basic' }, dimse: DIMSE } });

function cellOf(site: Site): Record<string, Resource> {
  const template = templatesOf(aFleet([site], [aManagedEnvironment()])).get(`CellStack-${site.site}`);
  if (template === undefined) throw new Error('there is no cell');
  return template.toJSON().Resources;
}

const mtls = cellOf(MTLS);
const basic = cellOf(BASIC);

describe('a cell that changes from Basic to mTLS', () => {
  const LASTING = ['Nlb', 'EndpointService', 'EndpointServicePermissions', 'Dimse104', 'Dimse2762', 'DimseTargets'];

  test('has identical NLB, endpoint service and DIMSE resources', () => {
    for (const id of LASTING) {
      expect(basic[id]).toBeDefined();
      expect(mtls[id]).toEqual(basic[id]);
    }
    for (const id of ['Nlb', 'EndpointService'])
      expect(mtls[id]).toMatchObject({ UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Delete' });
  });

  test('replaces no resource: no changed property requires replacement', () => {
    const spec = loadAwsServiceSpecSync();
    const replacing = (type: string, property: string): boolean => {
      const found = spec.lookup('resource', 'cloudFormationType', 'equals', type).only();
      const one = found.properties[property];
      if (one === undefined) throw new Error(`${type} has no ${property}`);
      return one.causesReplacement === 'yes';
    };
    // The specification contains replacements.
    expect(replacing('AWS::ElasticLoadBalancingV2::LoadBalancer', 'Type')).toBe(true);
    expect(replacing('AWS::EC2::SecurityGroup', 'GroupDescription')).toBe(true);
    const changed = Object.keys(basic)
      .filter((id) => id in mtls)
      .flatMap((id) => {
        const before = basic[id]?.Properties ?? {};
        const after = mtls[id]?.Properties ?? {};
        return [...new Set([...Object.keys(before), ...Object.keys(after)])]
          .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
          .map((name) => `${id}.${name} ${replacing(basic[id]?.Type ?? '', name)}`);
      });
    expect(changed.filter((line) => line.endsWith('true'))).toEqual([]);
    expect(changed).toEqual(
      expect.arrayContaining([
        'StowListener.Protocol false',
        'StowListener.Certificates false',
        'StowListener.SslPolicy false',
        'StowListener.DefaultActions false',
        'Service.LoadBalancers false',
        'Service.TaskDefinition false',
      ]),
    );
  });

  test('switches the NLB without waiting for the old tasks, whose uploads may take 15 minutes to end', () => {
    expect(JSON.stringify(mtls.StowListener?.DependsOn ?? [])).not.toContain('Service');
    expect(basic.Service?.DependsOn).toContain('StowListener');
  });

  test('adds the new rules of the tasks and deletes the old ones in the cleanup, so that uploads in progress continue', () => {
    const rules = (cell: Record<string, Resource>) =>
      Object.entries(cell)
        .filter(([, { Type, Properties }]) => Type === 'AWS::EC2::SecurityGroupIngress' && Properties.FromPort === 8443)
        .map(([id, { Properties }]) => [id, Properties.SourceSecurityGroupId]);
    const from = (group: string) => ({ 'Fn::GetAtt': [group, 'GroupId'] });
    expect(rules(basic)).toEqual([['TasksFromNlb', from('NlbGroup')]]);
    expect(rules(mtls)).toEqual([['TasksFromAlb', from('AlbGroup')]]);
    expect(mtls.TaskGroup).toEqual(basic.TaskGroup);
    expect(mtls.TaskGroup?.Properties).not.toHaveProperty('SecurityGroupIngress');
    expect(mtls.DimseFromNlb?.Properties).toMatchObject({
      FromPort: 11112,
      ToPort: 11112,
      SourceSecurityGroupId: from('NlbGroup'),
    });
  });
});

describe('the entry point', () => {
  test('mTLS: TCP to the ALB, which verifies the client certificate and forwards only /dicomweb/*', () => {
    expect(mtls.StowListener?.Properties).toMatchObject({ Port: 443, Protocol: 'TCP' });
    expect(mtls.AlbStowListener?.Properties).toMatchObject({
      Protocol: 'HTTPS',
      MutualAuthentication: {
        Mode: 'verify',
        IgnoreClientCertificateExpiry: false,
        TrustStoreArn: { 'Fn::ImportValue': 'heartlab-sydney-ingest-trust-store-arn' },
      },
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });
    expect(mtls.AlbStowRule?.Properties.Conditions).toEqual([
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/dicomweb/*'] } },
    ]);
    expect(mtls.AlbHealthListener?.Properties).not.toHaveProperty('MutualAuthentication');
    expect(mtls.AlbTargets?.Properties).toMatchObject({ HealthCheckPort: '8443', HealthCheckPath: '/health' });
  });

  test('Basic: the NLB ends TLS and connects to the gate by TLS, without an ALB', () => {
    expect(basic.StowListener?.Properties).toMatchObject({ Port: 443, Protocol: 'TLS' });
    expect(basic.GateTlsTargets?.Properties).toMatchObject({
      Protocol: 'TLS',
      Port: 8443,
      TargetType: 'ip',
      HealthCheckProtocol: 'HTTPS',
      HealthCheckPath: '/health',
    });
    expect(Object.keys(basic).filter((id) => id.startsWith('Alb'))).toEqual([]);
  });

  test('DIMSE listens only on the ports of the site file', () => {
    const listeners = (cell: Record<string, Resource>) => Object.keys(cell).filter((id) => /^Dimse\d/.test(id));
    expect(listeners(mtls)).toEqual(['Dimse104', 'Dimse2762']);
    expect(mtls.Dimse2762?.Properties.Protocol).toBe('TLS');
    expect(listeners(cellOf(aSite()))).toEqual([]);
  });

  test('no load balancer of a cell has deletion protection, so that a first deploy can be rolled back', () => {
    for (const id of ['Nlb', 'Alb'])
      expect(mtls[id]?.Properties.LoadBalancerAttributes).toContainEqual({
        Key: 'deletion_protection.enabled',
        Value: 'false',
      });
  });
});

describe('the task', () => {
  const definitions = (cell: Record<string, Resource>) =>
    Object.entries(cell).filter(([, { Type }]) => Type === 'AWS::ECS::TaskDefinition');

  test('has another logical id exactly if its content differs', () => {
    const ids = [MTLS, BASIC, MTLS].map((site) => definitions(cellOf(site))[0]?.[0]);
    expect(ids[0]).toMatch(/^TaskDefinition[0-9a-f]{16}$/);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('starts after the database, the policies and the listeners or rules of its target groups', () => {
    expect(mtls.Service?.DependsOn).toEqual(
      expect.arrayContaining(['AlbStowRule', 'AlbHealthRule', 'Database', 'Dimse104', 'Dimse2762']),
    );
    expect(JSON.stringify(mtls.Service?.DependsOn)).toMatch(/ExecutionPolicy.*TaskPolicy/);
  });

  test('has its own security group and the ingest’s, and sends results only to the delivery subnets, on their ports', () => {
    const network = JSON.stringify(mtls.Service?.Properties.NetworkConfiguration);
    expect(network).toContain('heartlab-sydney-ingest-cell-access-group-id');
    expect(network).toContain('"TaskGroup"');
    const egress = (site: Site) =>
      ((cellOf(site).TaskGroup?.Properties.SecurityGroupEgress ?? []) as Record<string, unknown>[]).map(
        ({ CidrIp, FromPort, ToPort }) => `${CidrIp} ${FromPort}-${ToPort}`,
      );
    expect(egress(aSite())).toEqual(['127.0.0.1/32 undefined-undefined']);
    const delivering = { dicom: { stow: { auth: 'mtls' }, deliverTo: [aPacs(), aPacs({ port: 104 })] } };
    expect(egress(aSite(delivering))).toEqual([
      '10.255.3.0/24 104-104',
      '10.255.3.0/24 11112-11112',
      '10.255.7.0/24 104-104',
      '10.255.7.0/24 11112-11112',
    ]);
  });
});

describe('a fleet with and without a hospital', () => {
  const site = (name: string, block: number, dicom: object) =>
    aSite({ site: name, network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: `100.64.${block}.0/26` }, dicom });
  const dicom = fc.record({
    stow: fc.constantFrom({ auth: 'mtls' }, { auth: 'basic' }, { auth: 'basic', passwordGeneration: 2 }),
    dimse: fc.constantFrom(undefined, DIMSE),
    deliverTo: fc.constantFrom(undefined, [aPacs()]),
  });
  const texts = (sites: readonly Site[], only?: string): ReadonlyMap<string, string> =>
    new Map(
      [...templatesOf(aFleet(sites, [aManagedEnvironment()]), only === undefined ? {} : { site: only })].map(
        ([name, template]) => [name, JSON.stringify(template.toJSON())],
      ),
    );

  test('has identical other templates, whether the hospital is added, changed or removed', () => {
    fc.assert(
      fc.property(dicom, dicom, dicom, (one, before, after) => {
        const stays = site('alpha', 1, one);
        const without = texts([stays]);
        const added = texts([stays, site('alpha-2', 2, before)]);
        const changed = texts([stays, site('alpha-2', 2, after)]);
        expect([...without.keys()]).toHaveLength(4);
        for (const [name, text] of without) {
          expect(added.get(name)).toBe(text);
          expect(changed.get(name)).toBe(text);
        }
        for (const [name, text] of texts([stays, site('alpha-2', 2, after)], 'alpha-2'))
          expect(changed.get(name)).toBe(text);
      }),
      { numRuns: runs(12) },
    );
  });
});
