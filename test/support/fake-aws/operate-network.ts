import type { Environment, Site } from '../../../lib/config/model';

/** The security groups that a site's stack creates, written by hand, independently of the code under test. */

interface LiveRuleState {
  egress: boolean;
  protocol: string;
  from: number;
  to: number;
  cidr?: string;
  group?: string;
}

export interface LiveGroupState {
  readonly id: string;
  /** Absent: created by hand. */
  readonly logicalId?: string;
  rules: LiveRuleState[];
}

export interface LiveRoute {
  readonly DestinationCidrBlock: string;
  readonly GatewayId: string;
  readonly Origin: 'CreateRouteTable' | 'CreateRoute' | 'EnableVgwRoutePropagation';
}

const into = (cidr: string, port: number): LiveRuleState => ({
  egress: false,
  protocol: 'tcp',
  from: port,
  to: port,
  cidr,
});
const nothingOut: LiveRuleState = { egress: true, protocol: '-1', from: -1, to: -1, cidr: '127.0.0.1/32' };
let made = 0;

export function siteGroups(site: Site, environment: Environment, ingestGroup: string): LiveGroupState[] {
  const groupId = (): string => `sg-${String(++made).padStart(8, '0')}`;
  const ports = [443, ...(site.dicom.dimse?.ports ?? [])];
  const { hospitalCidrs } = site.network;
  const dicom: LiveGroupState[] = [];
  for (let from = 0; from < hospitalCidrs.length; from += 15) {
    const logicalId = from === 0 ? 'DicomSecurityGroup' : `DicomSecurityGroup${from / 15 + 1}`;
    const cidrs = hospitalCidrs.slice(from, from + 15);
    dicom.push({
      id: groupId(),
      logicalId,
      rules: [...cidrs.flatMap((cidr) => ports.map((port) => into(cidr, port))), { ...nothingOut }],
    });
  }
  const deliverTo = site.dicom.deliverTo ?? [];
  if (deliverTo.length === 0) return dicom;
  const out = deliverTo.map(({ address, port }) => ({ ...into(`${address}/32`, port), egress: true }));
  const delivery = { id: groupId(), logicalId: 'DeliverySecurityGroup', rules: out };
  if (environment.ingest.managed === undefined) return [...dicom, delivery];
  const fromIngest = deliverTo.map(({ port }) => ({
    egress: false,
    protocol: 'tcp',
    from: port,
    to: port,
    group: ingestGroup,
  }));
  const endpoint = {
    id: groupId(),
    logicalId: 'DeliveryEndpointSecurityGroup',
    rules: [...fromIngest, { ...nothingOut }],
  };
  return [...dicom, delivery, endpoint];
}
