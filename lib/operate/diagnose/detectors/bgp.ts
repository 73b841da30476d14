import type { NamedCause } from '../causes';
import type { CauseRecovery, LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';

/**
 * BGP in the logs of FRR, Cisco IOS and AWS. Notification codes are the same everywhere (RFC 4271 section 4.5, RFC 4486):
 * 2/2 bad peer AS, 2/5 authentication, 6/1 too many prefixes.
 */
const PROVES: readonly { readonly says: RegExp; readonly id: NamedCause }[] = [
  { says: /\b2\/2 \((?:OPEN Message Error\/Bad Peer AS|peer in wrong AS)/i, id: 'bgp-asn' },
  { says: /bad OPEN message from neighbor .*remote AS is \d+, expected \d+/i, id: 'bgp-asn' },
  {
    says: /\b2\/5 \(|Invalid MD5 digest|No MD5 digest|^(?:TCP: )?MD5 Hash (?:mismatch|failed|NOT expected|expected but NOT)/i,
    id: 'bgp-auth',
  },
  {
    says: /\b6\/1 \(|maximum prefix limit was exceeded|MAXPFXEXCEED|No\. of (?:\S+ ){0,2}prefix(?:es)? received from \S+(?: \(afi \d+\))?:? \d+ exceeds? /i,
    id: 'bgp-prefix-limit',
  },
  { says: /DENIED due to: non-connected next-hop/i, id: 'inside-address' },
];

const NEIGHBOUR = /\b(?:neighbor|from|is)\s+(?:\{ip: )?(\d{1,3}(?:\.\d{1,3}){3})\b/;
const FAILED = /NOTIFICATION|Hold Timer Expired|ADJCHANGE.*\bDown\b|changed from Established to Idle/i;
/** Deliberate session ends: by an administrator, a restart, or a changed configuration. */
const BENIGN = /\b6\/[2-8]\b|Neighbor deleted|Admin\.? ?shut|User reset|Peer closed|Interface down/i;

/** The AS number in a notification's data: `2 bytes fe 4b` in FRR, `2 bytes FE4B` in IOS. The sender refuses this number. */
function refusedAs(message: string): string | undefined {
  const [, count, hex = ''] = /(\b[24]) bytes ((?:[0-9a-f]{2} ?){2,4})/i.exec(message) ?? [];
  const digits = hex.replaceAll(' ', '');
  return count !== undefined && digits.length === 2 * Number(count)
    ? `AS ${Number.parseInt(digits, 16)} is refused`
    : undefined;
}

export const bgpDetector: LogDetector = (lines, { site }) => {
  const ours = site?.vpn?.gateway.asn;
  const fileSays = ours === undefined ? [] : [`the site file has AS ${ours} for the hospital`];
  const findings: LogFinding[] = [];
  const recoveries: CauseRecovery[] = [];
  const trouble: LogLine[] = [];
  let neighbour = '';
  let state = '';
  const tell = (line: LogLine, finding: Omit<LogFinding, 'lines'>) =>
    findings.push({
      subject: NEIGHBOUR.exec(line.message)?.[1] ?? neighbour,
      endedBy: 'session',
      lines: [line],
      ...finding,
    });

  for (const line of lines) {
    const { format, message, fields } = line;
    const head = format === 'cisco' ? `${fields.head} ${message}` : message;
    if (!['frr', 'aws-bgp', 'kernel', 'cisco'].includes(format)) continue;
    if (format === 'cisco' && !/^%(?:BGP|TCP)-/.test(head)) continue;
    if (fields.show === 'yes') {
      // The reason of the last reset remains after the session has recovered: it counts only while the session is down.
      neighbour = /^BGP neighbor is ([\d.]+)/.exec(message)?.[1] ?? neighbour;
      state = /^BGP state = (\w+)/.exec(message)?.[1] ?? state;
      if (!message.startsWith('Last reset') || state === 'Established') continue;
      if (/Waiting for NHT/.test(message))
        tell(line, { id: 'inside-address', detail: `no route to neighbour ${neighbour}` });
      else if (/Bad Peer AS/.test(message)) tell(line, { id: 'bgp-asn' });
      else if (/Maximum Number of Prefixes/.test(message)) tell(line, { id: 'bgp-prefix-limit' });
      else trouble.push(line);
      continue;
    }
    const proven = PROVES.find(({ says }) => says.test(head));
    const up = /ADJCHANGE.*\bUp\b/.test(head) || /changed from \w+ to Established/.test(message);
    if (up) recoveries.push({ kind: 'session', subject: NEIGHBOUR.exec(message)?.[1] ?? '', line: line.line });
    if (proven?.id === 'bgp-asn') {
      const said = /remote AS is \d+, expected \d+/i.exec(message)?.[0] ?? refusedAs(message);
      const detail = [...(said === undefined ? [] : [said]), ...fileSays].join('; ');
      tell(line, { id: 'bgp-asn', ...(detail === '' ? {} : { detail }) });
    } else if (proven !== undefined) tell(line, { id: proven.id });
    else if (/Hold Timer Expired/i.test(head))
      tell(line, {
        id: 'not-known',
        couldBe: ['dpd-timeout', 'asymmetric-route'],
        next: 'The BGP session was lost because nothing arrived for its hold time. Check the tunnel log of the same minute. If the tunnel stayed up, hospital: allow TCP 179 inside it.',
      });
    else if (FAILED.test(head) && !BENIGN.test(head)) trouble.push(line);
  }
  return { findings, recoveries, trouble };
};
