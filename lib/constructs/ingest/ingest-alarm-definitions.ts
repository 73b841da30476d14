import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { CELLS_OF_A_DATABASE, DATABASE_CONNECTIONS } from '../../config/capacity/cell-capacity';

/** An alarm of an ingest, as data. */
export interface IngestAlarmDefinition {
  readonly id: string;
  readonly name: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** The alarm is raised below the threshold. If absent: at or above it. */
  readonly below?: true;
  readonly periods: number;
  /** The problem, its effect on the hospitals, and what to do. */
  readonly description: string;
}

const FIVE_MINUTES = Duration.minutes(5);

/** Bytes: a tenth of the initial storage. The storage grows automatically; below this, it no longer does. */
const DATABASE_NEARLY_FULL = 10 * 1024 ** 3;

/** The alarms of the database that all cells use. Each cell has alarms of its own (`cellAlarmDefinitions`). */
export function ingestAlarmDefinitions(database: DatabaseInstance): readonly IngestAlarmDefinition[] {
  return [
    {
      id: 'DatabaseFull',
      name: 'database-nearly-full',
      metric: database.metricFreeStorageSpace({ period: FIVE_MINUTES, statistic: 'Minimum' }),
      below: true,
      threshold: DATABASE_NEARLY_FULL,
      periods: 3,
      description:
        'the index has less than 10 GiB of free storage, and its storage no longer grows. When it is full, no hospital can store a study. Raise its maximum storage.',
    },
    {
      id: 'DatabaseBusy',
      name: 'database-busy',
      metric: database.metricCPUUtilization({ period: FIVE_MINUTES, statistic: 'Average' }),
      threshold: 90,
      periods: 6,
      description:
        'the average CPU utilization of the index has been 90 percent or more for half an hour. Uploads of all hospitals become slow and time out. Choose a larger instance class.',
    },
    {
      id: 'DatabaseConnections',
      name: 'database-connections',
      metric: database.metricDatabaseConnections({ period: FIVE_MINUTES, statistic: 'Maximum' }),
      threshold: 0.9 * DATABASE_CONNECTIONS,
      periods: 3,
      description: `nine tenths of the ${DATABASE_CONNECTIONS} connections of the index are in use. When none is left, new tasks can't store studies. The largest number of cells that check allows (${CELLS_OF_A_DATABASE}) does not need so many. Find the sessions that do not belong to a cell's role, and end them.`,
    },
  ];
}
