import { FAILURE_REASONS, type FailureReason } from '../../../../services/gate/store/outcome';
import type { NamedCause } from '../causes';
import type { FindingNotes, LogDetector, LogFinding } from '../finding';
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
export const gateDetector: LogDetector = (notes) => ({
  reads: ({ format }) => format === 'gate',
  take: (line) => {
    const { event, door } = line.fields;
    if (event === 'problem' || event === 'failure') notes.trouble(line, 'store');
    if (event !== 'transfer') return;
    for (const finding of refusedObjects(line)) notes.finding(finding);
    if (door === 'dimse') association(notes, line);
  },
});

/** A DIMSE association. A released one worked, also without an object (C-ECHO). */
function association(notes: FindingNotes, line: LogLine): void {
  const { status = '' } = line.fields;
  const title = TITLES[status];
  if (title !== undefined) notes.finding({ id: 'wrong-ae-title', lines: [line], detail: title });
  else if (status === 'released') notes.state('store', senderOf(line), 'up', line);
  else if (status === 'idle')
    notes.finding({ id: 'transfer-timeout', lines: [line], subject: senderOf(line), phase: 'store' });
  else if (!HARMLESS.includes(status)) notes.trouble(line, 'store');
}

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
    id,
    lines: [line],
    detail: says.join(' '),
    subject: senderOf(line),
    phase: 'store' as const,
  }));
}
