import type { NamedCause } from '../causes';
import type { CauseRecovery, LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';

/** An answer of the gate or the ALB in one form. */
interface Answer {
  readonly line: LogLine;
  readonly who: string;
  readonly status: number;
  readonly seconds: number;
  readonly time: number;
  /** `store`: a store request; `read`: a query or retrieval; `other`: an unknown path. */
  readonly kind: 'store' | 'read' | 'other';
  /** The connection ended before the answer was sent completely. */
  readonly isCut: boolean;
  /** The gate logged which objects failed, and why; `gateDetector` reports them. */
  readonly hasReasons: boolean;
}

const STORED = /^POST \S+\/dicomweb\//;

/** The sender of a transfer in a gate's log: its site and protocol. */
export const senderOf = ({ fields }: LogLine): string => `${fields.site}|${fields.door}`;

function answer(line: LogLine): Answer | undefined {
  const { format, fields } = line;
  const status = Number(fields.status);
  if (format === 'gate') {
    if (fields.event !== 'transfer' || fields.door !== 'stow') return undefined;
    const { action } = fields;
    return {
      line,
      who: senderOf(line),
      // The gate writes `none` where it sent no answer.
      status: Number.isNaN(status) ? 0 : status,
      seconds: Number(fields.seconds),
      time: Date.parse(fields.time ?? ''),
      kind: action === 'read' || action === 'store' ? action : 'other',
      isCut: fields.isCut === 'true',
      hasReasons: fields.failures !== '',
    };
  }
  if (format !== 'alb-access') return undefined;
  const request = fields.request ?? '';
  const seconds = ['requestSeconds', 'targetSeconds', 'responseSeconds'].map((name) =>
    Math.max(0, Number(fields[name])),
  );
  return {
    line,
    who: (fields.client ?? '').replace(/:\d+$/, ''),
    status,
    seconds: seconds.reduce((sum, part) => sum + part, 0),
    time: Date.parse(fields.time ?? ''),
    kind: request.startsWith('POST ') ? 'store' : STORED.test(request) ? 'store' : 'read',
    // The sender closed the connection (Elastic Load Balancing, "HTTP 460").
    isCut: status === 460,
    hasReasons: false,
  };
}

const BY_STATUS: Readonly<Record<number, NamedCause>> = {
  400: 'stow-400',
  401: 'stow-401',
  403: 'stow-403',
  404: 'stow-404',
  409: 'stow-409',
  413: 'stow-413',
  415: 'stow-415',
  408: 'transfer-timeout',
};
/** Causes that the ALB can't distinguish: the gate logs a reason for each object. */
const COULD_BE: Readonly<Partial<Record<NamedCause, readonly NamedCause[]>>> = {
  'stow-403': ['wrong-site-identity'],
  'stow-409': ['other-content', 'object-refused', 'not-stored'],
};
/** A shorter transfer may have been cancelled by a user. */
const SHORTEST_TIMEOUT_SECONDS = 25;
/** A client that waits for a password challenge first gets 401, as RFC 7617 section 2 specifies. */
const CHALLENGE_MS = 60_000;

/** Answers to STOW-RS, from the gate's log and the ALB's access log. */
export const httpDetector: LogDetector = (lines) => {
  const findings: LogFinding[] = [];
  const recoveries: CauseRecovery[] = [];
  const trouble: LogLine[] = [];
  const answers = lines.map(answer).filter((one) => one !== undefined);
  /** The time of the next success of each sender, computed backwards. */
  const nextSuccess = new Map<string, number>();
  const challenges = new Set<Answer>();
  for (const one of [...answers].reverse()) {
    if (one.status >= 200 && one.status < 300) nextSuccess.set(one.who, one.time);
    const success = nextSuccess.get(one.who);
    if (one.status === 401 && success !== undefined && success - one.time <= CHALLENGE_MS) challenges.add(one);
  }
  for (const one of answers) {
    const { line, status, kind, who } = one;
    const tell = (id: LogFinding['id'], more: Partial<LogFinding> = {}) =>
      findings.push({ id, lines: [line], subject: who, endedBy: 'store', ...more });
    if (status >= 200 && status < 300 && kind === 'store' && !one.isCut)
      recoveries.push({ kind: 'store', subject: who, line: line.line });
    else if (status >= 500 && status < 600) tell('stow-5xx');
    else if ((status < 400 && !one.isCut) || challenges.has(one)) continue;
    else if (line.format === 'gate' && status === 403) tell('wrong-site-identity');
    else if (kind === 'read' || (one.hasReasons && status !== 400)) continue;
    else if (one.isCut && (status < 400 || status === 460)) {
      if (one.seconds >= SHORTEST_TIMEOUT_SECONDS)
        tell('transfer-timeout', { detail: `the sender closed the connection after ${Math.round(one.seconds)} s` });
      else
        tell('not-known', {
          couldBe: ['transfer-timeout'],
          next: 'The sender closed the connection early. Hospital: check the log of the PACS for the reason.',
        });
    } else {
      const id = BY_STATUS[status];
      const couldBe = id === undefined ? undefined : COULD_BE[id];
      if (id === undefined) trouble.push(line);
      else tell(id, couldBe === undefined ? {} : { couldBe });
    }
  }
  return { findings, recoveries, trouble };
};
