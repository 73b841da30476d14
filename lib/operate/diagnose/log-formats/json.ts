import { GATE_METRICS } from '../../../../services/gate/metrics';
import { isMapping } from '../../../config/mapping';
import type { LineReader } from '../log-line';

type Fields = Readonly<Record<string, unknown>>;

/** charon writes numbers in braces. */
const BEGINS = /^\{\s*["}]/;

function isObject(text: string): boolean {
  const [begin = text] = text.endsWith('}') ? (BEGINS.exec(text) ?? []) : [];
  return begin.length < text.length;
}

/** The length of a time and a stream's name. */
const MOST_BEFORE_JSON = 200;

/** The part of a line that may be a JSON object. `aws logs tail`, the console and the ECS agent write a time and a name before it. */
export function jsonOf(text: string): string | undefined {
  const begin = text.indexOf('{');
  if (begin < 0 || begin > MOST_BEFORE_JSON) return undefined;
  const json = text.slice(begin).trim();
  return isObject(json) ? json : undefined;
}

/** The JSON object of a text, or undefined; never throws. */
export function jsonObject(text: string): Fields | undefined {
  if (!isObject(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const word = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

function words<Name extends string>(value: Fields, names: readonly Name[]): Readonly<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) found[name] = word(value[name]);
  return found as Record<Name, string>;
}

/** A Site-to-Site VPN tunnel activity log (AWS: "Contents of Site-to-Site VPN logs"). Both spellings of the field names. */
function tunnel(value: Fields): ReturnType<LineReader> {
  const pick = (short: string, long: string) => word(value[short] ?? value[long]);
  const message = pick('details', 'VpnLogDetail');
  const phase1 = pick('ike_phase1_state', 'TunnelIKEPhase1State').toLowerCase();
  const phase2 = pick('ike_phase2_state', 'TunnelIKEPhase2State').toLowerCase();
  if (message === '' || phase1 === '') return undefined;
  return { format: 'aws-tunnel', message, fields: { phase1, phase2 } };
}

/** A BGP log of a tunnel: `details` becomes `message`, beside the attributes of a route. */
function bgp(value: Fields): ReturnType<LineReader> {
  const type = word(value.type);
  if (type !== 'BGPStatus' && type !== 'RouteStatus') return undefined;
  const inner = isMapping(value.message) ? value.message : {};
  return {
    format: 'aws-bgp',
    message: word(inner.details ?? value.message),
    fields: {
      type,
      status: word(value.status),
      tunnel: word(value.resource_id),
      ...words(inner, ['prefix', 'asPath', 'nextHopIp']),
    },
  };
}

const OF_A_TRANSFER = ['door', 'action', 'status', 'isCut', 'isRefused', 'bytesIn', 'seconds', 'stored'] as const;

/** The log of a cell's gate (services/gate/log/log.ts). `failures` becomes a word for each reason, as `too-large=1`. */
function gate(value: Fields): ReturnType<LineReader> {
  const event = word(value.event);
  if (event === '' || word(value[GATE_METRICS.site]) === '' || word(value.time) === '') return undefined;
  const failures = isMapping(value.failures) ? value.failures : {};
  const reasons = Object.entries(failures).map(([reason, times]) => `${reason}=${word(times)}`);
  const fields = {
    ...{ event, site: word(value[GATE_METRICS.site]), time: word(value.time) },
    ...words(value, OF_A_TRANSFER),
    failures: reasons.join(' '),
  };
  return { format: 'gate', message: event === 'transfer' ? `${fields.action} ${fields.status}` : event, fields };
}

export const awsOrGate: LineReader = (text) => {
  const value = jsonObject(text);
  return value === undefined ? undefined : (tunnel(value) ?? bgp(value) ?? gate(value));
};

const STATE = '(established|rekeying|negotiating|down)';
const POSITIONS = new RegExp(
  `\\b(?:true|false)[\\s,]+(?:true|false)[\\s,]+${STATE}[\\s,]+${STATE}[\\s,]+(\\S.*)$`,
  'i',
);
const NAMED = new RegExp(
  `ike_phase1_state["']?\\s?[:=]\\s?["']?${STATE}\\b.{0,80}?ike_phase2_state["']?\\s?[:=]\\s?["']?${STATE}\\b`,
  'i',
);

/** What both forms have, for the many lines that have neither. */
export const HAS_STATES = /ike_phase1_state|\b(?:true|false)[\s,]/i;

/** The same logs with `output text`: the fields in their order, or by name. */
export const awsText: LineReader = (text) => {
  if (!HAS_STATES.test(text)) return undefined;
  const found = NAMED.exec(text);
  if (found !== null) {
    const details = /\bdetails["']?\s?[:=]\s?(\S.*)$/i.exec(text)?.[1] ?? text;
    return { format: 'aws-tunnel', message: details, fields: states(found) };
  }
  const listed = POSITIONS.exec(text);
  return listed === null ? undefined : { format: 'aws-tunnel', message: listed[3] ?? '', fields: states(listed) };
};

const states = (found: RegExpExecArray) => ({
  phase1: (found[1] ?? '').toLowerCase(),
  phase2: (found[2] ?? '').toLowerCase(),
});
