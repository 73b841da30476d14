import { CAUSES, type NamedCause } from '../causes';
import type { LogDetector } from '../finding';
import { type Conversation, Conversations } from '../ike/conversation';
import { HANDLERS, type Step } from '../ike/handlers';
import { MANY_RETRANSMITS, silent } from '../ike/refusals';
import type { LogLine } from '../log-line';
import { charonProposals } from '../proposal-text';
import { proposalsOf } from '../readers';
import type { DeviceEvent } from '../saying';
import { isOfAnotherPhase, PHASE_OF } from './phases';

const isCause = (event: DeviceEvent): event is NamedCause => Object.hasOwn(CAUSES, event);

/** A cause that a single line proves. */
function proven({ one, talks, line }: Step, id: NamedCause): void {
  if (id === 'psk-mismatch' && one.otherMethod) return;
  const lines = id === 'identity-mismatch' && one.identities !== undefined ? [one.identities] : [];
  talks.find(one, id, line, { lines, phase: PHASE_OF[id] });
}

/** Trouble that the reader can describe. */
function described({ one, talks, line }: Step, notes: { readonly trouble: (line: LogLine) => void }): void {
  const { couldBe, next } = line.saying ?? {};
  if (couldBe === undefined && next === undefined) notes.trouble(line);
  else talks.suggest(one, line, couldBe ?? [], next === undefined ? {} : { next });
}

/** The IKE negotiations in the log of any device. Follows each from its first packet. */
export const ikeDetector: LogDetector = (notes, { site }) => {
  const talks = new Conversations(notes);

  const take = (line: LogLine): void => {
    const { saying, fields } = line;
    if (saying === undefined || isOfAnotherPhase(line)) return;
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
    const step: Step = { one, line, talks, site, fields, proposals: proposalsOf(line.format) ?? charonProposals };
    if (isCause(saying.is)) proven(step, saying.is);
    else if (saying.is === 'trouble') described(step, notes);
    else HANDLERS[saying.is]?.(step);
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
  function settle(one: Conversation): void {
    const { pending } = one;
    one.pending = undefined;
    pending?.settle({
      one,
      line: pending.line,
      talks,
      site,
      proposals: proposalsOf(pending.line.format) ?? charonProposals,
    });
  }

  /** Many unanswered packets when the log ends. */
  function giveUp(one: Conversation): void {
    const last = one.retransmits.at(-1);
    if (one.told || last === undefined || one.retransmitsTotal < MANY_RETRANSMITS) return;
    silent({ one, line: last, talks, site, proposals: charonProposals });
  }

  return { take, end };
};
