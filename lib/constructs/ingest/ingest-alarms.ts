import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { CELLS_OF_A_DATABASE, DATABASE_CONNECTIONS } from '../../config/capacity/cell-capacity';
import { addIngestDashboard } from './ingest-dashboard';
import type { IngestDatabase } from './ingest-database';

const FIVE_MINUTES = Duration.minutes(5);

/** Bytes: a tenth of what the database begins with. It grows by itself; this says that it no longer does. */
const DATABASE_NEARLY_FULL = 10 * 1024 ** 3;

export interface IngestAlarmsProps {
  /** The environment's name. */
  readonly environment: string;
  readonly database: IngestDatabase;
  /** The SNS topic that is notified of every change of every alarm. */
  readonly topicArn: string;
}

interface Watch {
  readonly id: string;
  readonly name: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Rings at the threshold or beyond it; otherwise below it. */
  readonly below?: true;
  readonly periods: number;
  readonly description: string;
}

/** What concerns all cells: the database. Each cell has alarms of its own (`CellAlarms`). */
export class IngestAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { environment, database, topicArn }: IngestAlarmsProps) {
    super(scope, id);
    const prefix = `heartlab-${environment}-ingest`;
    const topic = new SnsAction(Topic.fromTopicArn(this, 'Topic', topicArn));
    this.alarms = watches(database).map((watch) => {
      const alarm = new Alarm(this, watch.id, {
        alarmName: `${prefix}-${watch.name}`,
        alarmDescription: `${environment} ingest: ${watch.description}`,
        metric: watch.metric,
        threshold: watch.threshold,
        evaluationPeriods: watch.periods,
        comparisonOperator:
          watch.below === true
            ? ComparisonOperator.LESS_THAN_THRESHOLD
            : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // The database always reports.
        treatMissingData: TreatMissingData.BREACHING,
      });
      alarm.addAlarmAction(topic);
      alarm.addOkAction(topic);
      alarm.addInsufficientDataAction(topic);
      return alarm;
    });
    addIngestDashboard(this, { name: prefix, alarms: this.alarms, database });
  }
}

const watches = ({ instance }: IngestDatabase): readonly Watch[] => [
  {
    ...{ id: 'DatabaseFull', name: 'database-nearly-full', below: true, periods: 3 },
    metric: instance.metricFreeStorageSpace({ period: FIVE_MINUTES, statistic: 'Minimum' }),
    threshold: DATABASE_NEARLY_FULL,
    description:
      'the index has less than 10 GiB left and does not grow any more. When it is full no hospital can store a study. Raise its maximum storage.',
  },
  {
    ...{ id: 'DatabaseBusy', name: 'database-busy', periods: 6, threshold: 90 },
    metric: instance.metricCPUUtilization({ period: FIVE_MINUTES, statistic: 'Average' }),
    description:
      'the processors of the index have been busy for half an hour. Uploads of all hospitals become slow and end in timeouts: a larger instance class is due.',
  },
  {
    ...{ id: 'DatabaseConnections', name: 'database-connections', periods: 3 },
    metric: instance.metricDatabaseConnections({ period: FIVE_MINUTES, statistic: 'Maximum' }),
    threshold: 0.9 * DATABASE_CONNECTIONS,
    description: `nine tenths of the ${DATABASE_CONNECTIONS} connections of the index are in use. When none is left, tasks that start can't store studies. So many cells as check allows (${CELLS_OF_A_DATABASE}) do not need them: look for sessions that are not of a cell's role, and end them.`,
  },
];
