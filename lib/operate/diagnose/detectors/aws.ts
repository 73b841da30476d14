import type { NamedCause } from '../causes';
import type { CauseRecovery, LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';

/** Messages of the tunnel activity log that prove one cause (AWS: "Site-to-Site VPN log contents"). */
const PROVES: readonly { readonly says: RegExp; readonly id: NamedCause }[] = [
  { says: /pre-shared key mismatch|invalid Pre-shared Key/i, id: 'psk-mismatch' },
  { says: /DPD timed out|Declaring peer dead/i, id: 'dpd-timeout' },
  { says: /TS_UNACCEPTABLE/, id: 'traffic-selector' },
];

/** Messages about a failure with several possible causes. */
const SUGGESTS: readonly { readonly says: RegExp; readonly couldBe: readonly NamedCause[]; readonly next: string }[] = [
  {
    says: /AUTHENTICATION_FAILED/,
    couldBe: ['psk-mismatch', 'identity-mismatch'],
    next: "AWS refuses the pre-shared key or the identity, and does not log which one. Hospital: enter the key again, then check that the device's local identity is its public address.",
  },
  {
    says: /Phase 2 was unable to establish/i,
    couldBe: ['phase2-proposal', 'traffic-selector', 'no-pfs'],
    next: 'Phase 1 is up and phase 2 is refused. Hospital: compare the phase 2 proposal, PFS and the traffic selectors (0.0.0.0/0 on both sides) with the handover pack, and send the log of the device.',
  },
  {
    says: /deleting un-?established Phase 1/i,
    couldBe: ['udp4500-blocked', 'udp500-blocked', 'phase1-proposal'],
    next: 'The device started IKE and did not continue. Hospital: check that UDP 500 and 4500 pass in both directions, and send the log of the device.',
  },
];

const up = (state: string | undefined) => state === 'established' || state === 'rekeying';

/** The tunnel activity log: each line has the state of both phases. Each stream is one tunnel. */
export const awsTunnelDetector: LogDetector = (lines) => {
  const findings: LogFinding[] = [];
  const recoveries: CauseRecovery[] = [];
  /** Whether the tunnel of each stream was up: one document may contain both tunnels. */
  const wasUp = new Map<string, boolean>();
  const tell = (line: LogLine, finding: Omit<LogFinding, 'lines'>) =>
    findings.push({ subject: line.fields.stream ?? '', endedBy: 'tunnel', lines: [line], ...finding });
  for (const line of lines.filter(({ format }) => format === 'aws-tunnel')) {
    const { phase1, phase2, stream = '' } = line.fields;
    const proven = PROVES.find(({ says }) => says.test(line.message));
    const suggested = SUGGESTS.find(({ says }) => says.test(line.message));
    const failed = proven !== undefined || suggested !== undefined || /No Proposal Match/i.test(line.message);
    if (proven !== undefined) tell(line, { id: proven.id });
    else if (suggested !== undefined) tell(line, { id: 'not-known', ...suggested });
    else if (failed && !up(phase1)) tell(line, { id: 'phase1-proposal' });
    else if (failed && !up(phase2)) tell(line, { id: 'phase2-proposal' });
    else if (failed)
      tell(line, {
        id: 'not-known',
        couldBe: ['no-pfs', 'phase2-proposal'],
        endedBy: 'renewal',
        next: 'The tunnel is up and its renewal is refused. Hospital: switch PFS on in phase 2, with the DH group of the handover pack, and send the log of the device.',
      });
    if (/INVALID_MAJOR_VERSION|IKEv1.{0,40}(?:not supported|unsupported)/i.test(line.message))
      tell(line, { id: 'ike-version' });
    const isUp = up(phase1) && up(phase2);
    // Only a change to up is a success, and never the line of the failure itself.
    if (isUp && !wasUp.get(stream) && !failed) recoveries.push({ kind: 'tunnel', subject: stream, line: line.line });
    if (isUp || phase1 === 'down' || phase2 === 'down' || failed) wasUp.set(stream, isUp && !failed);
  }
  return { findings, recoveries };
};
