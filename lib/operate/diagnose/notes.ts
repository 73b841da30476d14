import type { LogFinding, Notes } from './finding';
import type { LogLine } from './log-line';
import type { Phase, State } from './saying';

/** Findings of one kind: the first and the last lines that show it. */
export interface FindingGroup extends LogFinding {
  readonly details: ReadonlySet<string>;
  /** Ended by a later success of the same subject in the same phase. */
  readonly past: boolean;
}

/** The last state of a phase for one subject. */
export interface LastState {
  readonly phase: Phase;
  readonly subject: string;
  readonly state: State;
  readonly line: LogLine;
}

interface Group {
  readonly finding: LogFinding;
  readonly details: Set<string>;
  first: readonly LogLine[];
  last: readonly LogLine[];
  lastLine: number;
}

/** More peers and causes than the log of one hospital has: a file can't fill the memory. */
const MOST_GROUPS = 2000;
const FIRST_LINES = 6;
const LAST_LINES = 2;

/** The notes of one file. */
export class FileNotes implements Notes {
  readonly #groups = new Map<string, Group>();
  readonly #states = new Map<string, LastState>();
  readonly #lastUp = new Map<string, number>();
  /** Unidentified failures: the last ones. */
  troubles: readonly LogLine[] = [];

  finding = (finding: LogFinding): void => {
    const { id, subject = '', phase = '', next = '', couldBe = [], lines, detail } = finding;
    const key = [id, subject, phase, next, ...couldBe].join('\n');
    const line = lines[0]?.line ?? 0;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= MOST_GROUPS) return;
      group = { finding, details: new Set(), first: [], last: [], lastLine: 0 };
      this.#groups.set(key, group);
    }
    if (detail !== undefined && group.details.size < 3) group.details.add(detail);
    if (group.first.length < FIRST_LINES) group.first = [...group.first, ...lines];
    else group.last = [...group.last, ...lines].slice(-LAST_LINES);
    group.lastLine = Math.max(group.lastLine, line);
  };

  state = (phase: Phase, subject: string, state: State, line: LogLine): void => {
    const key = `${phase} ${subject}`;
    if (state === 'up') this.#lastUp.set(key, Math.max(line.line, this.#lastUp.get(key) ?? 0));
    const before = this.#states.get(key);
    if (before === undefined && this.#states.size >= MOST_GROUPS) return;
    if (before === undefined || before.line.line <= line.line) this.#states.set(key, { phase, subject, state, line });
  };

  trouble = (line: LogLine): void => {
    this.troubles = [...this.troubles, line].slice(-FIRST_LINES);
  };

  findings(): readonly FindingGroup[] {
    return [...this.#groups.values()].map(({ finding, details, first, last, lastLine }) => ({
      ...finding,
      details,
      lines: [...first, ...last],
      past: (this.#lastUp.get(`${finding.phase ?? ''} ${finding.subject ?? ''}`) ?? 0) > lastLine,
    }));
  }

  states = (): readonly LastState[] => [...this.#states.values()];
}
