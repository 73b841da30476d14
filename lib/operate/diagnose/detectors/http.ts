import type { NamedCause } from '../causes';
import type { LogDetector, LogFinding } from '../finding';
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
export const httpDetector: LogDetector = (notes) => {
  /** The last 401 of each sender: a success soon after shows that it was only the challenge. */
  const challenged = new Map<string, Answer>();

  const find = ({ line, who }: Answer, id: LogFinding['id'], more: Partial<LogFinding> = {}): void =>
    notes.finding({ id, lines: [line], subject: who, phase: 'store', ...more });

  function refused(one: Answer): void {
    const id = BY_STATUS[one.status];
    const couldBe = id === undefined ? undefined : COULD_BE[id];
    if (id === undefined) notes.trouble(one.line, 'store');
    else find(one, id, couldBe === undefined ? {} : { couldBe });
  }

  function cut(one: Answer): void {
    if (one.seconds >= SHORTEST_TIMEOUT_SECONDS)
      find(one, 'transfer-timeout', { detail: `the sender closed the connection after ${Math.round(one.seconds)} s` });
    else
      find(one, 'not-known', {
        couldBe: ['transfer-timeout'],
        next: 'The sender closed the connection early. Hospital: check the log of the PACS for the reason.',
      });
  }

  function settle(who: string, success?: Answer): void {
    const before = challenged.get(who);
    challenged.delete(who);
    if (before !== undefined && !(success !== undefined && success.time - before.time <= CHALLENGE_MS)) refused(before);
  }

  function take(line: LogLine): void {
    const one = answer(line);
    if (one === undefined) return;
    const { status, kind, who } = one;
    const isSuccess = status >= 200 && status < 300;
    if (isSuccess) settle(who, one);
    if (isSuccess && kind === 'store' && !one.isCut) notes.state('store', who, 'up', line);
    else if (status >= 500 && status < 600) find(one, 'stow-5xx');
    else if (status < 400 && !one.isCut) return;
    else if (line.format === 'gate' && status === 403) find(one, 'wrong-site-identity');
    else if (kind === 'read' || (one.hasReasons && status !== 400)) return;
    else if (one.isCut && (status < 400 || status === 460)) cut(one);
    else if (status === 401) {
      settle(who);
      challenged.set(who, one);
    } else refused(one);
  }

  return {
    reads: ({ format }) => format === 'gate' || format === 'alb-access',
    take,
    end: () => {
      for (const who of [...challenged.keys()]) settle(who);
    },
  };
};
