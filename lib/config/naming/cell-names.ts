/** The names of the exports of a cell's stack that its site's stack imports. They are fixed, and read with `Fn.importValue`. */
export const cellNames = (site: string) => ({
  /** The cell's endpoint service. */
  service: `heartlab-${site}-cell-service`,
  /** The security group of the cell's tasks: the only source that the site's delivery endpoint allows. */
  taskGroupId: `heartlab-${site}-cell-task-group-id`,
});

/** The prefix of the log groups of all cells. */
export const CELL_LOG_PREFIX = '/heartlab/cell/';

export type CellContainer = 'gate' | 'server';

/** The log group of one container of a cell. */
export const cellLogGroupName = (site: string, container: CellContainer): string =>
  `${CELL_LOG_PREFIX}${site}/${container}`;

/** The prefix of a cell's objects in the studies bucket. The slash at the end separates `alpha` from `alpha-2`. */
export const studiesPrefix = (site: string): string => `${site}/`;

export type CellAccessLog = 'alb' | 'alb-connections' | 'nlb';

/** The prefix of the logs of all cells in the access-log bucket. */
export const CELL_ACCESS_LOGS = 'cells/';

/** The prefix of the logs of a cell's load balancer in the access-log bucket: `<prefix>/AWSLogs/<account>/…`. */
export const cellAccessLogPrefix = (site: string, log: CellAccessLog): string => `${CELL_ACCESS_LOGS}${site}/${log}`;

/** The ECS service of a cell, in the cluster of its environment. */
export const cellServiceName = (site: string): string => `heartlab-${site}`;
