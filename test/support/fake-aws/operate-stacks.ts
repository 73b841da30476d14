import { cellNames } from '../../../lib/config/naming/cell-names';
import { ingestNames } from '../../../lib/config/naming/ingest-names';
import {
  cellStackName,
  ingestStackName,
  platformStackName,
  siteStackName,
  virtualInterfaceId,
} from '../../../lib/config/naming/stack-contract';
import { CELL_GROUP, SINCE, type SiteState, serviceName, type World } from './operate-world';

/** The stacks of a Region, as DescribeStacks returns them. */
export function stackOf(world: World, region: string, name: string): object | undefined {
  const sites = world.sites.filter(({ environment }) => environment.region === region);
  const state = sites.find(({ site }) => siteStackName(site.site) === name);
  if (state?.stackStatus !== undefined)
    return {
      StackName: name,
      CreationTime: SINCE,
      StackStatus: state.stackStatus,
      LastUpdatedTime: world.stackUpdated,
      Outputs: Object.entries(state.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    };
  const cell = sites.find(({ site, cellStatus }) => cellStackName(site.site) === name && cellStatus !== undefined);
  if (cell !== undefined)
    return {
      StackName: name,
      CreationTime: SINCE,
      StackStatus: cell.cellStatus,
      LastUpdatedTime: world.stackUpdated,
      Outputs: cell.cellWasComplete ? cellOutputs(cell) : [],
    };
  const shared = sites.find(({ environment }) =>
    [
      platformStackName(environment.name),
      ...(environment.ingest.managed === undefined ? [] : [ingestStackName(environment.name)]),
    ].includes(name),
  );
  const status = world.sharedStacks.has(name) ? world.sharedStacks.get(name) : 'CREATE_COMPLETE';
  if (shared === undefined || status === undefined) return undefined;
  const isIngest = name === ingestStackName(shared.environment.name);
  const ExportName = ingestNames(shared.environment.name).clusterName;
  return {
    StackName: name,
    CreationTime: SINCE,
    StackStatus: status,
    LastUpdatedTime: world.stackUpdated,
    Outputs:
      isIngest && world.ingestWasComplete ? [{ OutputKey: 'ClusterName', ExportName, OutputValue: 'cluster' }] : [],
  };
}

function cellOutputs({ site, environment }: SiteState): readonly object[] {
  const names = cellNames(site.site);
  return [
    { OutputKey: 'ServiceName', ExportName: names.service, OutputValue: serviceName(site, environment) },
    { OutputKey: 'TaskGroupId', ExportName: names.taskGroupId, OutputValue: CELL_GROUP },
  ];
}

/** The resources of a stack that the commands read, as ListStackResources returns them: type, logical id and id. */
export function resourcesOf(
  world: World,
  region: string,
  name: string,
): readonly (readonly [string, string, string])[] {
  const sites = world.sites.filter(({ environment }) => environment.region === region);
  const site = sites.find((one) => siteStackName(one.site.site) === name);
  const ingest = sites.find(({ environment }) => ingestStackName(environment.name) === name)?.environment;
  const cell = sites.find((one) => cellStackName(one.site.site) === name)?.site.site;
  if (cell !== undefined)
    return [
      ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'Nlb', `arn:nlb:${cell}`],
      ['AWS::EC2::VPCEndpointService', 'EndpointService', `vpce-svc-${cell}`],
    ];
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
          ['AWS::RDS::DBInstance', 'Database', `heartlab-${ingest.name}-ingest`],
        ] as const)),
  ];
}
