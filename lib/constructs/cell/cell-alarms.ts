import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { alarmNotifications } from '../common/alarms';
import { type CellAlarmDefinition, type CellAlarmsProps, cellAlarmDefinitions } from './cell-alarm-definitions';
import type { AlarmMetric } from './cell-metrics';

/** The alarms of one hospital's cell (`cellAlarmDefinitions`). Each alarm notifies the topic of every change of its state. */
export class CellAlarms extends Construct {
  constructor(scope: Construct, id: string, props: CellAlarmsProps) {
    super(scope, id);
    const { site, topic } = props;
    for (const definition of cellAlarmDefinitions(props)) {
      const alarm = new CfnAlarm(this, definition.id, {
        ...alarmNotifications(site, topic),
        alarmName: `heartlab-${site.site}-cell-${definition.name}`,
        alarmDescription: `${site.site}: ${definition.description}`,
        comparisonOperator: definition.below === true ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
        threshold: definition.threshold,
        evaluationPeriods: definition.periods ?? 1,
        treatMissingData: definition.missingData ?? 'notBreaching',
        ...metricProperties(definition),
      });
      alarm.overrideLogicalId(`Alarm${definition.id}`);
    }
  }
}

/** One metric, or an expression over several. */
function metricProperties({ metric, statistic, period }: CellAlarmDefinition) {
  if (!('expression' in metric)) return { ...metric, statistic, period };
  const { expression, of } = metric;
  return {
    metrics: [
      { id: 'value', expression, returnData: true },
      ...Object.entries(of).map(([id, one]: [string, AlarmMetric]) => ({
        id,
        metricStat: { metric: one, stat: statistic, period },
        returnData: false,
      })),
    ],
  };
}
