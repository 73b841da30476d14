import type { DiagnosedCause, Diagnosis, NamedLog } from '../../operate/diagnose';

/** A log that was read. */
export type ReadLogName = Pick<NamedLog, 'name' | 'mayBeEmpty'>;

export interface DiagnoseRequest {
  /** The site to fetch logs for, or to check the given logs against. */
  readonly site: string | undefined;
  /** Files to read instead of AWS's logs; `-` is stdin. */
  readonly logs: readonly string[];
  readonly folder: string;
  /** Hours of AWS's logs to read. */
  readonly hours: number;
  readonly json: boolean;
}

/** Logs that are empty and should not be. If there is one, no cause can be excluded. */
export const emptyLogs = ({ empty }: Diagnosis, logs: readonly ReadLogName[]): readonly string[] =>
  empty.filter((name) => logs.some((log) => log.name === name && log.mayBeEmpty !== true));

export function diagnosisLines(
  found: Diagnosis,
  logs: readonly ReadLogName[],
  request: DiagnoseRequest,
): readonly string[] {
  const { causes, understood, lines, empty, working } = found;
  const read = `${understood} of ${lines} lines of ${logs.length === 1 ? (logs[0]?.name ?? 'one log') : `${logs.length} logs`} recognized`;
  const emptyLines = empty.map((name) => `Empty: ${name}`);
  if (causes.length > 0) return [...causes.flatMap(causeLines), ...emptyLines, `(${read})`];
  if (logs.length === 0) return ['No result: no log could be read.'];
  if (lines === 0) return ['No result: every log is empty.', ...emptyLines, nextStep(request)];
  if (understood === 0) return [`No result: no line has a known log format (${read}).`, ...emptyLines];
  return emptyLogs(found, logs).length > 0
    ? [`No reliable result: no problem was found (${read}), but a log is empty.`, ...emptyLines, nextStep(request)]
    : [`No problem was found (${read}). Working at the end: ${working.slice(0, 4).join(', ')}.`, ...emptyLines];
}

/** The next step for an empty log. */
const nextStep = ({ site, logs, hours }: DiagnoseRequest): string =>
  logs.length > 0
    ? 'next: HeartLab: ask for the log again, with the time of the incident in it. If it is still empty, logging is off at its source: switch it on.'
    : `next: HeartLab: read more hours (--hours ${hours * 3}). If the tunnel log is still empty, npx heartlab drift ${site} shows whether it is switched on.`;

const causeLines = ({ id, means, detail, past, evidence, next, of }: DiagnosedCause): readonly string[] => [
  `${id}${past ? ' (resolved)' : ''}: ${means}`,
  ...(detail === undefined ? [] : [`  ${detail}`]),
  ...(of === undefined ? [] : [`  peer: ${of}`]),
  ...evidence.map(({ file, line, text }) => `  ${file}:${line}  ${text}`),
  `  next: ${next}`,
  '',
];
