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
 * Known bugs. Each gives the real planner a wrong input: what it would see, or not see, without one of its rules. The planner's
 * code is unchanged.
 */

type Planner = (situation: PlanInput) => PlannedStep;
type Live = NonNullable<PlanInput['live']>;

function seen(situation: PlanInput, change: (live: Live) => Live): PlanInput {
  return situation.live === undefined ? situation : { ...situation, live: change(situation.live) };
}

const allUp = (live: Live): Live => ({
  ...live,
  tunnels: live.tunnels.map((tunnel) => ({ ...tunnel, status: 'UP' as const })),
});

/** Changes the record of the last changes. */
function lastChange(
  live: Live,
  change: (mark: NonNullable<Live['recorded']['change']>) => Live['recorded']['change'],
): Live {
  const { change: last, before, ...rest } = live.recorded;
  const [changed, changedBefore] = [last, before].map((mark) => (mark === undefined ? undefined : change(mark)));
  return {
    ...live,
    recorded: {
      ...rest,
      ...(changed === undefined ? {} : { change: changed }),
      ...(changedBefore === undefined ? {} : { before: changedBefore }),
    },
  };
}

export const SEEDED_BUGS = {
  'second-tunnel-early': {
    says: 'goes on to the second tunnel as soon as the first is modified, not when it is back',
    plan: (situation) =>
      planStep(
        seen(situation, (live) => {
          const asAsked = (insideCidr: string, options: ComparableOptions): boolean =>
            situation.desired.Tunnels.some(
              (tunnel) =>
                tunnel.TunnelInsideCidr === insideCidr &&
                differingOptions(options, desiredOptions(tunnel)).length === 0,
            );
          const tunnels = live.tunnels.map((tunnel) =>
            asAsked(tunnel.insideCidr, tunnel.options) ? { ...tunnel, status: 'UP' as const } : tunnel,
          );
          return lastChange({ ...live, tunnels }, (last) =>
            last.finishedAt === undefined ? last : { ...last, finishedAt: 0 },
          );
        }),
      ),
  },
  'no-health-gate': {
    says: 'takes every tunnel for up',
    plan: (situation) =>
      planStep(seen(situation, (live) => lastChange(allUp(live), (last) => ({ ...last, wasUp: false })))),
  },
  'trusts-telemetry': {
    says: 'believes the status of a tunnel right after its change',
    plan: (situation) =>
      planStep(
        seen(situation, (live) =>
          lastChange(live, (last) => (last.finishedAt === undefined ? last : { ...last, finishedAt: 0 })),
        ),
      ),
  },
  'rotate-twice': {
    says: 'takes a change of key whose end it has not seen for one that never began',
    plan: (situation) =>
      planStep(
        seen(situation, (live) =>
          lastChange(live, (last) =>
            last.key !== undefined && last.finishedAt === undefined && last.by !== situation.invocation
              ? undefined
              : last,
          ),
        ),
      ),
  },
  'key-marked-first': {
    says: 'marks a new key as there when it is only claimed',
    plan: (situation) => {
      const step = planStep(situation);
      const claim = step.do === 'record' && step.what === 'claim' ? step.tags['heartlab:vpn-change'] : undefined;
      const found = /of=(\S+) .*key=\d+-(\d+)/.exec(claim ?? '');
      return step.do === 'record' && found !== null
        ? { ...step, tags: { ...step.tags, [`heartlab:vpn-key/${found[1]}`]: found[2] ?? '' } }
        : step;
    },
  },
  'no-claim': {
    says: 'acts on a claim at once, without waiting whether it stands alone',
    plan: (situation) =>
      planStep(
        seen(situation, (live) =>
          lastChange(live, (last) =>
            last.finishedAt === undefined && last.by === situation.invocation
              ? { ...last, claimedAt: Math.min(last.claimedAt, situation.now - CONFIRM_AFTER) }
              : last.finishedAt === undefined
                ? { ...last, claimedAt: last.claimedAt - CLAIM_LEASE }
                : last,
          ),
        ),
      ),
  },
  'gateway-last': {
    says: 'changes the tunnels before the customer gateway',
    plan: (situation) => {
      const asDesired = planStep(
        seen(situation, (live) => ({ ...live, customerGatewayId: situation.desired.CustomerGatewayId })),
      );
      return asDesired.do === 'done' ? planStep(situation) : asDesired;
    },
  },
  'absent-is-drift': {
    says: 'takes an option that EC2 leaves out for one that differs',
    plan: (situation) =>
      planStep(
        seen(situation, (live) => ({
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
    says: 'begins a tunnel however little time is left',
    plan: (situation) => planStep({ ...situation, run: { ...situation.run, startedAt: situation.now } }),
  },
} as const satisfies Record<string, { readonly says: string; readonly plan: Planner }>;

export type SeededBugName = keyof typeof SEEDED_BUGS;

export function isSeededBug(name: string): name is SeededBugName {
  return Object.hasOwn(SEEDED_BUGS, name);
}
