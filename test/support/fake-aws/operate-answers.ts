import { SITE_TAG } from '../../../lib/config/naming/stack-contract';
import { type Call, Refusal } from './http-wire';
import { resourcesOf, stackOf } from './operate-stacks';
import { metadataOf, NOW, SECRET, SINCE, type SiteState, type World } from './operate-world';

/** The answers of the services. They contain secrets in the same places as the real ones. */
export function answers(world: World, call: Call): object {
  const answer = ANSWERS[call.action];
  if (answer === undefined) throw new Error(`the world has no answer to ${call.action}`);
  return answer(
    world,
    call,
    world.sites.filter(({ environment }) => environment.region === call.region),
  );
}

type One = (world: World, call: Call, sites: readonly SiteState[]) => object;

/** One item a page: a reader of only the first page misses the rest. */
function paged<T>(
  call: Call,
  items: readonly T[],
  token = 'NextToken',
): { readonly page: T[]; readonly next?: string } {
  const at = Number(call.get(token) ?? 0);
  const next = at + 1 < items.length ? { next: String(at + 1) } : {};
  return { page: items.slice(at, at + 1), ...next };
}

const filter = (call: Call): string => String(call.get('Filter.1.Value.1'));
const bySite = (call: Call, sites: readonly SiteState[]): SiteState | undefined =>
  sites.find(({ site }) => site.site === filter(call) && call.get('Filter.1.Name') === `tag:${SITE_TAG}`);
const tunnelOf = (call: Call, sites: readonly SiteState[]) =>
  sites
    .find(({ vpn }) => vpn?.id === call.get('VpnConnectionId'))
    ?.vpn?.tunnels.find(({ outsideAddress }) => outsideAddress === call.get('VpnTunnelOutsideIpAddress'));
const tags = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries).map(([Key, Value]) => ({ Key, Value }));

function stack(world: World, call: Call): object {
  const name = String(call.get('StackName'));
  const found = stackOf(world, call.region, name);
  if (found === undefined) throw new Refusal(400, 'ValidationError', `Stack with id ${name} does not exist`);
  return found;
}

const ANSWERS: Readonly<Record<string, One>> = {
  'sts:GetCallerIdentity': (world, call) => ({ Account: world.accounts.get(call.region) }),
  'cloudformation:DescribeStacks': (world, call) => ({ Stacks: [stack(world, call)] }),
  'cloudformation:GetTemplateSummary': (world, call, sites) => {
    stack(world, call);
    const found = sites.find(({ site }) => call.get('StackName') === `SiteStack-${site.site}`);
    return { Metadata: found === undefined ? '{}' : metadataOf(found) };
  },
  'cloudformation:ListStackResources': (world, call) => {
    stack(world, call);
    const all = resourcesOf(world, call.region, String(call.get('StackName')));
    const { page, next } = paged(
      call,
      all.map(([ResourceType, LogicalResourceId, PhysicalResourceId]) => ({
        ResourceType,
        LogicalResourceId,
        PhysicalResourceId,
        LastUpdatedTimestamp: SINCE,
        ResourceStatus: world.resourceStates.get(PhysicalResourceId) ?? 'CREATE_COMPLETE',
      })),
    );
    return { StackResourceSummaries: page, NextToken: next };
  },
  'cloudformation:ListImports': (world, call) => {
    const name = String(call.get('ExportName'));
    // The form of CloudFormation's answer.
    if (world.importers.length === 0)
      throw new Refusal(400, 'ValidationError', `Export '${name}' is not imported by any stack.`);
    const { page, next } = paged(call, world.importers);
    return { Imports: page, NextToken: next };
  },
  'elasticloadbalancing:DescribeTrustStores': (world, call) => {
    const arn = String(call.get('TrustStoreArns.member.1'));
    const found = world.trustStores.get(arn.replace('arn:trust:', ''));
    return {
      TrustStores: [{ TrustStoreArn: arn, Status: 'ACTIVE', NumberOfCaCertificates: found?.certificates }],
    };
  },
  'elasticloadbalancing:DescribeTrustStoreRevocations': (world, call) => {
    const found = world.trustStores.get(String(call.get('TrustStoreArn')).replace('arn:trust:', ''));
    const lists = Array.from({ length: found?.revocationLists ?? 0 }, (_, RevocationId) => ({ RevocationId }));
    const { page, next } = paged(call, lists, 'Marker');
    return { TrustStoreRevocations: page, NextMarker: next };
  },
  'ec2:DescribeVpnConnections': (_, call, sites) => ({
    VpnConnections: sites.flatMap((one) => (one.vpn?.id === filter(call) ? [connection(one, one.vpn)] : [])),
  }),
  'ec2:GetActiveVpnTunnelStatus': (_, call, sites) => ({ ActiveVpnTunnelStatus: tunnelOf(call, sites)?.negotiated }),
  'ec2:GetVpnTunnelReplacementStatus': (_, call, sites) => ({ MaintenanceDetails: tunnelOf(call, sites)?.maintenance }),
  'ec2:DescribeCustomerGateways': (_, call, sites) => ({
    CustomerGateways: sites
      .flatMap(({ vpn }) => vpn?.gateway ?? [])
      .filter(({ id }) => call.get('Filter.1.Name') === 'customer-gateway-id' && id === filter(call))
      .map(({ id, address, asn }) => ({ CustomerGatewayId: id, IpAddress: address, BgpAsn: asn })),
  }),
  'ec2:DescribeSecurityGroups': (_, call, sites) => {
    const { page, next } = paged(call, bySite(call, sites)?.groups ?? []);
    return {
      SecurityGroups: page.map(({ id, logicalId }) => ({
        GroupId: id,
        Tags: tags(logicalId === undefined ? {} : { 'aws:cloudformation:logical-id': logicalId }),
      })),
      NextToken: next,
    };
  },
  'ec2:DescribeSecurityGroupRules': (_, call, sites) => {
    const wanted = Array.from({ length: 20 }, (__, index) => call.get(`Filter.1.Value.${index + 1}`));
    const groups = sites.flatMap((one) => one.groups).filter(({ id }) => wanted.includes(id));
    const rules = groups.flatMap(({ id: GroupId, rules: all }) =>
      all.map(({ egress, protocol, from, to, cidr, group }) => ({
        GroupId,
        IsEgress: egress,
        IpProtocol: protocol,
        FromPort: from,
        ToPort: to,
        CidrIpv4: cidr,
        ReferencedGroupInfo: group === undefined ? undefined : { GroupId: group },
      })),
    );
    const { page, next } = paged(call, rules);
    return { SecurityGroupRules: page, NextToken: next };
  },
  'ec2:DescribeRouteTables': (_, call, sites) => {
    const { page, next } = paged(call, bySite(call, sites)?.routeTables ?? []);
    return {
      RouteTables: page.map(({ id, logicalId, propagating, routes }) => ({
        RouteTableId: id,
        Tags: tags({ 'aws:cloudformation:logical-id': logicalId }),
        PropagatingVgws: propagating.map((GatewayId) => ({ GatewayId })),
        Routes: routes,
      })),
      NextToken: next,
    };
  },
  'ec2:DescribeVpcEndpointConnections': (world, call) => {
    const all = filter(call).startsWith('vpce-svc-') ? world.endpointConnections : [];
    const { page, next } = paged(call, all);
    return {
      VpcEndpointConnections: page.map(({ id: VpcEndpointId, state: VpcEndpointState }) => ({
        VpcEndpointId,
        VpcEndpointState,
      })),
      NextToken: next,
    };
  },
  'ec2:DescribeVpcEndpoints': (_, call, sites) => ({
    VpcEndpoints: sites.flatMap(({ endpoint, outputs }) =>
      endpoint !== undefined && outputs.EndpointId === filter(call)
        ? [
            {
              State: 'available',
              ServiceName: endpoint.serviceName,
              Groups: endpoint.groupIds.map((GroupId) => ({ GroupId })),
            },
          ]
        : [],
    ),
  }),
  'directconnect:DescribeVirtualInterfaces': (_, call, sites) => ({
    virtualInterfaces: sites
      .flatMap(({ interfaces }) => [...interfaces.values()])
      .filter(({ id }) => id === call.get('virtualInterfaceId'))
      .map(virtualInterface),
  }),
  'cloudwatch:GetMetricData': (world, call, sites) => {
    const [query] = call.get('MetricDataQueries') as readonly {
      Id: string;
      Expression?: string;
      MetricStat?: { Metric: { Namespace: string; MetricName: string; Dimensions: readonly { Value: string }[] } };
    }[];
    const { Namespace, MetricName, Dimensions } = query?.MetricStat?.Metric ?? {};
    if (query?.Id === 'state' || query?.Id === 'traffic') {
      const asked =
        query.Id === 'state'
          ? `${Namespace} ${MetricName} ${Dimensions?.[0]?.Value}`.replace(/^AWS\/VPN TunnelState /, '')
          : /^SEARCH\('Namespace="AWS\/DX" MetricName="VirtualInterfaceBpsIngress" VirtualInterfaceId="(.*)"', /.exec(
              query.Expression ?? '',
            )?.[1];
      if (call.get('NextToken') === undefined) return { MetricDataResults: [], NextToken: 'more' };
      const value = world.usedOnce.has(asked ?? '') ? 1 : 0;
      return { MetricDataResults: [{ Id: query.Id, Timestamps: [SINCE, SINCE], Values: [0, value] }] };
    }
    const site = sites.find((one) => one.site.site === Dimensions?.[0]?.Value);
    // The first page is empty, which CloudWatch permits.
    if (call.get('NextToken') === undefined) return { MetricDataResults: [], NextToken: 'more' };
    const points =
      site === undefined ? [] : gatePoints(site, [Namespace, MetricName, Dimensions?.[1]?.Value].join(' '));
    return {
      MetricDataResults: [
        { Id: query?.Id, Timestamps: points.map(({ at }) => at), Values: points.map(({ value }) => value) },
      ],
    };
  },
  'cloudwatch:DescribeAlarms': (_, call, sites) => {
    const names = call.get('AlarmNames') as readonly string[];
    const types = call.get('AlarmTypes') as readonly string[] | undefined;
    const all = new Map(sites.flatMap(({ alarms }) => [...alarms]));
    const { page, next } = paged(call, names);
    const found = page.map((AlarmName) => ({
      AlarmName,
      StateValue: all.get(AlarmName) ?? 'OK',
      StateTransitionedTimestamp: SINCE,
    }));
    const composite = found.filter(({ AlarmName }) => AlarmName.endsWith('-cut-off'));
    return {
      MetricAlarms: found.filter((one) => !composite.includes(one)),
      CompositeAlarms: types?.includes('CompositeAlarm') ? composite : [],
      NextToken: next,
    };
  },
};

/** Newest first. The names are those that the gate writes to CloudWatch. */
function gatePoints({ lastStudy, certificate, otherContent }: SiteState, asked: string) {
  const before = (at: Date, minutes: number): Date => new Date(at.getTime() - minutes * 60_000);
  if (asked === 'HeartLab/Ingest Objects ' && lastStudy !== undefined)
    return [lastStudy, before(lastStudy, 10)].map((at) => ({ at, value: 2 }));
  if (asked === 'HeartLab/Ingest CertificateDays ' && certificate !== undefined)
    return [
      { at: certificate.at, value: certificate.days },
      { at: before(certificate.at, 60), value: certificate.days + 400 },
    ];
  if (asked === 'HeartLab/Ingest Failures other-content')
    return otherContent.map((value, index) => ({ at: before(NOW, 5 * (index + 1)), value }));
  return [];
}

function connection({ site }: SiteState, vpn: NonNullable<SiteState['vpn']>): object {
  const key = vpn.keyStorage === 'Standard' ? SECRET : 'REDACTED';
  return {
    VpnConnectionId: vpn.id,
    PreSharedKeyArn: vpn.keyArn,
    State: vpn.state,
    CustomerGatewayId: vpn.gateway.id,
    CustomerGatewayConfiguration: vpn.tunnels
      .map(() => `<ipsec_tunnel><ike><pre_shared_key>${key}</pre_shared_key></ike></ipsec_tunnel>`)
      .join('\n'),
    Options: {
      StaticRoutesOnly: vpn.staticRoutesOnly,
      TunnelOptions: vpn.tunnels.map(({ insideCidr, outsideAddress, options }) => ({
        ...options,
        TunnelInsideCidr: insideCidr,
        OutsideIpAddress: outsideAddress,
        PreSharedKey: key,
      })),
    },
    Routes: vpn.routes.map((DestinationCidrBlock) => ({ DestinationCidrBlock, State: 'available' })),
    // Not in the order of the tunnels.
    VgwTelemetry: [...vpn.tunnels].reverse().map(({ outsideAddress, status, acceptedRoutes, message }) => ({
      OutsideIpAddress: outsideAddress,
      Status: status,
      AcceptedRouteCount: acceptedRoutes,
      StatusMessage: message,
      LastStatusChange: SINCE,
    })),
    Tags: tags({ [SITE_TAG]: site.site, ...vpn.tags }),
  };
}

function virtualInterface(one: SiteState['interfaces'] extends Map<string, infer State> ? State : never): object {
  const { id, state, bgp, vlan, connectionId, mtu, asn, hospital, aws, morePeers } = one;
  const peer = { asn, addressFamily: 'ipv4', customerAddress: hospital, amazonAddress: aws, authKey: SECRET };
  return {
    virtualInterfaceId: id,
    virtualInterfaceState: state,
    vlan,
    connectionId,
    mtu,
    asn,
    authKey: SECRET,
    customerAddress: hospital,
    amazonAddress: aws,
    customerRouterConfig: `<bgp_auth_key>${SECRET}</bgp_auth_key>`,
    bgpPeers: [{ ...peer, bgpPeerState: 'available', bgpStatus: bgp }, ...morePeers],
  };
}
