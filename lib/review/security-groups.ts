import { deliveryAddress } from '../config/addressing/addressing';
import type { Environment, Site } from '../config/model';
import { portService } from '../config/ports';
import { isIntrinsic } from '../template/json';
import { type OpenPort, openPorts } from '../template/open-ports';
import { groupIdOf, leadsNowhere } from '../template/security-groups';
import type { TemplateView } from '../template/view';
import type { ChangeEffect } from './impact';
import { TEST_STUDY } from './letter/letter';
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
const reviewedPorts = (view: TemplateView | undefined): readonly ReviewedPort[] =>
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
      sees: [`After our change, HeartLab accepts connections on port ${port}.`],
      checks: [`Send a test study on port ${port}. It must arrive in HeartLab.`],
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
          text: `Permit TCP port ${ports} in your firewall: from ${sources(site, environment)} to ${addressOf(peer)}, your PACS. HeartLab sends results to this address.`,
        },
      ],
      sees: [
        'HeartLab connects to your PACS from each of these addresses about every 30 seconds, to check that it listens. It sends nothing. Your PACS may log this as an aborted association.',
      ],
      checks: ['Ask HeartLab to send a result. It must arrive in your PACS.'],
    };
  }
  for (const { ports, peer } of changes.filter(({ kind, group }) => kind === 'closed' && group === DELIVERY)) {
    yield {
      impact: 'cloud',
      key: `no delivery ${peer} ${ports}`,
      says: safeText`results no longer go to ${peer}, port ${ports}`,
      actions: [
        {
          when: 'after',
          text: `Remove the firewall rule for results to ${addressOf(peer)}, port ${ports}. HeartLab no longer sends any there.`,
        },
      ],
      sees: [`A transfer of results to ${addressOf(peer)} that is in progress may be interrupted.`],
    };
  }
  yield* closedPorts(changes, before, site);
}

/** A port that closes for all subnets is one that the hospital's senders may use. */
function* closedPorts(
  changes: readonly SecurityGroupChange[],
  before: TemplateView | undefined,
  site: Site | undefined,
): Iterable<ChangeEffect> {
  const closed = changes.filter(({ kind, group }) => kind === 'closed' && group === DICOM);
  if (closed.length === 0 || site === undefined) return;
  const closedRules = new Set(closed.map(keyOf));
  const isOpen = (port: string): boolean =>
    reviewedPorts(before).some(
      (rule) => rule.group === DICOM && rule.ports === port && !closedRules.has(keyOf(rule)),
    ) || changes.some(({ kind, group, ports }) => kind === 'opened' && group === DICOM && ports === port);
  const gone = [...new Set(closed.map(({ ports }) => ports))].filter((port) => !isOpen(port));
  const other = site.dicom.dimse?.ports.join(' or ');
  for (const port of gone) {
    yield {
      impact: 'hospital',
      key: `port ${port} closes`,
      says: safeText`TCP port ${port} closes: a sender that still uses it can no longer send`,
      actions: [
        {
          when: 'before',
          text: `Set each sender that uses TCP port ${port} (${portService(Number(port))}) of HeartLab to ${other === undefined ? 'STOW-RS' : `port ${other}, or to STOW-RS`}.`,
        },
      ],
      sees: [`After our change, HeartLab accepts no connections on port ${port}.`],
      checks: [TEST_STUDY],
    };
  }
  if (closed.some(({ ports }) => !gone.includes(ports)))
    yield {
      impact: 'cloud',
      key: 'closed',
      says: safeText`ports close as soon as the change is deployed: make sure that the hospital no longer uses them`,
    };
}

const addressOf = (peer: string): string => peer.replace(/\/32$/, '');

function sources(site: Site | undefined, environment: Environment | undefined): string {
  return site === undefined || environment === undefined
    ? "HeartLab's delivery addresses"
    : environment.availabilityZones.map((_, slot) => deliveryAddress(site.network.cloudCidr, slot)).join(' and ');
}
