import type { NamedCause } from './causes';

/**
 * What can work or fail. `tunnel`: a child SA; `renewal`: its next keys; `session`: BGP; `store`: a study was stored.
 * `ike`: the IKE SA, which alone carries nothing.
 */
export type ConnectionPhase = 'ike' | 'tunnel' | 'renewal' | 'session' | 'handshake' | 'store';

/** The state of a phase after a line. */
export type PhaseState = 'up' | 'down' | 'trying';

/**
 * What a line of a device says about a connection. The same events come from every vendor, and one function interprets each
 * (`ike/`, `detectors/bgp.ts`). Named groups of the pattern are the facts of the event:
 * `peer`, `port` and `local` (the addresses of the packet; the port is the other side's), `remote` (the peer, where the connection's name tells conversations apart), `received` (it is in a packet from the peer), `tunnel` (the device's name of the connection), `sa` (its number of the conversation), `thread`,
 * `child` (the number of the child SA), `neighbour` (BGP), `exchange`, `kind` (request or response) and `id` of a message, `payloads`, `proposals`.
 */
export type DeviceEvent =
  /** The state of a phase after this line. An IKE SA is no tunnel: `tunnel-up` needs a child SA. */
  | `${Exclude<ConnectionPhase, 'renewal'>}-${'up' | 'down' | 'trying'}`
  /** A tunnel that was up got new keys. */
  | 'tunnel-renewed'
  /** This line proves the cause. */
  | NamedCause
  /** This side sends the first packet of a new negotiation, in IKEv2 or IKEv1. */
  | 'begins'
  | 'begins-v1'
  /** This side begins with IKEv1, which proves the cause unless the peer accepts it. */
  | 'proposes-v1'
  | 'accepts-v1'
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
  /** The other side answered INVALID_ID_INFORMATION (IKEv1): of phase 2, its subnets. */
  | 'id-refused'
  | 'no-connection'
  | 'no-key'
  /** No profile fits the peer's identity: a cause only with the refusal on the next line. */
  | 'no-profile'
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

export interface KnownMessage {
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
