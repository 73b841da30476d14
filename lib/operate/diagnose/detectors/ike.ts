import { DIAGNOSIS_CAUSES, type NamedCause } from '../causes';
import type { LogDetector } from '../finding';
import type { IkeConversation } from '../ike/conversation';
import { IkeConversations } from '../ike/conversations';
import { IKE_HANDLERS, type IkeStep } from '../ike/handlers';
import { MANY_RETRANSMITS, reportSilentPeer } from '../ike/refusals';
import type { LogLine } from '../log-line';
import type { DeviceEvent } from '../saying';
import { isOfAnotherPhase, PHASE_OF } from './phases';

const isCause = (event: DeviceEvent): event is NamedCause => Object.hasOwn(DIAGNOSIS_CAUSES, event);

/** VyOS and pfSense 2.2 log each message twice: with the number of its conversation, and without. */
class NumberedMessages {
  readonly #last: string[] = [];
  #at = 0;

  /** Whether the line repeats one of the last messages that had a number. */
  has({ message, fields }: LogLine): boolean {
    if (fields.sa === undefined) return this.#last.includes(message);
    this.#last[this.#at++ % MOST_BETWEEN] = message;
    return false;
  }
}
/** The second copy follows after a few others. */
const MOST_BETWEEN = 8;

/** A cause that a single line proves. */
function proven({ one, talks, line }: IkeStep, id: NamedCause): void {
  const lines = id === 'identity-mismatch' && one.identities !== undefined ? [one.identities] : [];
  talks.find(one, id, line, { lines, phase: PHASE_OF[id] });
}

/** Trouble that the reader can describe. */
function described({ one, talks, line }: IkeStep): void {
  const { couldBe, next } = line.saying ?? {};
  if (couldBe === undefined && next === undefined) talks.trouble(one, line);
  else talks.suggest(one, line, couldBe ?? [], next === undefined ? {} : { next });
}

/** The IKE negotiations in the log of any device. Follows each from its first packet. */
export const ikeDetector: LogDetector = (notes, { site }) => {
  const talks = new IkeConversations(notes);
  const copies = new NumberedMessages();

  const take = (line: LogLine): void => {
    const { saying, fields } = line;
    if (saying === undefined || copies.has(line)) return;
    if (saying.is === 'restarts') {
      settleAll();
      talks.restart(line);
      return;
    }
    const before = talks.of(line);
    if (before.pending?.mayExplain(saying.is, line) === false) settle(before);
    // A restart of a negotiation is logged under the association that failed.
    const isNew = saying.is === 'begins' || saying.is === 'begins-v1';
    const one = isNew && fields.sa !== undefined && fields.number !== undefined ? talks.at(fields.number) : before;
    if (isNew && (fields.sa === undefined || one.ikeUp)) talks.reset(one);
    talks.learn(one, line);
    const step: IkeStep = { one, line, talks, site, fields };
    const handler = IKE_HANDLERS[saying.is];
    if (handler !== undefined) handler(step);
    else if (isCause(saying.is)) proven(step, saying.is);
    else if (saying.is === 'trouble') described(step);
  };

  const end = (): void => {
    settleAll();
    talks.end();
  };

  function settleAll(): void {
    for (const one of talks.all()) {
      settle(one);
      giveUp(one);
    }
  }

  /** All lines of the refusal have been read. */
  function settle(one: IkeConversation): void {
    const { pending } = one;
    one.pending = undefined;
    pending?.settle();
  }

  /** Many unanswered packets when the log ends. */
  function giveUp(one: IkeConversation): void {
    const last = one.retransmits.at(-1);
    if (one.told || last === undefined || one.retransmitsTotal < MANY_RETRANSMITS) return;
    reportSilentPeer({ one, line: last, talks, site });
  }

  return { reads: (reading) => reading.saying !== undefined && !isOfAnotherPhase(reading), take, end };
};
