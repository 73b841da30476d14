import {
  addressText,
  blockContains,
  blocksOverlap,
  type CidrBlock,
  parseAddress,
  parseBlock,
} from '../../../config/addressing/ipv4';
import type { Site } from '../../../config/model';
import type { DiagnoseContext, LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';

const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const SELECTORS = /^(?:outbound |inbound )?CHILD_SA .{1,200} established with SPIs .{1,60} and TS (\S+) === (\S+)/;
const BYPASS = /^installed bypass policy for (\S+)/;
const EVERYTHING = '0.0.0.0/0';

const blocks = (texts: readonly string[]): readonly CidrBlock[] =>
  texts.map(parseBlock).filter((found) => found !== undefined);

/** Addresses, subnets and routes: compares the lines with the site file. */
export const networkDetector: LogDetector = (lines, context) => {
  const findings = [
    ...unreachable(lines, context),
    ...overlaps(lines, context),
    ...selectors(lines, context),
    ...routes(lines, context),
    ...neighbours(lines, context),
    ...otherWay(lines, context),
  ];
  return { findings };
};

/** Whether a text contains an address of the cloud subnet; without a site, any address counts. */
const inCloud = (site: Site | undefined, text: string): boolean => {
  const cloud = site === undefined ? undefined : parseBlock(site.network.cloudCidr);
  const found = (text.match(ADDRESS) ?? []).map(parseAddress);
  return cloud === undefined || found.some((address) => address !== undefined && blockContains(cloud, address));
};

/** "Network is unreachable" means that the sender's own system has no route; any router can send "no route to host". */
const unreachable = (lines: readonly LogLine[], { site }: DiagnoseContext): readonly LogFinding[] =>
  lines
    .filter(({ format, message }) => format === 'client' && /Network is unreachable/.test(message))
    .flatMap((line): readonly LogFinding[] => {
      if (/\b169\.254\.\d/.test(line.message)) return [{ id: 'inside-address', lines: [line] }];
      const namesNone = line.message.match(ADDRESS) === null;
      return namesNone || inCloud(site, line.message) ? [{ id: 'route-missing', lines: [line] }] : [];
    });

function overlaps(lines: readonly LogLine[], { site }: DiagnoseContext): readonly LogFinding[] {
  const charon = lines.filter(({ format }) => format === 'charon');
  const remote = charon.flatMap(({ message }) => SELECTORS.exec(message)?.[2] ?? []);
  const others = [...new Set([...remote, ...(site === undefined ? [] : [site.network.cloudCidr])])];
  const cloud = blocks(others.filter((one) => one !== EVERYTHING));
  const bypassed = charon.flatMap((line): readonly LogFinding[] => {
    const own = parseBlock(BYPASS.exec(line.message)?.[1] ?? '');
    const hit = own === undefined ? undefined : cloud.find((block) => blocksOverlap(block, own));
    return own === undefined || hit === undefined
      ? []
      : [{ id: 'cidr-overlap', lines: [line], detail: `the device's own network ${own.text} covers ${hit.text}` }];
  });
  const announced = lines
    .filter(
      ({ format, fields }) => format === 'aws-bgp' && fields.type === 'RouteStatus' && fields.status !== 'WITHDRAWN',
    )
    .flatMap((line): readonly LogFinding[] => {
      const prefix = parseBlock(line.fields.prefix ?? '');
      const own = site === undefined ? undefined : parseBlock(site.network.cloudCidr);
      if (prefix === undefined || own === undefined || prefix.prefix === 0 || !blocksOverlap(prefix, own)) return [];
      // The hospital announces the cloud subnet when it passes one tunnel's routes to the other: AWS refuses that, and it is
      // harmless.
      if (prefix.text === own.text || /own AS/.test(line.message)) return [];
      return [
        {
          id: 'cidr-overlap',
          lines: [line],
          detail: `the hospital announces ${prefix.text}, which covers ${own.text}`,
        },
      ];
    });
  return [...bypassed, ...announced];
}

/** A policy-based tunnel comes up but carries no BGP: its subnets don't contain the inside addresses. */
function selectors(lines: readonly LogLine[], { site }: DiagnoseContext): readonly LogFinding[] {
  const vpn = site?.vpn;
  if (site === undefined || vpn === undefined) return [];
  const inside = blocks(insideCidrs(site));
  const cloud = blocks([site.network.cloudCidr]);
  const wanted = vpn.routing === 'bgp' ? inside : cloud;
  return lines
    .filter(({ format }) => format === 'charon')
    .flatMap((line): readonly LogFinding[] => {
      const both = blocks((SELECTORS.exec(line.message) ?? []).slice(1));
      // Other tunnels of the same device have other peers.
      const ours =
        both.length === 2 && both.some((one) => [...cloud, ...inside].some((block) => blocksOverlap(one, block)));
      if (!ours || wanted.some((block) => both.some((one) => blocksOverlap(one, block)))) return [];
      const detail = `the tunnel carries ${both.map(({ text }) => text).join(' and ')} only`;
      return [{ id: 'traffic-selector', lines: [line], detail }];
    });
}

const insideCidrs = (site: Site): readonly string[] => (site.vpn?.tunnels ?? []).map(({ insideCidr }) => insideCidr);

const ESTABLISHED = /changed from \w+ to Established/;

/** BGP is up, but the hospital announces other blocks than the file, or does not announce one of them. */
function routes(lines: readonly LogLine[], { site }: DiagnoseContext): readonly LogFinding[] {
  const told = lines.filter(({ format }) => format === 'aws-bgp');
  const last = new Map(
    told.filter(({ fields }) => fields.type === 'RouteStatus').map((line) => [line.fields.prefix ?? '', line]),
  );
  if (site === undefined || last.size === 0) return [];
  const present = [...last].filter(
    ([, { fields, message }]) => fields.status !== 'WITHDRAWN' && !/DENIED/.test(message),
  );
  const carried = blocks(present.map(([prefix]) => prefix));
  const own = blocks([...site.network.hospitalCidrs, site.network.cloudCidr]);
  // A session begins with all announcements: if the log contains its beginning and other blocks, the missing ones are not
  // announced.
  const begun = told.findLast(({ message }) => ESTABLISHED.test(message));
  const foreign = present.find(([prefix, { line, fields }]) => {
    const found = parseBlock(prefix);
    return (
      begun !== undefined &&
      begun.line < line &&
      begun.fields.tunnel === fields.tunnel &&
      found !== undefined &&
      !own.some((block) => blocksOverlap(block, found))
    );
  });
  return site.network.hospitalCidrs.flatMap((cidr): readonly LogFinding[] => {
    const wanted = parseBlock(cidr);
    const gone = last.get(cidr);
    if (wanted === undefined || carried.some((one) => one.first <= wanted.first && wanted.last <= one.last)) return [];
    if (gone?.fields.status === 'WITHDRAWN')
      return [{ id: 'route-missing', lines: [gone], detail: `${cidr} was withdrawn and not announced again` }];
    // Otherwise a log without the block proves nothing: it may begin after the announcement.
    if (gone !== undefined || foreign === undefined) return [];
    const [prefix, line] = foreign;
    return [
      {
        id: 'route-missing',
        lines: [line],
        detail: `the hospital announces ${prefix}, which the site file does not name, and not ${cidr}`,
      },
    ];
  });
}

/** The hospital's device uses its own inside address as the BGP neighbour: the two inside addresses are swapped. */
function neighbours(lines: readonly LogLine[], { site }: DiagnoseContext): readonly LogFinding[] {
  if (site === undefined) return [];
  const own = blocks(insideCidrs(site)).map(({ first }) => addressText(first + 2));
  const hospital = lines.filter(
    ({ format, fields }) => format === 'frr' || (format === 'cisco' && /^%BGP/.test(fields.head ?? '')),
  );
  // On the rehearsal's cloud side the hospital's address is the correct neighbour.
  return hospital.flatMap((line): readonly LogFinding[] => {
    const neighbour = /^BGP neighbor is (\S+), remote AS (\d+), local AS (\d+)/.exec(line.message);
    if (neighbour === null || Number(neighbour[3]) !== site.vpn?.gateway.asn || !own.includes(neighbour[1] ?? ''))
      return [];
    return [{ id: 'inside-address', lines: [line], detail: `${neighbour[1]} is the hospital's own inside address` }];
  });
}

/** A firewall that sees only the answers of a connection, or Linux that would answer through another interface (rp_filter). */
const otherWay = (lines: readonly LogLine[], { site }: DiagnoseContext): readonly LogFinding[] =>
  lines
    .filter(({ format, message, fields }) =>
      format === 'kernel'
        ? /martian source .* on dev (?:vti|ipsec|xfrm|tun|st)\w*/.test(message)
        : /^%(?:ASA|FTD)-6-106015/.test(fields.head ?? '') && /flags SYN ACK/.test(message),
    )
    .filter(({ message }) => inCloud(site, message))
    .map((line) => ({ id: 'asymmetric-route', lines: [line] }));
