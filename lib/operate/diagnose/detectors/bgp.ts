import { blockContains, parseAddress, parseBlock } from '../../../config/addressing/ipv4';
import type { Site } from '../../../config/model';
import type { LogDetector, LogFinding, State } from '../finding';
import type { LogLine } from '../log-line';
import { phaseOf } from './phases';

const NEIGHBOUR = /\b(?:neighbor|from|to|is|peer:?|with)\s+(?:\{ip: )?(\d{1,3}(?:\.\d{1,3}){3})\b/i;

/** Addresses that AWS or a hospital gives to a BGP session. An internet peer has a public one. */
const PRIVATE = ['169.254.0.0/16', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].flatMap(
  (text) => parseBlock(text) ?? [],
);

/** The blocks of the site's sessions: of its tunnels, if the file names them, and of its virtual interfaces. */
function blocksOf(site: Site | undefined) {
  const inside = (site?.vpn?.tunnels ?? []).flatMap(({ insideCidr }) => parseBlock(insideCidr) ?? []);
  return site === undefined || inside.length === 0 || site.directConnect !== undefined ? PRIVATE : inside;
}

/** Whether a session is HeartLab's: with a site its addresses decide, without one any private address may be. */
export const isOurNeighbour = (neighbour: string, site: Site | undefined): boolean => {
  const address = parseAddress(neighbour);
  return address === undefined || blocksOf(site).some((block) => blockContains(block, address));
};

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
  const logged = /remote AS is \d+, expected \d+/i.exec(message)?.[0] ?? refusedAs(message);
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

  function take(line: LogLine): void {
    const { saying, message, fields, format } = line;
    if (saying?.is === 'neighbour') {
      [reported, isUp] = [fields.neighbour ?? '', false];
      return;
    }
    const subject = fields.neighbour ?? NEIGHBOUR.exec(message)?.[1] ?? reported;
    // AWS logs only its own sessions.
    if (format !== 'aws-bgp' && !isOurNeighbour(subject, site)) return;
    if (saying === undefined || phaseOf(line) !== 'session') {
      if (format === 'aws-bgp' && fields.status === 'DOWN') notes.state('session', subject, 'down', line);
      return;
    }
    const state = /^session-(up|down|trying)$/.exec(saying.is)?.[1] as State | undefined;
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

  return { take };
};
