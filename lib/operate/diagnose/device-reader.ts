import type { NamedCause } from './causes';
import type { Phase } from './finding';
import type { LineReader } from './log-line';
import type { LoggedProposal } from './proposal-text';

/**
 * What a line of a device says about a connection. The same events come from every vendor, and one function interprets each
 * (`ike/`, `detectors/bgp.ts`). Named groups of the pattern are the facts of the event:
 * `peer`, `port` and `local` (the addresses of the packet; the port is the other side's), `tunnel` (the device's name of the connection), `sa` (its number of the conversation), `thread`,
 * `child` (the number of the child SA), `neighbour` (BGP), `exchange`, `kind` (request or response) and `id` of a message, `payloads`, `proposals`.
 */
export type DeviceEvent =
  /** The state of a phase after this line. An IKE SA is no tunnel: `tunnel-up` needs a child SA. */
  | `${Exclude<Phase, 'renewal'>}-${'up' | 'down' | 'trying'}`
  /** A tunnel that was up got new keys. */
  | 'tunnel-renewed'
  /** This line proves the cause. */
  | NamedCause
  /** This side sends the first packet of a new negotiation, in IKEv2 or IKEv1. */
  | 'begins'
  | 'begins-v1'
  | 'begin-fails'
  /** A packet to or from `peer`, and the exchange in it. `exchange`: in the packet of the line before. */
  | 'sends'
  | 'receives'
  | 'generates-exchange'
  | 'exchange'
  | 'parses-exchange'
  /** Values that explain a refusal. `proposal-part`: one more line of the side that was named last. */
  | 'their-proposals'
  | 'our-proposals'
  | 'proposal-part'
  | 'agreed'
  | 'identities'
  | 'behind-nat'
  | 'retransmits'
  | 'peer-repeats'
  | 'probes'
  /** This side refuses the proposals of phase 1, or of a child SA; `policy-refused`: the proposals show which. */
  | 'policy-refused'
  | 'phase1-refused'
  | 'child-refused'
  /** The other side answered NO_PROPOSAL_CHOSEN, AUTHENTICATION_FAILED. */
  | 'no-proposal-chosen'
  | 'auth-refused'
  | 'no-connection'
  | 'no-key'
  /** The other side authenticates with a certificate: a failed check is no wrong pre-shared key. */
  | 'no-shared-key'
  | 'gives-up'
  | 'half-open'
  | 'renewal-failed'
  /** The program started or stopped: its tunnels are down, and it numbers its conversations from 1 again. */
  | 'restarts'
  /** A report of a BGP neighbour begins. */
  | 'neighbour'
  /** A failure that does not identify its cause. */
  | 'trouble'
  /** Known, and of no importance. */
  | 'harmless';

export interface Saying {
  /** The message after the head. */
  readonly says: RegExp;
  readonly is: DeviceEvent;
  /** A whole line as the device prints it. A test reads it and expects this saying. */
  readonly example: string;
  /** A report of the past: it counts only while the session is down. */
  readonly whileDown?: true;
  /** For `trouble`: what fails. @default - a tunnel */
  readonly phase?: 'session' | 'handshake' | 'store';
  /** The causes that look like this; together with `is: 'trouble'`. */
  readonly couldBe?: readonly NamedCause[];
  /** The step that finds the cause, instead of the general advice. */
  readonly next?: string;
}

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
