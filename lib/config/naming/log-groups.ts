/** The names of a site's log groups: its stack creates them, and the commands read them. */

/** Below this prefix AWS writes logs itself, without a resource policy a log group (whose sum is limited to 5,120 characters). */
export const LOG_GROUP_PREFIX = '/aws/vendedlogs/heartlab/';

/** What a site logs. */
export type SiteLog = 'tunnels' | 'bgp' | 'flows';

/** `/aws/vendedlogs/heartlab/<site>/<log>` */
export const logGroupName = (site: string, log: SiteLog): string => `${LOG_GROUP_PREFIX}${site}/${log}`;
