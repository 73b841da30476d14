import { deliveryAddress } from '../config/addressing/addressing';
import type { Environment, Site } from '../config/model';
import { portService } from '../config/ports';
import { isIntrinsic } from '../template/json';
import { type OpenPort, openPorts } from '../template/open-ports';
import { groupIdOf, leadsNowhere } from '../template/security-groups';
import type { TemplateView } from '../template/view';
import type { ChangeEffect } from './impact';
import { safeText } from './safe-text';

/** The traffic that one rule permits, in words. */
export interface ReviewedPort {
  readonly group: string;
  readonly direction: 'in' | 'out';
  readonly protocol: string;
  readonly ports: string;
  readonly peer: string;
}

export interface SecurityGroupChange extends ReviewedPort {
  readonly kind: 'opened' | 'closed';
}

/**
 * What a site's groups permit. The numbered groups of hospital CIDRs share one name: CIDRs may move between
 * them. The rule that stands for "no egress" permits nothing.
 */
export const reviewedPorts = (view: TemplateView | undefined): readonly ReviewedPort[] =>
  view === undefined
    ? []
    : openPorts(view)
        .filter(({ rule }) => !leadsNowhere(rule))
        .map(inWords);

function inWords(port: OpenPort): ReviewedPort {
  const { value } = port.rule;
  const rule = { group: groupIdOf(port.rule)?.replace(/\d+$/, '') ?? 'another group', direction: port.direction };
  if (isIntrinsic(value)) return { ...rule, protocol: '-1', ports: 'all', peer: JSON.stringify(value) };
  return {
    ...rule,
    protocol: String(port.protocol ?? '-1'),
    ports: portText(port),
    peer: typeof port.peer === 'string' ? port.peer : JSON.stringify(port.peer ?? value ?? {}),
  };
}

function portText({ from, to }: OpenPort): string {
  if (from === undefined) return 'all';
  return String(from) === String(to ?? from) ? String(from) : `${from}-${to}`;
}

const keyOf = ({ group, direction, protocol, ports, peer }: ReviewedPort): string =>
  [group, direction, protocol, ports, peer].join(' ');

export function securityGroupChanges(
  before: TemplateView | undefined,
  after: TemplateView | undefined,
): readonly SecurityGroupChange[] {
  const [from, to] = [before, after].map(
    (template) => new Map(reviewedPorts(template).map((port) => [keyOf(port), port])),
  );
  const missing = (here: typeof from, there: typeof from, kind: SecurityGroupChange['kind']) =>
    [...(here ?? [])].flatMap(([key, port]) => (there?.has(key) ? [] : [{ ...port, kind }]));
  return [...missing(to, from, 'opened'), ...missing(from, to, 'closed')];
}

/** The group of the delivery load balancer: its egress lists the destinations of results. */
const DELIVERY = 'DeliverySecurityGroup';
const DICOM = 'DicomSecurityGroup';

/** Ports that the hospital's firewall must open, and ports that are closed. */
export function* portEffects(
  changes: readonly SecurityGroupChange[],
  before: TemplateView | undefined,
  site: Site | undefined,
  environment: Environment | undefined,
): Iterable<ChangeEffect> {
  const known = new Set(
    reviewedPorts(before)
      .filter(({ group }) => group === DICOM)
      .map(({ ports }) => ports),
  );
  const opened = changes.filter(({ kind }) => kind === 'opened');
  const newPorts = new Set(
    opened.filter(({ group, ports }) => group === DICOM && !known.has(ports)).map(({ ports }) => ports),
  );
  for (const port of newPorts) {
    const from = site?.network.hospitalCidrs.join(', ') ?? 'your subnets';
    yield {
      impact: 'hospital',
      key: `port ${port}`,
      says: safeText`TCP port ${port} opens: the hospital's firewall must permit it`,
      actions: [
        {
          when: 'before',
          text: `Permit TCP port ${port} (${portService(Number(port))}) in your firewall: from ${from} to the addresses of HeartLab's endpoint. These addresses are the same as for port 443.`,
        },
      ],
    };
  }
  for (const { ports, peer } of opened.filter(({ group, direction }) => group === DELIVERY && direction === 'out')) {
    yield {
      impact: 'hospital',
      key: `delivery ${peer} ${ports}`,
      says: safeText`results go to ${peer}, port ${ports}: the hospital's firewall must permit them`,
      actions: [
        {
          when: 'before',
          text: `Permit TCP port ${ports} in your firewall: from ${sources(site, environment)} to ${peer.replace(/\/32$/, '')}, your PACS. HeartLab sends results to this address.`,
        },
      ],
    };
  }
  const closed = changes.filter(({ kind, group }) => kind === 'closed' && group === DICOM);
  if (closed.length > 0 && site !== undefined) {
    yield {
      impact: 'cloud',
      key: 'closed',
      says: safeText`ports close as soon as the change is deployed: make sure that the hospital no longer uses them`,
    };
  }
}

function sources(site: Site | undefined, environment: Environment | undefined): string {
  return site === undefined || environment === undefined
    ? "HeartLab's delivery addresses"
    : environment.availabilityZones.map((_, slot) => deliveryAddress(site.network.cloudCidr, slot)).join(' and ');
}
