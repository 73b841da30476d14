import { QUOTAS, type Quota, raiseQuota } from '../../config/capacity/quotas';
import { atMost } from '../../operate/at-most';
import { attemptQuery } from '../../operate/fleet';
import {
  type CheckFinding,
  failFinding,
  type PreflightCheck,
  passUnless,
  unansweredFinding,
  warnFinding,
} from '../check';
import { ingestSubnetUses } from '../quotas/addresses';
import { QUOTA_COUNTERS, type QuotaCounter } from '../quotas/counters';
import { appliedLimit } from '../quotas/limit';
import type { DeployTarget } from '../target';

/** Quotas that are checked in parallel: Service Quotas allows few calls a second. */
const AT_ONCE = 4;
/** From this fraction of the limit on, the check warns. */
const NEARLY = 0.9;
/** The proposed increase exceeds the current need by this factor, so that the next hospital does not need another one. */
const HEADROOM = 1.2;

/** The result for one quota: the defects, or a text about the remaining room. */
interface Judged {
  readonly findings: readonly CheckFinding[];
  readonly room?: string;
}

interface Use {
  readonly what: string;
  readonly used: number;
  readonly adds: number;
  readonly limit: number;
  readonly bounded?: true | undefined;
}

export const quotasCheck: PreflightCheck = {
  id: 'quotas',
  question: "Do the account's quotas allow what this deploy adds?",
  matters: true,
  run: async (target) => {
    const counted = Object.entries(QUOTA_COUNTERS) as readonly (readonly [keyof typeof QUOTA_COUNTERS, QuotaCounter])[];
    const judged = await atMost(AT_ONCE, counted, async ([id, counter]) => judgeQuota(QUOTAS[id], counter, target));
    const all = [...judged, await judgeSubnets(target)];
    const room = all.flatMap((one) => one.room ?? []);
    return passUnless(
      all.flatMap(({ findings }) => findings),
      room.length === 0 ? 'this deploy adds nothing that has a quota' : room.join('; '),
    );
  },
};

async function judgeQuota(quota: Quota, counter: QuotaCounter, target: DeployTarget): Promise<Judged> {
  const use = await attemptQuery(async () => {
    const adds = await counter.adds(target);
    if (adds === 0) return undefined;
    return { adds, used: await counter.used(target), limit: await appliedLimit(target.clients, quota) };
  });
  if ('failure' in use) return { findings: [unansweredFinding(`${quota.what}: ${use.failure}`)] };
  if (use.value === undefined) return { findings: [] };
  const desired = Math.ceil((use.value.used + use.value.adds) * HEADROOM);
  return judge(
    { what: quota.what, ...use.value, bounded: counter.bounded },
    raiseQuota(quota, target.environment.region, desired),
  );
}

async function judgeSubnets(target: DeployTarget): Promise<Judged> {
  const what = 'addresses of the ingest';
  const subnets = await attemptQuery(() => ingestSubnetUses(target));
  if ('failure' in subnets) return { findings: [unansweredFinding(`${what}: ${subnets.failure}`)] };
  const judged = subnets.value.map(({ subnetId, purpose, ...use }) =>
    judge(
      { what: `addresses of subnet ${subnetId} for ${purpose}`, ...use },
      "the VPC of an ingest can't grow: create another environment for some of the sites",
    ),
  );
  const room = judged.flatMap((one) => one.room ?? []);
  return { findings: judged.flatMap(({ findings }) => findings), ...(room.length > 0 && { room: room.join('; ') }) };
}

function judge({ what, used, adds, limit, bounded }: Use, remedy: string): Judged {
  const sum = used + adds;
  const found = `${what}: ${used} used and ${adds} added, ${limit} allowed`;
  if (sum > limit) return { findings: [failFinding(found, remedy)] };
  if (bounded !== true && sum >= limit * NEARLY) return { findings: [warnFinding(found, remedy)] };
  return { findings: [], room: `${what} ${sum} of ${limit}` };
}
