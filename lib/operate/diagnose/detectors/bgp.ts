import { blockContains, type CidrBlock, parseAddress, parseBlock } from '../../../config/addressing/ipv4';
import type { Site } from '../../../config/model';
import type { LogDetector, LogFinding } from '../finding';
import type { LineReading, LogLine } from '../log-line';
import type { PhaseState } from '../saying';
import { phaseOf } from './phases';

const NEIGHBOUR = /\b(?:neighbor|from|to|is|peer:?|with)\s+(?:\{ip: )?(\d{1,3}(?:\.\d{1,3}){3})\b/i;

const blocks = (texts: readonly string[]): readonly CidrBlock[] => texts.flatMap((text) => parseBlock(text) ?? []);

/** Addresses that a VPN's or a virtual interface's session may have. An internet peer has a public one. */
const LINK_LOCAL = blocks(['169.254.0.0/16']);
const PRIVATE = blocks(['169.254.0.0/16', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']);

const isIn = (ranges: readonly CidrBlock[], text: string): boolean => {
  const address = parseAddress(text);
  return address !== undefined && ranges.some((range) => blockContains(range, address));
};

const MOST_NEIGHBOURS = 1000;

/** Whether a neighbour may be HeartLab's: without Direct Connect a site has only addresses inside its tunnels. */
function mayBeOurs(neighbour: string, site: Site | undefined): boolean {
  if (parseAddress(neighbour) === undefined) return true;
  return isIn(site === undefined || site.directConnect !== undefined ? PRIVATE : LINK_LOCAL, neighbour);
}

/** The site file's addresses decide whose session it is, if the log has one of them. */
export function ourSessions(site: Site | undefined, neighbours: readonly string[]): (neighbour: string) => boolean {
  const inside = blocks((site?.vpn?.tunnels ?? []).map(({ insideCidr }) => insideCidr));
  const decides = site?.directConnect === undefined && neighbours.some((one) => isIn(inside, one));
  return (neighbour) => !decides || parseAddress(neighbour) === undefined || isIn(inside, neighbour);
}

/** Without a site, a private address may be that of the hospital's own routers. */
export const mayProve = (neighbour: string, site: Site | undefined): boolean =>
  site?.directConnect !== undefined || parseAddress(neighbour) === undefined || isIn(LINK_LOCAL, neighbour);

/** The AS number in a notification's data: `2 bytes fe 4b` in FRR, `2 bytes FE4B` in IOS. The sender refuses this number. */
function refusedAs(message: string): string | undefined {
  const [, count, hex = ''] = /(\b[24]) bytes ((?:[0-9a-f]{2} ?){2,4})/i.exec(message) ?? [];
  const digits = hex.replaceAll(' ', '');
  return count !== undefined && digits.length === 2 * Number(count)
    ? `AS ${Number.parseInt(digits, 16)} is refused`
    : undefined;
}

/** The AS numbers of the log and of the site file. */
function asNumbers(message: string, site: Site | undefined): Pick<LogFinding, 'detail'> {
  const logged =
    /remote AS is \d+, expected \d+/i.exec(message.replaceAll(/\{asn: (\d+)\}/g, '$1'))?.[0] ?? refusedAs(message);
  const ours = site?.vpn?.gateway.asn;
  const detail = [
    ...(logged === undefined ? [] : [logged]),
    ...(ours === undefined ? [] : [`the site file has AS ${ours} for the hospital`]),
  ].join('; ');
  return detail === '' ? {} : { detail };
}

/** BGP in the logs of any device and of AWS. */
export const bgpDetector: LogDetector = (notes, { site }) => {
  /** The neighbour and the state of the report that is read. */
  let reported = '';
  let isUp = false;
  /** A log has few neighbours, and many lines of each. */
  const known = new Map<string, boolean>();

  function isOurs(neighbour: string): boolean {
    const found = known.get(neighbour) ?? mayBeOurs(neighbour, site);
    if (known.size < MOST_NEIGHBOURS) known.set(neighbour, found);
    return found;
  }

  function take(line: LogLine): void {
    const { saying, message, fields, format } = line;
    if (saying?.is === 'neighbour') {
      [reported, isUp] = [fields.neighbour ?? '', false];
      return;
    }
    const isOfSession = phaseOf(line) === 'session';
    const subject = fields.neighbour ?? NEIGHBOUR.exec(message)?.[1] ?? reported;
    // AWS logs only its own sessions.
    if (format !== 'aws-bgp' && !isOurs(subject)) return;
    if (saying === undefined || !isOfSession) {
      const isKnown = format === 'aws-bgp' && (fields.status === 'UP' || fields.status === 'DOWN');
      if (isKnown) notes.state('session', subject, fields.status === 'UP' ? 'up' : 'down', line);
      return;
    }
    const state = /^session-(up|down|trying)$/.exec(saying.is)?.[1] as PhaseState | undefined;
    if (state !== undefined) {
      isUp = state === 'up';
      notes.state('session', subject, state, line);
    } else if (saying.whileDown !== true || !isUp) find(line, subject);
  }

  function find(line: LogLine, subject: string): void {
    const { saying, message, fields } = line;
    const { is = 'trouble', couldBe, next } = saying ?? {};
    const base = { lines: [line], subject, phase: 'session' } as const;
    notes.state('session', subject, 'down', line);
    if (is === 'trouble')
      notes.finding({ ...base, id: 'not-known', couldBe: couldBe ?? [], ...(next === undefined ? {} : { next }) });
    else if (is === 'bgp-asn') notes.finding({ ...base, id: is, ...asNumbers(message, site) });
    else if (is === 'inside-address' && fields.prefix === undefined)
      notes.finding({ ...base, id: is, detail: `no route to neighbour ${subject}` });
    else if (is === 'bgp-auth' || is === 'bgp-prefix-limit' || is === 'inside-address')
      notes.finding({ ...base, id: is });
  }

  const reads = (reading: LineReading): boolean =>
    reading.saying?.is === 'neighbour' || phaseOf(reading) === 'session' || reading.format === 'aws-bgp';

  return { reads, take };
};
