/** The names of a site's log groups: its stack creates them, and the commands read them. */

/** AWS writes logs below this prefix without a resource policy for each group (all policies are limited to 5,120 characters). */
export const LOG_GROUP_PREFIX = '/aws/vendedlogs/heartlab/';

/** The logs of a site. */
export type SiteLog = 'tunnels' | 'bgp' | 'flows';

/** `/aws/vendedlogs/heartlab/<site>/<log>` */
export const logGroupName = (site: string, log: SiteLog): string => `${LOG_GROUP_PREFIX}${site}/${log}`;
