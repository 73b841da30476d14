import { GATE_METRICS } from '../metrics';
import type { FailureReason } from '../store/outcome';
import type { StoreCounts } from './counts';
import { type EmfMetric, embeddedMetrics, type MetricUnit } from './emf';

/** One request, or one association. No field can contain a patient's data, a UID, an address, a user or a password. */
export interface TransferRecord {
  readonly door: 'stow' | 'dimse';
  readonly action: 'store' | 'read' | 'none';
  /** The HTTP status of the answer, or how an association ended. */
  readonly status: number | string;
  /** The connection ended before the whole answer was sent. */
  readonly isCut?: boolean;
  /** The certificate, user, password or AE title is not the site's. */
  readonly isRefused?: boolean;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  readonly seconds: number;
  /** Absent if there was nothing to store. */
  readonly objects?: StoreCounts;
}

/** Lines of JSON, for CloudWatch Logs. */
export interface GateLog {
  transfer(transfer: TransferRecord): void;
  certificate(ends: Date): void;
  /** A start or stop of the program. `text` is fixed. */
  event(text: string): void;
  /** Why an object could not be stored; the text contains no UIDs. */
  problem(why: string): void;
  /** An error of the program itself, and where it was thrown. Its message is omitted, because it may quote anything. */
  failure(where: string, error: unknown): void;
}

const DAY = 86_400_000;

/** The failures that the sender can't resolve. */
const CELL_FAILURES: readonly FailureReason[] = ['server', 'no-space'];

export function createLog(
  site: string,
  write: (line: string) => void = (line) => process.stdout.write(line),
  now: () => number = Date.now,
): GateLog {
  const line = (
    event: string,
    fields: Readonly<Record<string, unknown>>,
    metrics: readonly EmfMetric[] = [],
    dimensions: Readonly<Record<string, string>> = {},
  ): void => {
    const time = now();
    const allDimensions = { [GATE_METRICS.site]: site, ...dimensions };
    write(
      `${JSON.stringify({
        time: new Date(time).toISOString(),
        event,
        ...allDimensions,
        ...fields,
        ...embeddedMetrics(time, allDimensions, metrics),
      })}\n`,
    );
  };
  return {
    transfer({ objects, isRefused = false, isCut = false, seconds, ...transfer }) {
      const { stored = 0, studies = 0, added = 0, addedBytes = 0, failures = {} } = objects ?? {};
      const cellFailures = CELL_FAILURES.reduce((sum, reason) => sum + (failures[reason] ?? 0), 0);
      line(
        'transfer',
        {
          ...transfer,
          seconds: Math.round(seconds * 1000) / 1000,
          ...(isCut && { isCut }),
          ...(isRefused && { isRefused }),
          ...(objects && { stored, failures }),
        },
        [
          ...(stored === 0 ? [] : [metric(GATE_METRICS.studies, studies)]),
          ...(added === 0
            ? []
            : [metric(GATE_METRICS.objects, added), metric(GATE_METRICS.bytes, addedBytes, 'Bytes')]),
          ...(cellFailures === 0 ? [] : [metric(GATE_METRICS.cellFailures, cellFailures)]),
          ...(isRefused ? [metric(GATE_METRICS.refused, 1)] : []),
        ],
      );
      for (const [reason, times] of Object.entries(failures))
        line('failures', {}, [metric(GATE_METRICS.failures, times)], { [GATE_METRICS.reason]: reason });
    },
    certificate(ends) {
      const days = Math.floor((ends.getTime() - now()) / DAY);
      line('certificate', { certificateEnds: ends.toISOString() }, [metric(GATE_METRICS.certificateDays, days)]);
    },
    event: (text) => line(text, {}),
    problem: (why) => line('problem', { why }),
    failure: (where, error) => line('failure', { where, ...describe(error) }),
  };
}

const metric = (name: string, value: number, unit: MetricUnit = 'Count'): EmfMetric => ({ name, unit, value });

/** An error's class, its code and the functions in its stack. */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((frame) => /^ {4}at [^()]*(?:\([^()]*:\d+:\d+\))?$/.test(frame));
  return { error: error.constructor.name, ...code, at: frames.slice(0, 8).map((frame) => frame.trim().slice(3, 200)) };
}
