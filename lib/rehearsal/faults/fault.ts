import type { VpnHandoverFacts } from '../../handover/facts';
import type { HandoverTunnelFacts } from '../../handover/tunnel-facts';
import type { CauseId, NamedLog } from '../../operate/diagnose';
import type { AwsEndpoint } from '../cloud/endpoint';
import type { HospitalDevice } from '../hospital/device';

/** The parts that one mistake needs: the device's first tunnel and its AWS end. */
export interface MinimalTestbed {
  readonly facts: VpnHandoverFacts;
  readonly device: HospitalDevice;
  readonly endpoint: AwsEndpoint;
}

/** `none` for a harmless mistake: the diagnosis must be empty. */
export type FaultId = CauseId | 'none';

/** A mistake on the hospital's side: its change to the pack's settings, and its symptom. */
export interface HospitalMistake {
  /** The cause that `heartlab diagnose` must report. */
  readonly id: FaultId;
  readonly mistake: string;
  /** The mistake requires BGP; skipped if the site's routing is static. */
  readonly bgp?: true;
  /** Changes a file of the pack to what the administrator uses instead. */
  edit?(name: string, text: string, facts: VpnHandoverFacts): string;
  readonly key?: string;
  /** The device's actual source address. */
  readonly publicIp?: (facts: VpnHandoverFacts) => string;
  insideOf?(tunnel: HandoverTunnelFacts): string;
  /** A UDP port that is blocked between the two sides. */
  readonly blocked?: number;
  /** Additional plugins of the device's daemon. */
  readonly plugins?: string;
  /** AWS's selectors, if the mistake is visible only with narrower selectors than everything. */
  selectors?(facts: VpnHandoverFacts): { readonly local: string; readonly remote: string };
  /** Runs before the device starts. */
  prepare?(testbed: MinimalTestbed): Promise<void>;
  /** Triggers the symptom and waits for it; returns logs in addition to those of the daemons. */
  show(testbed: MinimalTestbed): Promise<readonly NamedLog[]>;
}
