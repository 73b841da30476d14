import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Site } from '../site/model';
import type { CellDoor } from './cell-door';
import type { CellEntrance } from './cell-entrance';
import type { CellImports } from './cell-imports';
import type { Metric } from './cell-metrics';
import { type CellWatch, cellWatches } from './cell-watches';
import { told } from './told';

export interface CellAlarmsProps {
  readonly site: Site;
  readonly imports: CellImports;
  readonly stow: CellDoor;
  readonly entrance: CellEntrance;
}

/** What is wrong with one hospital's cell (`cellWatches`): each alarm notifies the topic of every change of its state. */
export class CellAlarms extends Construct {
  constructor(scope: Construct, id: string, props: CellAlarmsProps) {
    super(scope, id);
    const { site, imports } = props;
    for (const watch of cellWatches(props)) {
      const alarm = new CfnAlarm(this, watch.id, {
        ...told(site, imports.topicArn),
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
function measured({ metric, statistic, period }: CellWatch) {
  if (!('expression' in metric)) return { ...metric, statistic, period };
  const { expression, of } = metric;
  return {
    metrics: [
      { id: 'value', expression, returnData: true },
      ...Object.entries(of).map(([id, one]: [string, Metric]) => ({
        id,
        metricStat: { metric: one, stat: statistic, period },
        returnData: false,
      })),
    ],
  };
}
