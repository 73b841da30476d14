import type { VpnHandoverFacts } from '../../handover/facts';
import type { HandoverTunnelFacts } from '../../handover/tunnel-facts';
import type { CauseId, NamedLog } from '../../operate/diagnose';
import type { AwsEndpoint } from '../cloud/endpoint';
import type { HospitalDevice } from '../hospital/device';

/** As much as one mistake needs: the device's first tunnel and AWS's end of it. */
export interface SmallScene {
  readonly facts: VpnHandoverFacts;
  readonly device: HospitalDevice;
  readonly endpoint: AwsEndpoint;
}

/** Of a mistake that does no harm: nothing is to be diagnosed. */
export type FaultId = CauseId | 'none';

/** A mistake on the hospital's side: what it changes of what the pack says, and when it shows. */
export interface HospitalMistake {
  /** As `heartlab diagnose` must name it. */
  readonly id: FaultId;
  readonly mistake: string;
  /** With BGP in the tunnel; skipped where the site's routing is static. */
  readonly bgp?: true;
  /** A file of the pack, as the administrator has it after all. */
  edit?(name: string, text: string, facts: VpnHandoverFacts): string;
  readonly key?: string;
  /** Where the device really sends from. */
  readonly publicIp?: (facts: VpnHandoverFacts) => string;
  insideOf?(tunnel: HandoverTunnelFacts): string;
  /** A UDP port that somebody between the two blocks. */
  readonly blocked?: number;
  /** Plugins of the device's daemon beside the usual ones. */
  readonly plugins?: string;
  /** AWS's selectors, where they have to be other than everything for the mistake to show. */
  selectors?(facts: VpnHandoverFacts): { readonly local: string; readonly remote: string };
  /** Before the device starts. */
  prepare?(scene: SmallScene): Promise<void>;
  /** Does what makes it show, and waits until it does; gives logs beside the daemons' own. */
  show(scene: SmallScene): Promise<readonly NamedLog[]>;
}
