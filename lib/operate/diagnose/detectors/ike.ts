import { CAUSES, type NamedCause } from '../causes';
import type { DeviceEvent } from '../device-reader';
import type { LogDetector } from '../finding';
import { type Conversation, Conversations } from '../ike/conversation';
import {
  authenticationRefused,
  childRefused,
  halfOpen,
  MANY_RETRANSMITS,
  noConnection,
  noKey,
  noProposalChosen,
  phase1Refused,
  type Refusal,
  refusedPolicy,
  renewalRefused,
  silent,
  unanswered,
} from '../ike/refusals';
import type { LogLine } from '../log-line';
import { charonProposals } from '../proposal-text';
import { proposalsOf } from '../readers';
import { isOfAnotherPhase, PHASE_OF } from './phases';

interface Step extends Refusal {
  readonly fields: Readonly<Record<string, string>>;
}

type Handler = (step: Step) => void;

/** The exchange that follows: an answer belongs to the request before it. */
function followExchange({ one, line, fields }: Step, isOurs: boolean): void {
  const { exchange = '', kind = '', id, payloads = '' } = fields;
  if (kind.toLowerCase() !== 'request') {
    if (isOurs) return;
    one.exchange = exchange === '' ? one.exchange : exchange;
    one.isAuthAnswered ||= exchange === 'IKE_AUTH';
    return;
  }
  // A proposal of an earlier exchange doesn't apply to this one.
  if (!isOurs) [one.theirs, one.ours] = [[], []];
  Object.assign(one, { exchange, request: line, keyExchange: / KE\b/.test(payloads) });
  if (id !== undefined) one.requestId = Number(id);
}

function begins({ one, line, talks }: Step, isV1: boolean): void {
  one.begun = true;
  if (isV1) one.v1 = line;
  talks.state(one, 'tunnel', 'trying', line);
}

/** Some answer has come. */
function heard({ one, talks, line }: Step): void {
  talks.heard(one);
  // A peer that answers a probe is alive.
  if (one.childUp && one.retransmits.length > 0) talks.state(one, 'tunnel', 'up', line);
  one.retransmits = [];
}

function tunnelUp({ one, talks, line, fields }: Step): void {
  one.childUp = true;
  if (fields.child !== undefined) one.children.add(fields.child);
  talks.state(one, 'tunnel', 'up', line);
}

function tunnelDown({ one, talks, line, fields }: Step): void {
  if (fields.child !== undefined) one.children.delete(fields.child);
  if (fields.child !== undefined && one.children.size > 0) return;
  talks.state(one, 'tunnel', 'down', line);
}

/** A renewed association is logged under the number of the old one. */
function ikeUp({ one, talks, line, fields }: Step): void {
  const next = fields.number === undefined || fields.sa === undefined ? one : talks.at(fields.number);
  if (next !== one) {
    const { peer, local, tunnel, childUp } = one;
    Object.assign(next, {
      peer: next.peer || peer,
      local: next.local || local,
      tunnel: next.tunnel || tunnel,
      childUp,
    });
    for (const child of one.children) next.children.add(child);
    if (childUp) {
      one.replaced = true;
      talks.state(next, 'tunnel', 'up', line);
    }
  }
  // In a log without numbers the child SAs stay in the same conversation.
  if (next === one && fields.rekeyed !== undefined && one.childUp) talks.state(one, 'tunnel', 'up', line);
  next.ikeUp = true;
  next.number = fields.number ?? '';
  talks.state(next, 'ike', 'up', line);
}

function ikeDown({ one, talks, line, fields }: Step): void {
  // Of a log without numbers: the old association, which a new one has replaced.
  if (fields.number !== undefined && one.number !== '' && fields.number !== one.number) return;
  talks.state(one, 'ike', 'down', line);
  if (!one.replaced) talks.state(one, 'tunnel', 'down', line);
}

const addPart: Handler = ({ one, line, fields }) => {
  if (fields.proposals === undefined || one.side === undefined) return;
  one[one.side] = [...one[one.side], line].slice(0, 20);
};

const newPart =
  (side: 'theirs' | 'ours'): Handler =>
  (step) => {
    step.one.side = side;
    step.one[side] = [step.line];
  };

/** Whether a line begins another negotiation. */
const isNewBegin = (event: DeviceEvent, { fields }: LogLine): boolean =>
  event === 'begins' ||
  event === 'begins-v1' ||
  event === 'restarts' ||
  (fields.exchange === 'IKE_SA_INIT' && fields.kind?.toLowerCase() === 'request');

/** Other lines of the same negotiation explain the failure, before and after it. */
const waitFor =
  (settle: (refusal: Refusal) => void): Handler =>
  ({ one, line }) => {
    one.pending ??= { line, settle, mayExplain: (event, next) => !isNewBegin(event, next) };
  };

const HANDLERS: Readonly<Partial<Record<DeviceEvent, Handler>>> = {
  begins: (step) => begins(step, false),
  'begins-v1': (step) => begins(step, true),
  'begin-fails': ({ one }) => {
    one.begun = true;
  },
  sends: ({ one, fields }) => {
    one.direction = 'out';
    one.port = fields.port ?? one.port;
  },
  receives: (step) => {
    step.one.direction = 'in';
    heard(step);
  },
  'generates-exchange': (step) => {
    if (step.fields.exchange === 'IKE_SA_INIT' && step.fields.kind?.toLowerCase() === 'request') step.one.begun = true;
    followExchange(step, true);
  },
  'parses-exchange': (step) => {
    const { exchange = '', kind = '' } = step.fields;
    step.one.direction = 'in';
    heard(step);
    if (exchange === 'IKE_SA_INIT' && kind.toLowerCase() === 'request') {
      if (step.one.request !== undefined) step.talks.reset(step.one);
      step.talks.state(step.one, 'tunnel', 'trying', step.line);
    }
    if (/^(?:ID_PROT|AGGRESSIVE)$/.test(exchange)) step.one.v1 ??= step.line;
    followExchange(step, false);
  },
  // It follows the line of its packet.
  exchange: (step) => HANDLERS[step.one.direction === 'in' ? 'parses-exchange' : 'generates-exchange']?.(step),
  'their-proposals': newPart('theirs'),
  'our-proposals': newPart('ours'),
  'proposal-part': addPart,
  agreed: ({ one }) => {
    [one.theirs, one.ours] = [[], []];
  },
  identities: ({ one, line }) => {
    one.identities = line;
  },
  'behind-nat': ({ one }) => {
    one.natTraversal = true;
  },
  retransmits: ({ one, line, fields, talks }) => {
    one.retransmits = [...one.retransmits.slice(0, 7), line];
    one.retransmitsTotal = Math.max(one.retransmits.length, Number(fields.times ?? 0));
    // The request itself may be logged under the association that failed.
    if (fields.id !== undefined) one.requestId = Number(fields.id);
    talks.state(one, 'tunnel', 'trying', line);
  },
  'peer-repeats': ({ one }) => {
    one.repeats++;
  },
  probes: ({ one }) => {
    one.probed = true;
  },
  'tunnel-up': tunnelUp,
  'tunnel-renewed': (step) => {
    tunnelUp(step);
    step.talks.state(step.one, 'renewal', 'up', step.line);
  },
  'tunnel-down': tunnelDown,
  'tunnel-trying': ({ one, talks, line }) => talks.state(one, 'tunnel', 'trying', line),
  'ike-up': ikeUp,
  'ike-down': ikeDown,
  'ike-trying': ({ one, talks, line }) => talks.state(one, 'ike', 'trying', line),
  'phase1-refused': phase1Refused,
  'child-refused': childRefused,
  // The proposals may follow on the next lines.
  'policy-refused': (step) => {
    if (step.fields.proposals !== undefined) newPart('ours')(step);
    step.one.pending ??= { line: step.line, settle: refusedPolicy, mayExplain: (event) => OF_A_REFUSAL.has(event) };
  },
  'no-shared-key': ({ one }) => {
    one.otherMethod = true;
  },
  'no-proposal-chosen': noProposalChosen,
  'auth-refused': authenticationRefused,
  'no-connection': waitFor(noConnection),
  'no-key': noKey,
  'gives-up': (step) => (step.one.ikeUp || step.one.probed ? silent(step) : waitFor(unanswered)(step)),
  'half-open': halfOpen,
  'renewal-failed': (step) => {
    if (!step.one.told) renewalRefused(step);
  },
};

/** The lines of one refusal of a policy. */
const OF_A_REFUSAL: ReadonlySet<DeviceEvent> = new Set([
  'policy-refused',
  'their-proposals',
  'our-proposals',
  'proposal-part',
]);

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
