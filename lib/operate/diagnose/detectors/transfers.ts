import { DIAGNOSIS_CAUSES, type NamedCause } from '../causes';
import type { FindingNotes, LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';
import type { ConnectionPhase } from '../saying';
import { PHASE_OF, phaseOf } from './phases';

/** Trouble that its reader can describe is a finding of its own. */
function described(notes: FindingNotes, line: LogLine, base: Omit<LogFinding, 'id'>): void {
  const { couldBe = [], next } = line.saying ?? {};
  if (couldBe.length === 0 && next === undefined) notes.trouble(line, 'store');
  else notes.finding({ ...base, id: 'not-known', couldBe, ...(next === undefined ? {} : { next }) });
}

const isTransfer = (phase: ConnectionPhase | undefined): phase is 'handshake' | 'store' =>
  phase === 'handshake' || phase === 'store';

/** Transfers and TLS in the output of senders and servers, by the sayings of their readers. */
export const transferDetector: LogDetector = (notes) => ({
  reads: (reading) => reading.format === 'orthanc' || isTransfer(phaseOf(reading)),
  take: (line) => {
    const { saying, fields } = line;
    const phase = phaseOf(line);
    if (line.format === 'orthanc' && saying === undefined && fields.severity === 'E') notes.trouble(line, 'store');
    if (saying === undefined || !isTransfer(phase)) return;
    const base = { lines: [line], subject: fields.host ?? '', phase } as const;
    if (saying.is === 'store-up' || saying.is === 'handshake-up') notes.state(phase, base.subject, 'up', line);
    else if (saying.is === 'trouble') described(notes, line, base);
    else if (Object.hasOwn(DIAGNOSIS_CAUSES, saying.is)) {
      const id = saying.is as NamedCause;
      notes.finding({ ...base, id, phase: PHASE_OF[id] });
    }
  },
});
