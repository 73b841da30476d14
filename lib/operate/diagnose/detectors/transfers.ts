import { DIAGNOSIS_CAUSES, type NamedCause } from '../causes';
import type { FindingNotes, LogDetector } from '../finding';
import type { LogLine } from '../log-line';
import type { ConnectionPhase } from '../saying';
import { PHASE_OF, phaseOf } from './phases';

/** Trouble that its reader can describe is a finding of its own. */
function described(notes: FindingNotes, line: LogLine, subject: string, phase: ConnectionPhase): void {
  const { couldBe = [], next } = line.saying ?? {};
  const lines = [line];
  if (next !== undefined) notes.finding({ id: 'not-known', lines, subject, phase, couldBe, next });
  else if (couldBe.length > 0) notes.finding({ id: 'not-known', lines, subject, phase, couldBe });
  else notes.trouble(line, 'store');
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
    const subject = fields.host ?? '';
    if (saying.is === 'store-up' || saying.is === 'handshake-up') notes.state(phase, subject, 'up', line);
    else if (saying.is === 'trouble') described(notes, line, subject, phase);
    else if (Object.hasOwn(DIAGNOSIS_CAUSES, saying.is)) {
      const id = saying.is as NamedCause;
      notes.finding({ id, lines: [line], subject, phase: PHASE_OF[id] });
    }
  },
});
