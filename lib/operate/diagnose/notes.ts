import type { NamedCause } from './causes';
import { secondsBetween, timeOf } from './entry-order';
import type { FindingNotes, LogFinding } from './finding';
import type { LogLine } from './log-line';
import type { ConnectionPhase, PhaseState } from './saying';

/** Findings of one kind: the first and the last lines that show it. */
export interface FindingGroup extends LogFinding {
  readonly details: ReadonlySet<string>;
  /** Ended by a later success of the same subject in the same phase. */
  readonly past: boolean;
}

/** So often a tunnel goes down, each time after it was up, within an hour. */
const MANY_FALLS = 3;
const HOUR_SECONDS = 3600;

/** Causes of single objects: no other object's success ends them. */
const OF_OBJECTS: readonly LogFinding['id'][] = ['stow-409', 'object-refused', 'other-content', 'stow-413'];
const isOfObject = (id: LogFinding['id']): boolean => OF_OBJECTS.includes(id);

/** The last state of a phase for one subject. */
export interface LastState {
  readonly phase: ConnectionPhase;
  readonly subject: string;
  readonly state: PhaseState;
  readonly line: LogLine;
  /** The last lines with which it went down, if it goes down and up again and again. */
  readonly falls: readonly LogLine[];
}

/** A failure that no cause describes. */
export interface UnnamedFailure {
  readonly line: LogLine;
  readonly phase: ConnectionPhase;
  /** Empty if it is not known. */
  readonly subject: string;
}

/** The states of a phase for one subject, while the lines are read. */
interface PhaseOfSubject {
  readonly phase: ConnectionPhase;
  readonly subject: string;
  state: PhaseState;
  /** The line of its state; undefined: it has none yet. */
  line: LogLine | undefined;
  lastUp: number;
  /** It was up, and did not fall since. */
  wasUp: boolean;
  /** The last lines with which it went down after it was up. */
  falls: readonly LogLine[];
  /** Whether they are many within an hour. */
  fallsOften: boolean;
  manyFalls: readonly LogLine[];
}

const NONE: readonly LogLine[] = [];

interface Group {
  /** The first finding of the group. */
  readonly finding: LogFinding;
  readonly details: Set<string>;
  first: readonly LogLine[];
  last: readonly LogLine[];
  lastOrder: number;
}

/** More peers and causes than the log of one hospital has: a file can't fill the memory. */
const MOST_GROUPS = 2000;
const FIRST_LINES = 6;
const LAST_LINES = 2;

/** The notes of one file. */
export class FileNotes implements FindingNotes {
  readonly #groups: Group[] = [];
  /** The groups by subject and next step, because a log repeats its findings. */
  readonly #groupsOf = new Map<string, Map<string, Group[]>>();
  readonly #subjects = new Map<ConnectionPhase, Map<string, PhaseOfSubject>>();
  /** Those with a state, in the order of the first. */
  readonly #withState: PhaseOfSubject[] = [];
  /** The number of those that were up and did not fall since. */
  #up = 0;
  /** Unidentified failures: the last ones. */
  troubles: readonly UnnamedFailure[] = [];

  finding = (finding: LogFinding): void => {
    const { lines, detail } = finding;
    const order = lines[0]?.order ?? 0;
    const group = this.#groupOf(finding) ?? this.#newGroup(finding);
    if (group === undefined) return;
    if (detail !== undefined && group.details.size < 3) group.details.add(detail);
    if (group.first.length < FIRST_LINES) group.first = [...group.first, ...lines];
    else group.last = [...group.last, ...lines].slice(-LAST_LINES);
    group.lastOrder = Math.max(group.lastOrder, order);
  };

  #groupOf(finding: LogFinding): Group | undefined {
    const { subject = '', next = '' } = finding;
    return this.#groupsOf
      .get(subject)
      ?.get(next)
      ?.find((group) => isSameKind(group.finding, finding));
  }

  #newGroup(finding: LogFinding): Group | undefined {
    if (this.#groups.length >= MOST_GROUPS) return undefined;
    const { subject = '', next = '' } = finding;
    const group: Group = { finding, details: new Set(), first: [], last: [], lastOrder: 0 };
    this.#groups.push(group);
    const ofSubject = this.#groupsOf.get(subject) ?? new Map<string, Group[]>();
    this.#groupsOf.set(subject, ofSubject.set(next, [...(ofSubject.get(next) ?? []), group]));
    return group;
  }

  state = (phase: ConnectionPhase, subject: string, state: PhaseState, line: LogLine): void => {
    const one = this.#subjects.get(phase)?.get(subject) ?? this.#newSubject(phase, subject, state);
    if (one === undefined) return;
    if (state === 'up') one.lastUp = Math.max(line.order, one.lastUp);
    this.#fall(one, state, line);
    if (one.line === undefined) {
      if (this.#withState.length >= MOST_GROUPS) return;
      this.#withState.push(one);
    } else if (one.line.order > line.order) return;
    one.line = line;
    one.state = state;
    one.manyFalls = one.fallsOften ? one.falls : NONE;
  };

  #newSubject(phase: ConnectionPhase, subject: string, state: PhaseState): PhaseOfSubject | undefined {
    if (state !== 'up' && this.#withState.length >= MOST_GROUPS) return undefined;
    const none = { line: undefined, lastUp: 0, wasUp: false, falls: NONE, fallsOften: false, manyFalls: NONE };
    const one = { phase, subject, state, ...none };
    const ofPhase = this.#subjects.get(phase) ?? new Map<string, PhaseOfSubject>();
    this.#subjects.set(phase, ofPhase.set(subject, one));
    return one;
  }

  #fall(one: PhaseOfSubject, state: PhaseState, line: LogLine): void {
    if (state === 'up' && !one.wasUp && this.#up < MOST_GROUPS) {
      one.wasUp = true;
      this.#up++;
    }
    if (state !== 'down' || !one.wasUp) return;
    one.wasUp = false;
    this.#up--;
    one.falls = [...one.falls, line].slice(-MANY_FALLS);
    one.fallsOften = one.falls.length === MANY_FALLS && !isLong(one.falls);
  }

  trouble = (line: LogLine, phase: ConnectionPhase, subject = ''): void => {
    this.troubles = [...this.troubles, { line, phase, subject }].slice(-FIRST_LINES);
  };

  findings(): readonly FindingGroup[] {
    return this.#groups.map(({ finding, details, first, last, lastOrder }) => ({
      ...finding,
      details,
      lines: [...first, ...last],
      past: !isOfObject(finding.id) && this.#lastUp(finding) > lastOrder,
    }));
  }

  #lastUp({ phase, subject = '' }: LogFinding): number {
    return phase === undefined ? 0 : (this.#subjects.get(phase)?.get(subject)?.lastUp ?? 0);
  }

  states = (): readonly LastState[] =>
    this.#withState.flatMap(({ phase, subject, state, line, manyFalls }) =>
      line === undefined ? [] : [{ phase, subject, state, line, falls: manyFalls }],
    );
}

const NO_CAUSES: readonly NamedCause[] = [];

/** Whether two findings with the same subject and next step belong to one group. */
function isSameKind(one: LogFinding, other: LogFinding): boolean {
  const [causes, others] = [one.couldBe ?? NO_CAUSES, other.couldBe ?? NO_CAUSES];
  return (
    one.id === other.id &&
    one.phase === other.phase &&
    (causes === others || (causes.length === others.length && causes.every((cause, at) => cause === others[at])))
  );
}

/** Whether the falls are not within an hour. */
function isLong(falls: readonly LogLine[]): boolean {
  const [first, last] = [falls[0], falls.at(-1)].map((line) => timeOf(line?.text ?? ''));
  return first !== undefined && last !== undefined && Math.abs(secondsBetween(first, last)) > HOUR_SECONDS;
}
