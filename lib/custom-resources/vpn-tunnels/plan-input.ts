import type { VpnTunnelsProperties } from '../../config/tunnels';
import type { LiveConnection } from './live';
import { refusalText, VPN_TUNNEL_REMEDIES } from './messages';
import type { ChangeRun } from './state-tags';
import type { PlannedStep } from './step';
import { TOTAL_DURATION } from './timing';

/** Everything that a decision rests on. */
export interface PlanInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The site's name, for messages. */
  readonly site: string;
  readonly run: ChangeRun;
  /** A nonce of this Lambda invocation: two of the same run know each other apart. */
  readonly invocation: string;
  readonly desired: VpnTunnelsProperties;
  /** The key generations that the file said before, by inside CIDR: empty when the stack is created. */
  readonly previousKeys: ReadonlyMap<string, number>;
  /** The connection as it is now; undefined if EC2 doesn't find it. */
  readonly live: LiveConnection | undefined;
}

/** Ends the run, with the site, the reason and the remedy. */
export function refuseStep({ site }: PlanInput, reason: string, remedy: string): PlannedStep {
  return { do: 'refuse', message: refusalText(site, reason, remedy) };
}

/** Waits, as long as there is time. */
export function waitStep(situation: PlanInput, why: string, remedy: string = VPN_TUNNEL_REMEDIES.again): PlannedStep {
  return situation.now < situation.run.startedAt + TOTAL_DURATION
    ? { do: 'wait', why }
    : refuseStep(situation, `time is up (${TOTAL_DURATION / 60000} minutes): ${why}`, remedy);
}
