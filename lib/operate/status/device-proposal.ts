import type { VpnSettings } from '../../config/model';
import { ENCRYPTION_ALGORITHMS, effectivePolicy, INTEGRITY_ALGORITHMS, isGcm } from '../../config/proposals';
import { NoCommonProposalError, recommendProposals } from '../../handover/recommended';
import type { LiveTunnelFacts, NegotiatedOptions, NegotiatedPhase } from './facts';
import { knownValue, negotiationRemarks } from './negotiated';

/** Compares the negotiated values with the recorded proposal of the device, or without a record with that of the pack. */

/** The tunnels that negotiated the same values, which are not those of the file. */
export interface ProposalDifference {
  readonly tunnels: readonly LiveTunnelFacts[];
  /** `phase 1 integrity SHA1 instead of SHA2-256`, of each value that differs. */
  readonly differences: readonly string[];
  /** The setting to write below `vpn.gateway`; undefined as long as AWS has not returned every value. */
  readonly line: string | undefined;
}

const PHASES = [
  ['phase1', 'phase 1'],
  ['phase2', 'phase 2'],
] as const;

type PhaseName = (typeof PHASES)[number][0];

/** The values of the file or of the pack. Undefined if the device supports nothing that the policy permits. */
function expectedValues({ gateway, ipsec }: VpnSettings): Readonly<Record<PhaseName, NegotiatedPhase>> | undefined {
  if (gateway.proposal !== undefined) return gateway.proposal;
  try {
    return recommendProposals(effectivePolicy(ipsec), gateway.device, gateway).recommended;
  } catch (error) {
    if (error instanceof NoCommonProposalError) return undefined;
    throw error;
  }
}

/** In the words of the site file. In phase 2, AES-GCM has no integrity algorithm. */
function fileValues(name: PhaseName, { encryption, integrity, dhGroup }: NegotiatedPhase): NegotiatedPhase {
  const cipher = encryption === undefined ? undefined : knownValue(ENCRYPTION_ALGORITHMS, encryption);
  const hash = integrity === undefined ? undefined : knownValue(INTEGRITY_ALGORITHMS, integrity);
  const unused = name === 'phase2' && cipher !== undefined && isGcm(cipher);
  return { encryption: cipher, integrity: unused ? undefined : hash, dhGroup };
}

/** A value that one side doesn't have is not compared: AWS may not return it, and a record of AES-GCM needs no integrity. */
function differencesOf(used: NegotiatedOptions, expected: Readonly<Record<PhaseName, NegotiatedPhase>>) {
  return PHASES.flatMap(([name, words]) => {
    const [is, should] = [fileValues(name, used[name]), fileValues(name, expected[name])];
    return (
      [
        ['encryption', is.encryption, should.encryption],
        ['integrity', is.integrity, should.integrity],
        ['DH group', is.dhGroup, should.dhGroup],
      ] as const
    ).flatMap(([what, one, other]) =>
      one === undefined || other === undefined || one === other ? [] : [`${words} ${what} ${one} instead of ${other}`],
    );
  });
}

function recordLine(used: NegotiatedOptions): string | undefined {
  const phases = PHASES.map(([name]) => {
    const { encryption, integrity, dhGroup } = fileValues(name, used[name]);
    const cipher = ENCRYPTION_ALGORITHMS.find((value) => value === encryption);
    if (cipher === undefined || dhGroup === undefined || (integrity === undefined && !isGcm(cipher))) return undefined;
    return `${name}: { encryption: ${cipher}, ${integrity === undefined ? '' : `integrity: ${integrity}, `}dhGroup: ${dhGroup} }`;
  });
  return phases.includes(undefined) ? undefined : `proposal: { ${phases.join(', ')} }`;
}

/** Values that the policy doesn't permit, or that are not known, have rules of their own, and can't be recorded. */
const recordable = (used: NegotiatedOptions, vpn: VpnSettings): boolean =>
  negotiationRemarks(used, vpn.ipsec).every(({ kind }) => kind === 'weak-permitted');

export function proposalDifferences(
  tunnels: readonly LiveTunnelFacts[],
  vpn: VpnSettings,
): readonly ProposalDifference[] {
  const expected = expectedValues(vpn);
  if (expected === undefined) return [];
  const found = new Map<string, ProposalDifference>();
  for (const tunnel of tunnels) {
    if (tunnel.state !== 'UP' || tunnel.negotiated === undefined || 'failure' in tunnel.negotiated) continue;
    const used = tunnel.negotiated.value;
    const differences = differencesOf(used, expected);
    if (differences.length === 0 || !recordable(used, vpn)) continue;
    const key = differences.join();
    const earlier = found.get(key);
    found.set(key, {
      tunnels: [...(earlier?.tunnels ?? []), tunnel],
      differences,
      line: earlier?.line ?? recordLine(used),
    });
  }
  return [...found.values()];
}
