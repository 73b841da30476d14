import type { VpnTunnelsProperties } from '../../config/tunnels';
import type { LiveConnection } from './live';
import { refusalText, VPN_TUNNEL_REMEDIES } from './messages';
import type { ChangeRun } from './state-tags';
import type { PlannedStep } from './step';
import { TOTAL_DURATION } from './timing';

/** The input of the planner. */
export interface PlanInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The site's name, for messages. */
  readonly site: string;
  readonly run: ChangeRun;
  /** A nonce of this Lambda invocation. It distinguishes two invocations of one run. */
  readonly invocation: string;
  readonly desired: VpnTunnelsProperties;
  /** The key generations in the resource's old properties, by inside CIDR. Empty when the stack is created. */
  readonly previousKeys: ReadonlyMap<string, number>;
  /** The live connection; undefined if EC2 does not find it. */
  readonly live: LiveConnection | undefined;
}

/** The step that ends the run. The message has the site, the reason and the remedy. */
export function refuseStep({ site }: PlanInput, reason: string, remedy: string): PlannedStep {
  return { do: 'refuse', message: refusalText(site, reason, remedy) };
}

/** The step that waits, or refuses after the time limit. */
export function waitStep(input: PlanInput, why: string, remedy: string = VPN_TUNNEL_REMEDIES.again): PlannedStep {
  return input.now < input.run.startedAt + TOTAL_DURATION
    ? { do: 'wait', why }
    : refuseStep(input, `the limit of ${TOTAL_DURATION / 60000} minutes is reached: ${why}`, remedy);
}
