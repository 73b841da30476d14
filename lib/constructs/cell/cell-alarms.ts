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
    for (const watch of cellAlarmDefinitions(props)) {
      const alarm = new CfnAlarm(this, watch.id, {
        ...alarmNotifications(site, topic),
        alarmName: `heartlab-${site.site}-cell-${watch.name}`,
        alarmDescription: `${site.site}: ${watch.description}`,
        comparisonOperator: watch.below === true ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
        threshold: watch.threshold,
        evaluationPeriods: watch.periods ?? 1,
        treatMissingData: watch.silence ?? 'notBreaching',
        ...measured(watch),
      });
      alarm.overrideLogicalId(`Alarm${watch.id}`);
    }
  }
}

/** One metric, or an expression over several. */
function measured({ metric, statistic, period }: CellAlarmDefinition) {
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
