import {
  type ComparableOptions,
  desiredOptions,
  differingOptions,
} from '../../lib/custom-resources/vpn-tunnels/compare';
import type { PlanInput } from '../../lib/custom-resources/vpn-tunnels/plan-input';
import { planStep } from '../../lib/custom-resources/vpn-tunnels/planner';
import type { PlannedStep } from '../../lib/custom-resources/vpn-tunnels/step';
import { CLAIM_LEASE, CONFIRM_AFTER } from '../../lib/custom-resources/vpn-tunnels/timing';

/**
 * Known bugs. Each gives the real planner the wrong input that it would have without one of its rules. The planner's
 * code is unchanged.
 */

type Planner = (input: PlanInput) => PlannedStep;
type Live = NonNullable<PlanInput['live']>;

function withLive(input: PlanInput, change: (live: Live) => Live): PlanInput {
  return input.live === undefined ? input : { ...input, live: change(input.live) };
}

const allUp = (live: Live): Live => ({
  ...live,
  tunnels: live.tunnels.map((tunnel) => ({ ...tunnel, status: 'UP' as const })),
});

/** Changes the records of the last two changes. */
function lastChange(
  live: Live,
  change: (record: NonNullable<Live['recorded']['change']>) => Live['recorded']['change'],
): Live {
  const { change: last, before } = live.recorded;
  return {
    ...live,
    recorded: { ...live.recorded, change: last && change(last), before: before && change(before) },
  };
}

export const SEEDED_BUGS = {
  'second-tunnel-early': {
    description: 'continues with the second tunnel when the first is modified, and does not wait until it is up again',
    plan: (input) =>
      planStep(
        withLive(input, (live) => {
          const matchesRequest = (insideCidr: string, options: ComparableOptions): boolean =>
            input.desired.Tunnels.some(
              (tunnel) =>
                tunnel.TunnelInsideCidr === insideCidr &&
                differingOptions(options, desiredOptions(tunnel)).length === 0,
            );
          const tunnels = live.tunnels.map((tunnel) =>
            matchesRequest(tunnel.insideCidr, tunnel.options) ? { ...tunnel, status: 'UP' as const } : tunnel,
          );
          return lastChange({ ...live, tunnels }, (last) =>
            last.finishedAt === undefined ? last : { ...last, finishedAt: 0 },
          );
        }),
      ),
  },
  'no-health-gate': {
    description: 'treats every tunnel as up',
    plan: (input) =>
      planStep(withLive(input, (live) => lastChange(allUp(live), (last) => ({ ...last, wasUp: false })))),
  },
  'trusts-telemetry': {
    description: 'trusts the status of a tunnel right after its change',
    plan: (input) =>
      planStep(
        withLive(input, (live) =>
          lastChange(live, (last) => (last.finishedAt === undefined ? last : { ...last, finishedAt: 0 })),
        ),
      ),
  },
  'rotate-twice': {
    description: 'treats an unfinished change of a key as one that never started',
    plan: (input) =>
      planStep(
        withLive(input, (live) =>
          lastChange(live, (last) =>
            last.key !== undefined && last.finishedAt === undefined && last.by !== input.invocation ? undefined : last,
          ),
        ),
      ),
  },
  'key-marked-first': {
    description: 'records a new key when it is only claimed',
    plan: (input) => {
      const step = planStep(input);
      const claim = step.do === 'record' && step.what === 'claim' ? step.tags['heartlab:vpn-change'] : undefined;
      const found = /of=(\S+) .*key=\d+-(\d+)/.exec(claim ?? '');
      return step.do === 'record' && found !== null
        ? { ...step, tags: { ...step.tags, [`heartlab:vpn-key/${found[1]}`]: found[2] ?? '' } }
        : step;
    },
  },
  'no-claim': {
    description: 'uses a claim at once, without waiting until it is confirmed',
    plan: (input) =>
      planStep(
        withLive(input, (live) =>
          lastChange(live, (last) =>
            last.finishedAt === undefined && last.by === input.invocation
              ? { ...last, claimedAt: Math.min(last.claimedAt, input.now - CONFIRM_AFTER) }
              : last.finishedAt === undefined
                ? { ...last, claimedAt: last.claimedAt - CLAIM_LEASE }
                : last,
          ),
        ),
      ),
  },
  'gateway-last': {
    description: 'changes the tunnels before the customer gateway',
    plan: (input) => {
      const asDesired = planStep(
        withLive(input, (live) => ({ ...live, customerGatewayId: input.desired.CustomerGatewayId })),
      );
      return asDesired.do === 'done' ? planStep(input) : asDesired;
    },
  },
  'absent-is-drift': {
    description: 'treats an option that EC2 omits as one that differs',
    plan: (input) =>
      planStep(
        withLive(input, (live) => ({
          ...live,
          tunnels: live.tunnels.map((tunnel) =>
            tunnel.options.Phase1LifetimeSeconds === '28800'
              ? { ...tunnel, options: { ...tunnel.options, Phase1LifetimeSeconds: '' } }
              : tunnel,
          ),
        })),
      ),
  },
  'no-deadline': {
    description: 'changes a tunnel even if too little time is left',
    plan: (input) => planStep({ ...input, run: { ...input.run, startedAt: input.now } }),
  },
} as const satisfies Record<string, { readonly description: string; readonly plan: Planner }>;

export type SeededBugName = keyof typeof SEEDED_BUGS;

export function isSeededBug(name: string): name is SeededBugName {
  return Object.hasOwn(SEEDED_BUGS, name);
}
