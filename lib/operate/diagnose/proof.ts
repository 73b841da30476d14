import type { FileResult } from './file-examination';
import type { LogLine } from './log-line';
import type { LastState } from './notes';

/** Why "nothing wrong" can't be claimed, with the lines that look worst. */
export interface Unproven {
  readonly means: string;
  readonly next: string;
  readonly lines: readonly { readonly file: string; readonly lines: readonly LogLine[] }[];
}

const SEND_MORE =
  "Send the log again with the time of the failure and the minutes before and after it, from both ends (HeartLab: the tunnel activity log). Its last lines must show the connection's state.";

const TEXTS = {
  tunnel: {
    means: 'A tunnel is not up when the log ends, and the log does not prove why.',
    next: "Hospital: send the device's log from before the tunnel went down. HeartLab: compare it with the tunnel activity log of the same minutes.",
  },
  session: {
    means: 'BGP is not up when the log ends, and the log does not prove why.',
    next: "Hospital: check that the device's BGP is on, that its neighbour is AWS's inside address, that the tunnel's subnets (traffic selectors) include the inside addresses, and that TCP 179 passes inside the tunnel.",
  },
  failed: { means: 'The log ends with a failure, and does not prove its cause.', next: SEND_MORE },
  unread: {
    means: 'Most lines about the connection are in a format that is not known, so that nothing is proven.',
    next: 'HeartLab: read the lines of the evidence; compare them with the log of the other end.',
  },
  nothing: { means: 'Nothing in these logs shows a tunnel, a BGP session or a transfer that works.', next: SEND_MORE },
} as const;

const isDown = ({ phase, state }: LastState): boolean =>
  state !== 'up' && (phase === 'tunnel' || phase === 'session' || phase === 'store');

const isProof = ({ phase, state }: LastState): boolean =>
  state === 'up' && (phase === 'tunnel' || phase === 'session' || phase === 'store' || phase === 'handshake');

/** The last line of a file that proves something. */
const lastProof = ({ states }: FileResult): number =>
  Math.max(0, ...states.filter(isProof).map(({ line }) => line.line));

const inFile = (file: string, lines: readonly LogLine[]) => (lines.length === 0 ? [] : [{ file, lines }]);

/** The reason why the logs prove no working connection; undefined if they do. */
export function unproven(files: readonly FileResult[]): Unproven | undefined {
  const down = files.flatMap(({ name, states }) =>
    inFile(
      name,
      states.filter(isDown).map(({ line }) => line),
    ),
  );
  const downPhase = files.flatMap(({ states }) => states).find(isDown)?.phase;
  const failed = files.flatMap((file) =>
    inFile(
      file.name,
      file.troubles.filter(({ line }) => line > lastProof(file)),
    ),
  );
  const failedUnread = files.flatMap((file) =>
    file.unread.lastBadLine > lastProof(file) ? inFile(file.name, file.unread.worst) : [],
  );
  const unread = files.flatMap(({ name, unread }) => (unread.isMost ? inFile(name, unread.worst) : []));
  const worst = [...failed, ...down, ...failedUnread, ...unread];
  if (downPhase !== undefined) return { ...TEXTS[downPhase === 'session' ? 'session' : 'tunnel'], lines: worst };
  if (failed.length > 0 || failedUnread.length > 0) return { ...TEXTS.failed, lines: worst };
  if (unread.length > 0) return { ...TEXTS.unread, lines: worst };
  if (files.some(({ states }) => states.some(isProof))) return undefined;
  return { ...TEXTS.nothing, lines: files.flatMap(({ name, unread }) => inFile(name, unread.worst)) };
}
