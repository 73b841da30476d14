import type { LogLine } from '../log-line';
import type { DeviceEvent } from '../saying';
import type { IkeRefusal } from './conversations';
import {
  authenticationRefused,
  childRefused,
  halfOpen,
  idRefused,
  keyMismatch,
  noConnection,
  noKey,
  noProposalChosen,
  phase1Refused,
  proposedV1,
  refusedPolicy,
  renewalRefused,
  reportSilentPeer,
  reportUnanswered,
} from './refusals';

export interface IkeStep extends IkeRefusal {
  readonly fields: Readonly<Record<string, string>>;
}

type Handler = (step: IkeStep) => void;

/** The exchange that follows: an answer belongs to the request before it. */
function followExchange({ one, line, fields }: IkeStep, isOurs: boolean): void {
  const { exchange = '', kind = '', id, payloads = '' } = fields;
  // A notification about the exchange before it.
  if (exchange === 'INFORMATIONAL_V1') return;
  if (kind.toLowerCase() !== 'request') {
    if (exchange === 'IKE_AUTH' && / SA TSi /.test(payloads)) one.isChildAgreed = true;
    if (isOurs) return;
    one.exchange = exchange === '' ? one.exchange : exchange;
    one.isAuthAnswered ||= exchange === 'IKE_AUTH';
    return;
  }
  // A proposal of an earlier exchange doesn't apply to this one.
  if (!isOurs) [one.theirs, one.ours] = [[], []];
  one.hasAskedAuth ||= isOurs && exchange === 'IKE_AUTH';
  [one.exchange, one.request, one.keyExchange] = [exchange, line, / KE\b/.test(payloads)];
  if (id !== undefined) one.requestId = Number(id);
}

function begins({ one, line, talks }: IkeStep, isV1: boolean): void {
  one.begun = true;
  if (isV1) one.v1 = line;
  talks.state(one, 'tunnel', 'trying', line);
}

/** Some answer has come. */
function heard({ one, talks, line }: IkeStep): void {
  talks.heard(one);
  // A peer that answers a probe is alive.
  if (one.childUp && one.retransmits.length > 0) talks.state(one, 'tunnel', 'up', line);
  one.retransmits = [];
}

function tunnelUp({ one, talks, line, fields }: IkeStep): void {
  one.childUp = true;
  if (fields.child !== undefined) one.children.add(fields.child);
  talks.state(one, 'tunnel', 'up', line);
}

function tunnelDown({ one, talks, line, fields }: IkeStep): void {
  if (fields.child !== undefined) one.children.delete(fields.child);
  if (fields.child !== undefined && one.children.size > 0) return;
  talks.state(one, 'tunnel', 'down', line);
}

/** A renewed association is logged under the number of the old one. */
function ikeUp({ one, talks, line, fields }: IkeStep): void {
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
    one.replaced = true;
    if (childUp) {
      talks.carriesNoMore(one);
      talks.state(next, 'tunnel', 'up', line);
    }
  }
  // In a log without numbers the child SAs stay in the same conversation.
  if (next === one && fields.rekeyed !== undefined && one.childUp) talks.state(one, 'tunnel', 'up', line);
  next.ikeUp = true;
  next.number = fields.number ?? '';
  talks.state(next, 'ike', 'up', line);
}

function ikeDown({ one, talks, line, fields }: IkeStep): void {
  // A new association has replaced the old one. A log without numbers has one conversation for both.
  if (one.replaced || (fields.number !== undefined && one.number !== '' && fields.number !== one.number)) return;
  talks.state(one, 'ike', 'down', line);
  talks.state(one, 'tunnel', 'down', line);
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
  (settle: (refusal: IkeRefusal) => void): Handler =>
  (step) => {
    step.one.pending ??= { settle: () => settle(step), mayExplain: (event, next) => !isNewBegin(event, next) };
  };

/** What each event of a negotiation does. */
export const IKE_HANDLERS: Readonly<Partial<Record<DeviceEvent, Handler>>> = {
  begins: (step) => begins(step, false),
  'begins-v1': (step) => begins(step, true),
  'proposes-v1': (step) => {
    begins(step, true);
    waitFor(proposedV1)(step);
  },
  'accepts-v1': ({ one }) => {
    one.isV1Accepted = true;
  },
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
    step.one.direction ??= 'out';
    if (step.fields.exchange?.endsWith('_V1') === true) step.one.v1 ??= step.line;
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
    if (exchange === 'ID_PROT' || exchange === 'AGGRESSIVE') step.one.v1 ??= step.line;
    followExchange(step, false);
  },
  // It follows the line of its packet.
  exchange: (step) => IKE_HANDLERS[step.one.direction === 'in' ? 'parses-exchange' : 'generates-exchange']?.(step),
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
    step.one.pending ??= { settle: () => refusedPolicy(step), mayExplain: (event) => OF_A_REFUSAL.has(event) };
  },
  'no-shared-key': ({ one }) => {
    one.otherMethod = true;
  },
  'psk-mismatch': waitFor(keyMismatch),
  'no-proposal-chosen': (step) => {
    if (step.fields.received !== undefined) {
      step.one.direction = 'in';
      heard(step);
    }
    noProposalChosen(step);
  },
  'auth-refused': authenticationRefused,
  'id-refused': idRefused,
  'no-connection': (step) => {
    step.talks.removeHeard(step.one);
    waitFor(noConnection)(step);
  },
  'no-key': noKey,
  'no-profile': ({ one, line }) => {
    one.noProfile = line;
    one.pending ??= {
      settle: () => {
        one.noProfile = undefined;
      },
      mayExplain: (event) => event === 'auth-refused',
    };
  },
  'gives-up': (step) => (step.one.ikeUp || step.one.probed ? reportSilentPeer(step) : waitFor(reportUnanswered)(step)),
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
