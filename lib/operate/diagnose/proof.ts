import type { FileResult } from './file-examination';
import type { LogLine } from './log-line';
import type { LastState, UnnamedFailure } from './notes';
import type { ConnectionPhase } from './saying';

/** Why "nothing wrong" can't be claimed, with the lines that look worst. */
export interface MissingProof {
  readonly means: string;
  readonly next: string;
  readonly lines: readonly { readonly file: string; readonly lines: readonly LogLine[] }[];
}

const SEND_MORE =
  "Hospital: send the log again with the time of the failure and the minutes before and after it; its last lines must show the connection's state. HeartLab: add the tunnel activity log of these minutes.";

const TEXTS = {
  newestFirst: {
    means: 'The log begins with its newest line and is too long to be read from its end.',
    next: 'HeartLab: sort the log by time (tac on Linux), or cut it to the time of the incident, and try again.',
  },
  endsEarly: {
    means: 'The last lines of a log are older than lines before them, so that its end is not known.',
    next: 'HeartLab: join rotated files from the oldest to the newest, or cut the log to the time of the incident, and try again. Hospital: if the clock of the device went back, set it (NTP), and send the log again.',
  },
  tunnel: {
    means: 'A tunnel is not up when the log ends, and the log does not prove why.',
    next: "Hospital: send the device's log from before the tunnel went down. HeartLab: compare it with the tunnel activity log of the same minutes.",
  },
  session: {
    means: 'BGP is not up when the log ends, and the log does not prove why.',
    next: "Hospital: check that the device's BGP is on, that its neighbour is AWS's inside address, that the tunnel's subnets (traffic selectors) include the inside addresses, and that TCP 179 passes inside the tunnel.",
  },
  flapping: {
    means: 'A tunnel or a BGP session goes down and comes up again and again.',
    next: "Hospital: check the internet line and the device's load at these times, that DPD is every 10 seconds with 3 retries, that the lifetimes are those of the handover pack, and that no idle timeout closes the tunnel. HeartLab: compare the times with AWS's tunnel activity log.",
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

const isTransfer = (phase: ConnectionPhase): boolean => phase === 'store' || phase === 'handshake';

/** The last line of a file that proves something: after a failure, of the same kind and the same subject. */
const lastProof = ({ states }: FileResult, failed?: UnnamedFailure): number =>
  Math.max(
    0,
    ...states
      .filter(isProof)
      .filter(
        ({ phase, subject }) =>
          failed === undefined ||
          (isTransfer(phase) === isTransfer(failed.phase) && (failed.subject === '' || failed.subject === subject)),
      )
      .map(({ line }) => line.order),
  );

const inFile = (file: string, lines: readonly LogLine[]) => (lines.length === 0 ? [] : [{ file, lines }]);

/** The reason why the logs prove no working connection; undefined if they do. */
export function missingProof(files: readonly FileResult[]): MissingProof | undefined {
  if (files.some(({ isNewestFirst }) => isNewestFirst)) return { ...TEXTS.newestFirst, lines: [] };
  if (files.some(({ endsEarly }) => endsEarly)) return { ...TEXTS.endsEarly, lines: [] };
  const flapping = files.flatMap(({ name, states }) =>
    states.flatMap(({ falls }) => (falls.length === 0 ? [] : [{ file: name, lines: falls }])),
  );
  if (flapping.length > 0) return { ...TEXTS.flapping, lines: flapping };
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
      file.troubles.filter((one) => one.line.order > lastProof(file, one)).map(({ line }) => line),
    ),
  );
  const failedUnread = files.flatMap((file) =>
    file.unread.lastBad > lastProof(file) ? inFile(file.name, file.unread.worst) : [],
  );
  const unread = files.flatMap(({ name, unread }) => (unread.isMost ? inFile(name, unread.worst) : []));
  const worst = [...failed, ...down, ...failedUnread, ...unread];
  if (downPhase !== undefined) return { ...TEXTS[downPhase === 'session' ? 'session' : 'tunnel'], lines: worst };
  if (failed.length > 0 || failedUnread.length > 0) return { ...TEXTS.failed, lines: worst };
  if (unread.length > 0) return { ...TEXTS.unread, lines: worst };
  if (files.some(({ states }) => states.some(isProof))) return undefined;
  return { ...TEXTS.nothing, lines: files.flatMap(({ name, unread }) => inFile(name, unread.worst)) };
}
