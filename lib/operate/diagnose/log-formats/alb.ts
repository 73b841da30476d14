import type { LineReader } from '../log-line';

/** The fields of a space-separated line; a field in double quotes may contain spaces. */
export function fieldsOf(text: string): readonly string[] {
  const fields: string[] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] === ' ') at++;
    else {
      const quoted = text[at] === '"';
      const end = text.indexOf(quoted ? '"' : ' ', at + 1);
      fields.push(text.slice(quoted ? at + 1 : at, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end + 1;
    }
  }
  return fields;
}

function named(names: readonly string[], fields: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (let at = 0; at < names.length; at++) found[names[at] ?? ''] = fields[at] ?? '';
  return found;
}

/** Elastic Load Balancing, "Access logs for your Application Load Balancer": the first fields, in their order. */
const ACCESS = [
  'type',
  'time',
  'elb',
  'client',
  'target',
  'requestSeconds',
  'targetSeconds',
  'responseSeconds',
  'status',
  'targetStatus',
  'received',
  'sent',
  'request',
] as const;
const IS_ACCESS = /^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT[\d:.]+Z app\//;

/** "Connection logs for your Application Load Balancer". */
const CONNECTION = [
  'time',
  'client',
  'clientPort',
  'listenerPort',
  'protocol',
  'cipher',
  'handshakeSeconds',
  'subject',
  'validity',
  'serial',
  'status',
] as const;
const IS_CONNECTION = /^\d{4}-\d\d-\d\dT[\d:.]+Z [0-9a-f.:]+ \d+ \d+ (?:TLSv[\d.]+|-) \S+ (?:[\d.]+|-) /i;

/** "Access logs for your Network Load Balancer": the first fields. They contain only TLS connections. */
const NLB = [
  'type',
  'version',
  'time',
  'elb',
  'listener',
  'client',
  'target',
  'milliseconds',
  'handshakeMilliseconds',
  'received',
  'sent',
  'alert',
] as const;
const IS_NLB = /^tls \d+\.\d+ \d{4}-\d\d-\d\dT[\d:.]+Z? net\//;

/** The patterns of their lines. */
export const ALB_AND_NLB: readonly RegExp[] = [IS_ACCESS, IS_CONNECTION, IS_NLB];

export const readNlbLine: LineReader = (text) => {
  if (!IS_NLB.test(text)) return undefined;
  const fields = named(NLB, fieldsOf(text));
  return { format: 'nlb-access', message: `TLS alert ${fields.alert}`, fields };
};

export const readAlbLine: LineReader = (text) => {
  if (IS_ACCESS.test(text)) {
    const fields = named(ACCESS, fieldsOf(text));
    return { format: 'alb-access', message: `${fields.request?.split(' ')[0]} ${fields.status}`, fields };
  }
  if (!IS_CONNECTION.test(text)) return undefined;
  const fields = named(CONNECTION, fieldsOf(text));
  return { format: 'alb-connection', message: fields.status ?? '', fields };
};
