import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { BundledFunction } from '../common/bundled-function';
import type { HardenedProvider } from './hardened-provider';
import { failedMetric, vpnTunnelsAlarmDefinitions } from './vpn-tunnels-alarm-definitions';

export interface VpnTunnelsAlarmsProps {
  readonly environment: string;
  /** Notified by every alarm. */
  readonly alarmTopic: ITopic;
  /** The provider's name. */
  readonly name: string;
  readonly onEvent: BundledFunction;
  readonly isComplete: BundledFunction;
  readonly provider: HardenedProvider;
}

/** Adds the alarms of the VpnTunnelsProvider (`vpnTunnelsAlarmDefinitions`), and the metric that one of them watches. */
export function addVpnTunnelsAlarms(scope: Construct, props: VpnTunnelsAlarmsProps): void {
  const { environment, alarmTopic, name, onEvent, isComplete, provider } = props;
  addFailedFilter(scope, 'OnEventFailed', onEvent, environment);
  addFailedFilter(scope, 'IsCompleteFailed', isComplete, environment);
  const definitions = vpnTunnelsAlarmDefinitions({
    environment,
    name,
    onEventFunction: onEvent.lambda.functionName,
    isCompleteFunction: isComplete.lambda.functionName,
    frameworkOnEventFunction: provider.frameworkOnEvent.functionName,
    frameworkOnTimeoutFunction: provider.frameworkOnTimeout.functionName,
    waiterArn: provider.waiter.ref,
    deadLetterQueue: provider.deadLetters.queueName,
  });
  for (const alarm of definitions) {
    new CfnAlarm(scope, `${alarm.id}Alarm`, {
      namespace: alarm.namespace,
      metricName: alarm.metricName,
      statistic: alarm.statistic ?? 'Sum',
      alarmName: `${name}-${alarm.name}`,
      alarmDescription: alarm.description,
      dimensions: Object.entries(alarm.dimensions ?? {}).map(([dimension, value]) => ({ name: dimension, value })),
      period: 300,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      // There is no data while no site is being changed.
      treatMissingData: 'notBreaching',
      alarmActions: [alarmTopic.topicArn],
    });
  }
}

function addFailedFilter(scope: Construct, id: string, { logGroup }: BundledFunction, environment: string): void {
  const { namespace, metricName } = failedMetric(environment);
  new CfnMetricFilter(scope, id, {
    logGroupName: logGroup.logGroupName,
    // LogEntry in lib/custom-resources/vpn-tunnels/update.ts.
    filterPattern: '{ $.outcome = "failed" }',
    metricTransformations: [{ metricNamespace: namespace, metricName, metricValue: '1', unit: 'Count' }],
  });
}
