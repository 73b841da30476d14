import type { LoadedFleet } from '../load/load';
import type { Problem } from '../problem';
import { quotaNeeds, raiseQuota } from './quotas';

/**
 * A warning for each AWS quota that the fleet exceeds. A quota applies to an account and Region; the warning is reported at the
 * first of its environments. With `asked`, only quotas of these environments are reported.
 */
export function quotaWarnings(loaded: LoadedFleet, asked?: readonly string[]): readonly Problem[] {
  const { sites, environments } = loaded.fleet ?? loaded;
  return quotaNeeds({ sites, environments }).flatMap(({ account, region, environments, quota, needed }) => {
    const place = environments.find((name) => asked?.includes(name) ?? true);
    if (place === undefined) return [];
    const others = environments.filter((name) => name !== place);
    const isRaisable = typeof quota.raise !== 'string';
    return [
      loaded.problemAt('environments', 'quota', {
        path: [place],
        at: 'key',
        severity: 'warning',
        wrong: `${others.length > 0 ? `(with ${others.join(', ')}) ` : ''}needs ${needed} ${quota.what} in account ${account}${quota.scope === 'account' ? '' : `, ${region}`}, and AWS allows ${quota.limit}${isRaisable ? ' by default' : ''}`,
        write: `${isRaisable ? 'raise the quota before the deploy: ' : ''}${raiseQuota(quota, region, needed)}`,
      }),
    ];
  });
}
