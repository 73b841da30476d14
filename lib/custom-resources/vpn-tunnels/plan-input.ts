import type { VpnTunnelsProperties } from '../../config/tunnels';
import type { LiveConnection } from './live';
import { REMEDY, refusal } from './messages';
import type { Run } from './state-tags';
import type { Step } from './step';
import { TOTAL } from './timing';

/** Everything that a decision rests on. */
export interface PlanInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The site's name, for messages. */
  readonly site: string;
  readonly run: Run;
  /** A nonce of this Lambda invocation: two of the same run know each other apart. */
  readonly invocation: string;
  readonly desired: VpnTunnelsProperties;
  /** The key generations that the file said before, by inside CIDR: empty when the stack is created. */
  readonly previousKeys: ReadonlyMap<string, number>;
  /** The connection as it is now; undefined if EC2 doesn't find it. */
  readonly live: LiveConnection | undefined;
}

/** Ends the run, with the site, the reason and the remedy. */
export function refuse({ site }: PlanInput, reason: string, remedy: string): Step {
  return { do: 'refuse', message: refusal(site, reason, remedy) };
}

/** Waits, as long as there is time. */
export function wait(situation: PlanInput, why: string, remedy: string = REMEDY.again): Step {
  return situation.now < situation.run.startedAt + TOTAL
    ? { do: 'wait', why }
    : refuse(situation, `time is up (${TOTAL / 60000} minutes): ${why}`, remedy);
}
