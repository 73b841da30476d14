import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ingestAlarmDefinitions } from './ingest-alarm-definitions';
import { addIngestDashboard } from './ingest-dashboard';
import type { IngestDatabase } from './ingest-database';

export interface IngestAlarmsProps {
  /** The environment's name. */
  readonly environment: string;
  readonly database: IngestDatabase;
  /** Notified of every change of state of an alarm. */
  readonly topic: ITopic;
}

/** The alarms of an ingest (`ingestAlarmDefinitions`), and its dashboard. */
export class IngestAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { environment, database, topic }: IngestAlarmsProps) {
    super(scope, id);
    const prefix = `heartlab-${environment}-ingest`;
    const action = new SnsAction(topic);
    this.alarms = ingestAlarmDefinitions(database.instance).map((definition) => {
      const alarm = new Alarm(this, definition.id, {
        alarmName: `${prefix}-${definition.name}`,
        alarmDescription: `${environment} ingest: ${definition.description}`,
        metric: definition.metric,
        threshold: definition.threshold,
        evaluationPeriods: definition.periods,
        comparisonOperator:
          definition.below === true
            ? ComparisonOperator.LESS_THAN_THRESHOLD
            : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // The database always reports.
        treatMissingData: TreatMissingData.BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      alarm.addInsufficientDataAction(action);
      return alarm;
    });
    addIngestDashboard(this, { name: prefix, alarms: this.alarms, database });
  }
}
