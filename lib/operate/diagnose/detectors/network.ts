import {
  addressText,
  blockContains,
  blocksOverlap,
  type CidrBlock,
  parseAddress,
  parseBlock,
} from '../../../config/addressing/ipv4';
import type { Site } from '../../../config/model';
import type { LogDetector, LogFinding } from '../finding';
import type { LineReading, LogLine } from '../log-line';

const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const SELECTORS = /^(?:outbound |inbound )?CHILD_SA .{1,200}? established with SPIs .{1,60} and TS (\S+) === (\S+)/;
const BYPASS = /^installed bypass policy for (\S+)/;
const isOfFirewall = (message: string): boolean => message.startsWith('%ASA-') || message.startsWith('%FTD-');
const EVERYTHING = '0.0.0.0/0';
/** More than any device of a hospital has. */
const MOST_BLOCKS = 2000;

const blocks = (texts: readonly string[]): readonly CidrBlock[] =>
  texts.map(parseBlock).filter((found) => found !== undefined);

/** What the lines of a file say about routes; small, whatever the length of the file. */
type Collected = (line: LogLine) => readonly LogFinding[];

/** Addresses, subnets and routes: compares the lines with the site file. */
export const networkDetector: LogDetector = (notes, { site }) => {
  const each: readonly Collected[] = [
    (line) => unreachable(line, site),
    (line) => announcedOverlap(line, site),
    (line) => selectors(line, site),
    (line) => ownNeighbour(line, site),
    (line) => otherWay(line, site),
  ];
  const lan = new LanOverlap(site);
  const routes = new Routes(site);
  return {
    reads,
    take: (line) => {
      for (const find of each) for (const finding of find(line)) notes.finding(finding);
      lan.take(line);
      routes.take(line);
    },
    end: () => {
      for (const finding of [...lan.findings(), ...routes.findings()]) notes.finding(finding);
    },
  };
};

const READ: readonly string[] = ['client', 'aws-bgp', 'kernel'];

const reads = ({ format, message, saying }: LineReading): boolean =>
  READ.includes(format) ||
  saying?.is === 'neighbour' ||
  (format === 'charon' ? SELECTORS.test(message) || BYPASS.test(message) : isOfFirewall(message));

/** Whether a text contains an address of the cloud subnet; without a site, any address counts. */
const inCloud = (site: Site | undefined, text: string): boolean => {
  const cloud = site === undefined ? undefined : parseBlock(site.network.cloudCidr);
  const found = (text.match(ADDRESS) ?? []).map(parseAddress);
  return cloud === undefined || found.some((address) => address !== undefined && blockContains(cloud, address));
};

/** "Network is unreachable" means that the sender's own system has no route; any router can send "no route to host". */
function unreachable(line: LogLine, site: Site | undefined): readonly LogFinding[] {
  const { format, message } = line;
  if (format !== 'client' || !/Network is unreachable/.test(message)) return [];
  const lines = [line];
  if (/\b169\.254\.\d/.test(message)) return [{ id: 'inside-address', lines }];
  const namesNone = message.match(ADDRESS) === null;
  if (namesNone || inCloud(site, message)) return [{ id: 'route-missing', lines }];
  return /^curl: \(7\)|Error\b|Exception\b|dial tcp/.test(message) ? [{ id: 'ingest-unreachable', lines }] : [];
}

/** The device's own network covers the cloud subnet: charon bypasses its policies for it. */
class LanOverlap {
  readonly #others = new Set<string>();
  readonly #bypasses: LogLine[] = [];

  constructor(site: Site | undefined) {
    if (site !== undefined) this.#others.add(site.network.cloudCidr);
  }

  take(line: LogLine): void {
    if (line.format !== 'charon') return;
    const remote = SELECTORS.exec(line.message)?.[2];
    if (remote !== undefined && this.#others.size < MOST_BLOCKS) this.#others.add(remote);
    if (BYPASS.test(line.message) && this.#bypasses.length < MOST_BLOCKS) this.#bypasses.push(line);
  }

  findings(): readonly LogFinding[] {
    const cloud = blocks([...this.#others].filter((one) => one !== EVERYTHING));
    return this.#bypasses.flatMap((line): readonly LogFinding[] => {
      const own = parseBlock(BYPASS.exec(line.message)?.[1] ?? '');
      const hit = own === undefined ? undefined : cloud.find((block) => blocksOverlap(block, own));
      return own === undefined || hit === undefined
        ? []
        : [{ id: 'cidr-overlap', lines: [line], detail: `the device's own network ${own.text} covers ${hit.text}` }];
    });
  }
}

function announcedOverlap(line: LogLine, site: Site | undefined): readonly LogFinding[] {
  const { format, fields, message } = line;
  if (format !== 'aws-bgp' || fields.type !== 'RouteStatus' || fields.status === 'WITHDRAWN') return [];
  const prefix = parseBlock(fields.prefix ?? '');
  const own = site === undefined ? undefined : parseBlock(site.network.cloudCidr);
  if (prefix === undefined || own === undefined || prefix.prefix === 0 || !blocksOverlap(prefix, own)) return [];
  // The hospital announces the cloud subnet when it passes one tunnel's routes to the other: AWS refuses that, and it is harmless.
  if (prefix.text === own.text || /own AS/.test(message)) return [];
  return [
    { id: 'cidr-overlap', lines: [line], detail: `the hospital announces ${prefix.text}, which covers ${own.text}` },
  ];
}

/** A policy-based tunnel comes up but carries no BGP: its subnets don't contain the inside addresses. */
function selectors(line: LogLine, site: Site | undefined): readonly LogFinding[] {
  if (line.format !== 'charon' || site?.vpn === undefined) return [];
  const both = blocks((SELECTORS.exec(line.message) ?? []).slice(1));
  if (both.length !== 2) return [];
  const inside = blocks(insideCidrs(site));
  const cloud = blocks([site.network.cloudCidr]);
  const wanted = site.vpn.routing === 'bgp' ? inside : cloud;
  // Other tunnels of the same device have other peers.
  const ours = both.some((one) => [...cloud, ...inside].some((block) => blocksOverlap(one, block)));
  if (!ours || wanted.some((block) => both.some((one) => blocksOverlap(one, block)))) return [];
  const detail = `the tunnel carries ${both.map(({ text }) => text).join(' and ')} only`;
  return [{ id: 'traffic-selector', lines: [line], detail }];
}

const insideCidrs = (site: Site): readonly string[] => (site.vpn?.tunnels ?? []).map(({ insideCidr }) => insideCidr);

/** BGP is up, but the hospital announces other blocks than the file, or does not announce one of them. */
class Routes {
  readonly #site: Site | undefined;
  /** The last line of each prefix. */
  readonly #last = new Map<string, LogLine>();
  #begun: LogLine | undefined;

  constructor(site: Site | undefined) {
    this.#site = site;
  }

  take(line: LogLine): void {
    const { format, fields, saying } = line;
    if (this.#site === undefined || format !== 'aws-bgp') return;
    if (saying?.is === 'session-up') this.#begun = line;
    const prefix = fields.prefix ?? '';
    if (fields.type === 'RouteStatus' && (this.#last.has(prefix) || this.#last.size < MOST_BLOCKS))
      this.#last.set(prefix, line);
  }

  findings(): readonly LogFinding[] {
    const site = this.#site;
    if (site === undefined || this.#last.size === 0) return [];
    const present = [...this.#last].filter(
      ([, { fields, message }]) => fields.status !== 'WITHDRAWN' && !/DENIED/.test(message),
    );
    const carried = blocks(present.map(([prefix]) => prefix));
    const foreign = present.find(([prefix, line]) => this.#isForeign(prefix, line, site));
    return site.network.hospitalCidrs.flatMap((cidr): readonly LogFinding[] => {
      const wanted = parseBlock(cidr);
      const gone = this.#last.get(cidr);
      if (wanted === undefined || carried.some((one) => one.first <= wanted.first && wanted.last <= one.last))
        return [];
      if (gone?.fields.status === 'WITHDRAWN')
        return [{ id: 'route-missing', lines: [gone], detail: `${cidr} was withdrawn and not announced again` }];
      // Otherwise a log without the block proves nothing: it may begin after the announcement.
      if (gone !== undefined || foreign === undefined) return [];
      const [prefix, line] = foreign;
      const detail = `the hospital announces ${prefix}, which the site file does not name, and not ${cidr}`;
      return [{ id: 'route-missing', lines: [line], detail }];
    });
  }

  /** A session begins with all announcements: if the log contains its beginning, a missing block is not announced. */
  #isForeign(prefix: string, { order, fields }: LogLine, site: Site): boolean {
    const begun = this.#begun;
    const found = parseBlock(prefix);
    const own = blocks([...site.network.hospitalCidrs, site.network.cloudCidr]);
    return (
      begun !== undefined &&
      begun.order < order &&
      begun.fields.tunnel === fields.tunnel &&
      found !== undefined &&
      !own.some((block) => blocksOverlap(block, found))
    );
  }
}

/** The hospital's device uses its own inside address as the BGP neighbour: the two inside addresses are swapped. */
function ownNeighbour(line: LogLine, site: Site | undefined): readonly LogFinding[] {
  if (site === undefined || line.saying?.is !== 'neighbour') return [];
  // On the rehearsal's cloud side the hospital's address is the correct neighbour.
  const [, neighbour = '', localAs] =
    /^BGP neighbor is (\S+), +remote AS \d+, +local AS (\d+)/.exec(line.message) ?? [];
  const own = blocks(insideCidrs(site)).map(({ first }) => addressText(first + 2));
  return Number(localAs) === site.vpn?.gateway.asn && own.includes(neighbour)
    ? [{ id: 'inside-address', lines: [line], detail: `${neighbour} is the hospital's own inside address` }]
    : [];
}

/** A firewall that sees only the answers of a connection, or Linux that would answer through another interface (rp_filter). */
function otherWay(line: LogLine, site: Site | undefined): readonly LogFinding[] {
  const { format, message } = line;
  const isSeen =
    format === 'kernel'
      ? /martian source .* on dev (?:vti|ipsec|xfrm|tun|st)\w*/.test(message)
      : /^%(?:ASA|FTD)-6-106015.*flags SYN ACK/.test(message) &&
        (site !== undefined || /on interface \S*(?:vti|tun|ipsec|st0)/i.test(message));
  return isSeen && inCloud(site, message) ? [{ id: 'asymmetric-route', lines: [line] }] : [];
}
