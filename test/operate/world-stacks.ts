import { ingestNames } from '../../lib/site/ingest-names';
import { ingestStackName, platformStackName, siteStackName, virtualInterfaceId } from '../../lib/site/metadata';
import { INGEST_GROUP, SINCE, serviceName, type World } from './world';

/** The stacks of a Region, as DescribeStacks has them. */
export function stackOf(world: World, region: string, name: string): object | undefined {
  const sites = world.sites.filter(({ environment }) => environment.region === region);
  const state = sites.find(({ site }) => siteStackName(site.site) === name);
  if (state?.stackStatus !== undefined)
    return {
      ...{ StackName: name, CreationTime: SINCE, StackStatus: state.stackStatus, LastUpdatedTime: world.stackUpdated },
      Outputs: Object.entries(state.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    };
  const shared = sites.find(({ environment }) =>
    [
      platformStackName(environment.name),
      ...(environment.ingest.managed === undefined ? [] : [ingestStackName(environment.name)]),
    ].includes(name),
  );
  const status = world.sharedStacks.has(name) ? world.sharedStacks.get(name) : 'CREATE_COMPLETE';
  if (shared === undefined || status === undefined) return undefined;
  const names = ingestNames(shared.environment.name);
  const exports =
    name === platformStackName(shared.environment.name)
      ? []
      : [
          [names.service.mtls, serviceName(shared.environment, 'mtls')],
          [names.service.basic, serviceName(shared.environment, 'basic')],
          [names.deliverySourceGroupId, INGEST_GROUP],
        ];
  return {
    ...{ StackName: name, CreationTime: SINCE, StackStatus: status, LastUpdatedTime: world.stackUpdated },
    Outputs: exports.map(([ExportName, OutputValue], index) => ({ OutputKey: `Out${index}`, ExportName, OutputValue })),
  };
}

/** The resources of a stack that matter to the verbs, as ListStackResources has them: type, logical id and id. */
export function resourcesOf(
  world: World,
  region: string,
  name: string,
): readonly (readonly [string, string, string])[] {
  const sites = world.sites.filter(({ environment }) => environment.region === region);
  const site = sites.find((one) => siteStackName(one.site.site) === name);
  const ingest = sites.find(({ environment }) => ingestStackName(environment.name) === name)?.environment;
  return [
    ['AWS::EC2::VPC', 'Vpc', 'vpc-1'],
    ...(site?.vpn === undefined ? [] : [['AWS::EC2::VPNConnection', 'VpnConnection', site.vpn.id] as const]),
    ...[...(site?.interfaces ?? [])].map(([one, { id }]) => {
      const arn = `arn:aws:directconnect:${region}:111122223333:dxvif/${id}`;
      return ['AWS::DirectConnect::PrivateVirtualInterface', virtualInterfaceId(one), arn] as const;
    }),
    ...(ingest === undefined || !world.trustStores.has(ingest.name)
      ? []
      : ([
          ['AWS::ElasticLoadBalancingV2::TrustStore', 'TrustStore', `arn:trust:${ingest.name}`],
          ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'MtlsNlb', `arn:nlb:${ingest.name}`],
          ['AWS::EC2::VPCEndpointService', 'MtlsService', 'vpce-svc-mtls'],
          ['AWS::RDS::DBInstance', 'Database', `heartlab-${ingest.name}-ingest`],
        ] as const)),
  ];
}
