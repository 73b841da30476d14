import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { Environment, Site } from '../../config/model';
import {
  type CidrRule,
  DELIVERY_ENDPOINT_GROUP_ID,
  DELIVERY_GROUP_ID,
  deliveryEndpointRules,
  deliveryRules,
  dicomGroupId,
  dicomRules,
  NO_EGRESS_RULE,
} from '../../config/security-rules';
import type { DriftItem } from './differences';
import type { LiveEndpoint, LiveGroup, LiveRouteTable } from './network';

const PROPAGATES = 'routes of the VPN gateway';

export function declaredRouteTables({ availabilityZones }: Environment): readonly DriftItem[] {
  return availabilityZones.map((_, index) => propagation(`RouteTable${index + 1}`));
}

export function liveRouteTables(
  tables: readonly LiveRouteTable[],
  vpnGatewayId: string | undefined,
): readonly DriftItem[] {
  return tables.flatMap(({ id, logicalId = id, propagatingGateways, ownRoutes }) => [
    ...propagatingGateways.map((gateway) =>
      gateway === vpnGatewayId
        ? propagation(logicalId)
        : { ...propagation(logicalId), option: `routes of gateway ${gateway}` },
    ),
    ...ownRoutes.map(
      ({ to, by }): DriftItem => ({
        kind: 'own-route',
        subject: tableName(logicalId),
        option: `route ${to}`,
        value: by,
      }),
    ),
  ]);
}

const tableName = (logicalId: string): string => `route table ${logicalId}`;
const propagation = (logicalId: string): DriftItem => ({
  kind: 'propagation',
  subject: tableName(logicalId),
  option: PROPAGATES,
  value: 'propagated',
});

type Way = 'from' | 'to';
const rule = (logicalId: string, what: string): DriftItem => ({
  kind: 'security-rule',
  subject: `security group ${logicalId}`,
  option: what,
  value: 'there',
});
const text = (protocol: string, ports: string, way: Way, whom: string): string =>
  `${protocol}${ports === '' ? '' : ` ${ports}`} ${way} ${whom}`;
const cidrRule =
  (logicalId: string, way: Way) =>
  ({ cidr, protocol, port }: CidrRule): DriftItem =>
    rule(logicalId, text(protocol, String(port), way, cidr));

/** The name for the task group of the site's cell, because the file doesn't contain its id. */
const CELL = "the site's cell";

export function declaredRules(site: Site, environment: Environment): readonly DriftItem[] {
  const noEgress = (id: string): DriftItem => rule(id, text('all', '', 'to', NO_EGRESS_RULE.cidr));
  const delivers = site.dicom.deliverTo !== undefined;
  return [
    ...dicomRules(site).flatMap((rules, index) => [
      ...rules.map(cidrRule(dicomGroupId(index), 'from')),
      noEgress(dicomGroupId(index)),
    ]),
    ...(delivers ? deliveryRules(site).map(cidrRule(DELIVERY_GROUP_ID, 'to')) : []),
    ...(delivers && environment.ingest.managed !== undefined
      ? [
          ...deliveryEndpointRules(site).map(({ protocol, port }) =>
            rule(DELIVERY_ENDPOINT_GROUP_ID, text(protocol, String(port), 'from', CELL)),
          ),
          noEgress(DELIVERY_ENDPOINT_GROUP_ID),
        ]
      : []),
  ];
}

/** @param taskGroupId the security group of the cell's tasks; undefined without a managed ingest */
export function liveRules(groups: readonly LiveGroup[], taskGroupId: string | undefined): readonly DriftItem[] {
  return groups.flatMap(({ id, logicalId = id, rules }) =>
    rules.map((found) => rule(logicalId, ruleText(found, taskGroupId))),
  );
}

function ruleText(found: SecurityGroupRule, taskGroupId: string | undefined): string {
  const { IpProtocol = 'all', FromPort = -1, ToPort = FromPort, IsEgress, ReferencedGroupInfo } = found;
  const group = ReferencedGroupInfo?.GroupId;
  const whom =
    found.CidrIpv4 ??
    found.CidrIpv6 ??
    found.PrefixListId ??
    (group !== undefined && group === taskGroupId ? CELL : (group ?? 'anybody'));
  const ports = FromPort === -1 ? '' : FromPort === ToPort ? String(FromPort) : `${FromPort}-${ToPort}`;
  return text(IpProtocol === '-1' ? 'all' : IpProtocol, ports, IsEgress === true ? 'to' : 'from', whom);
}

const ENDPOINT = 'endpoint';
export const ENDPOINT_PRESENCE: DriftItem = { kind: 'presence', subject: ENDPOINT, option: 'exists', value: 'there' };
const service = (value: string): DriftItem => ({ kind: 'endpoint', subject: ENDPOINT, option: 'service', value });
const wears = (group: string): DriftItem => ({
  kind: 'endpoint-group',
  subject: ENDPOINT,
  option: `security group ${group}`,
  value: 'worn',
});

/** @param serviceName undefined if the cell has no such output: then it isn't compared */
export function declaredEndpoint(site: Site, serviceName: string | undefined): readonly DriftItem[] {
  return [
    ...(serviceName === undefined ? [] : [service(serviceName)]),
    ...dicomRules(site).map((_, index) => wears(dicomGroupId(index))),
  ];
}

export function liveEndpoint(
  { serviceName, groupIds }: LiveEndpoint,
  groups: readonly LiveGroup[],
): readonly DriftItem[] {
  return [
    service(serviceName),
    ...groupIds.map((id) => wears(groups.find((group) => group.id === id)?.logicalId ?? id)),
  ];
}
