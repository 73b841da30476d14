import type { LineReader } from './log-line';
import type { LoggedProposal } from './proposal-text';
import type { Saying } from './saying';

export interface Head {
  /** Recognizes a line; the group `message` is its rest. Other named groups are facts. */
  readonly line: RegExp;
  /** The head is common to many programs: the line counts only if a saying matches. */
  readonly onlyIfSaid?: true;
}

/** One vendor or program. */
export interface DeviceReader {
  /** The format of its lines, and its row in docs/diagnosing.md. */
  readonly name: string;
  readonly heads: readonly Head[];
  /** The first that matches is the meaning of the line. */
  readonly sayings: readonly Saying[];
  /** The texts of the events `*-proposals` and `proposal-part`. @default - charon's notation */
  readonly proposals?: (text: string) => readonly LoggedProposal[];
}

type Facts = Record<string, string>;

/** Groups that did not take part in a match are undefined. */
function addFacts(facts: Facts, groups: Readonly<Record<string, string | undefined>> | undefined): Facts {
  for (const name in groups) {
    const value = groups[name];
    if (value !== undefined && name !== 'message') facts[name] = value;
  }
  return facts;
}

/** In a line of any program such a message means nothing. */
const isVague = ({ is, couldBe }: Saying): boolean =>
  couldBe === undefined && (is === 'trouble' || is === 'harmless' || is === 'restarts');

/** The reader of a device's lines; with `loose`, of the heads that count only if a saying matches. */
export const lineReader =
  ({ name, heads, sayings }: DeviceReader, loose: boolean): LineReader =>
  (text) => {
    for (const head of heads) {
      if ((head.onlyIfSaid === true) !== loose) continue;
      const found = head.line.exec(text);
      if (found === null) continue;
      const message = found.groups?.message ?? '';
      for (const saying of sayings) {
        if (loose && isVague(saying)) continue;
        const said = saying.says.exec(message);
        if (said !== null)
          return { format: name, message, fields: addFacts(addFacts({}, found.groups), said.groups), saying };
      }
      if (!loose) return { format: name, message, fields: addFacts({}, found.groups) };
    }
    return undefined;
  };
