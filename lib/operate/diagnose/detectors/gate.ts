import { FAILURE_REASONS, type FailureReason } from '../../../../services/gate/store/outcome';
import type { NamedCause } from '../causes';
import type { CauseRecovery, LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';
import { senderOf } from './http';

/** The cause of each failure reason of the gate. */
const CAUSE_OF = {
  'not-dicom': 'object-refused',
  'no-uids': 'object-refused',
  'cut-short': 'object-refused',
  'other-study': 'object-refused',
  compressed: 'object-refused',
  'sop-mismatch': 'object-refused',
  'too-large': 'stow-413',
  'no-space': 'not-stored',
  'other-content': 'other-content',
  server: 'not-stored',
} as const satisfies Readonly<Record<FailureReason, NamedCause>>;

const isReason = (text: string): text is FailureReason => Object.hasOwn(CAUSE_OF, text);

/** How an association was refused or failed (services/gate/dimse/events.ts, negotiate.ts). */
const TITLES: Readonly<Record<string, string>> = {
  'called-ae-title': "the called AE title is not the cell's",
  'calling-ae-title': 'the calling AE title is not in dicom.dimse.callingAeTitles of the site file',
};
/** Connections that never became an association: no transfer of a hospital failed. */
const HARMLESS = ['released', 'closing'];

/** Objects that a cell's gate did not store, by STOW-RS or DIMSE, and associations that it refused. */
export const gateDetector: LogDetector = (lines) => {
  const findings: LogFinding[] = [];
  const recoveries: CauseRecovery[] = [];
  const trouble: LogLine[] = [];
  for (const line of lines.filter(({ format }) => format === 'gate')) {
    const { event, door, status = '' } = line.fields;
    if (event === 'problem' || event === 'failure') trouble.push(line);
    if (event !== 'transfer') continue;
    findings.push(...refusedObjects(line));
    if (door !== 'dimse') continue;
    const title = TITLES[status];
    if (title !== undefined) findings.push({ id: 'wrong-ae-title', lines: [line], detail: title });
    else if (Number(line.fields.stored) > 0 && status === 'released')
      recoveries.push({ kind: 'store', subject: senderOf(line), line: line.line });
    else if (status === 'idle')
      findings.push({ id: 'transfer-timeout', lines: [line], subject: senderOf(line), endedBy: 'store' });
    else if (!HARMLESS.includes(status)) trouble.push(line);
  }
  return { findings, recoveries, trouble };
};

/** A finding for each cause among the refused objects of a transfer. */
function refusedObjects(line: LogLine): readonly LogFinding[] {
  const { failures = '', status } = line.fields;
  const details = new Map<NamedCause, string[]>();
  for (const [, reason = '', times = ''] of failures.matchAll(/(\S+)=(\d+)/g)) {
    // A body that ended early cuts its last object short: status 400 reports that already.
    if (!isReason(reason) || (reason === 'cut-short' && status === '400')) continue;
    const id = CAUSE_OF[reason];
    details.set(id, [
      ...(details.get(id) ?? []),
      `${reason}, ${times} in one transfer: ${FAILURE_REASONS[reason].text}`,
    ]);
  }
  return [...details].map(([id, says]) => ({
    ...{ id, lines: [line], detail: says.join(' ') },
    // A later success resolves only `not-stored`: it shows that the cell stores again.
    ...(id === 'not-stored' ? { subject: senderOf(line), endedBy: 'store' as const } : {}),
  }));
}
