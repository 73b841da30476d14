import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { BundledFunction } from '../common/bundled-function';

/** Both metric filters count into this. */
const FAILED = 'VpnTunnelsFailed';

/** What an alarm of ours says beside its name: which metric, and what to do. */
interface Failure {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic?: 'Sum' | 'Maximum';
  readonly description: string;
}

export interface VpnTunnelsAlarmsProps {
  readonly environment: string;
  /** The SNS topic that every alarm tells. */
  readonly alarmTopicArn: string;
  /** The name of the provider, or of a part of it. */
  readonly name: (part?: string) => string;
  readonly onEvent: BundledFunction;
  readonly isComplete: BundledFunction;
  readonly frameworkOnEvent: LambdaFunction;
  readonly frameworkOnTimeout: LambdaFunction;
  readonly deadLetters: Queue;
  readonly waiter: CfnStateMachine;
}

/** Alarms for a change of VPN tunnels that was refused, failed, timed out or never began: each a child of the provider. */
export function addVpnTunnelsAlarms(scope: Construct, of: VpnTunnelsAlarmsProps): void {
  const namespace = `HeartLab/${of.environment}`;
  for (const [id, { logGroup }] of [
    ['OnEventFailed', of.onEvent] as const,
    ['IsCompleteFailed', of.isComplete] as const,
  ]) {
    new CfnMetricFilter(scope, id, {
      logGroupName: logGroup.logGroupName,
      // LogEntry in lib/custom-resources/vpn-tunnels/update.ts.
      filterPattern: '{ $.outcome = "failed" }',
      metricTransformations: [{ metricNamespace: namespace, metricName: FAILED, metricValue: '1', unit: 'Count' }],
    });
  }
  const { environment } = of;
  const read = `docs/changing-a-live-site.md says what each reason asks for.`;
  const stuck = (stack: string) =>
    `CloudFormation may wait for its hour: see which SiteStack of ${environment} is in progress, and ${stack}`;
  const lambda = (one: LambdaFunction) => ({
    namespace: 'AWS/Lambda',
    dimensions: { FunctionName: one.functionName },
  });
  const states = { namespace: 'AWS/States', dimensions: { StateMachineArn: of.waiter.ref } };
  const failures: readonly Failure[] = [
    {
      id: 'Failed',
      name: 'failed',
      namespace,
      metricName: FAILED,
      description: `A change of a site's VPN tunnels was refused or failed. The stack's event says which site, which tunnel, why, and what to do; so does the log of ${of.name('complete')}: filter it by { $.outcome = "failed" }. ${read}`,
    },
    {
      id: 'OnEventErrors',
      name: 'on-event-errors',
      ...lambda(of.onEvent.lambda),
      metricName: 'Errors',
      description: `${of.name('on-event')} ended with an error: a refusal, if its log has a line with outcome "failed"; else a fault of ours. Nothing was touched. ${read}`,
    },
    {
      id: 'IsCompleteErrors',
      name: 'complete-errors',
      ...lambda(of.isComplete.lambda),
      metricName: 'Errors',
      description: `${of.name('complete')} ended with an error: a refusal, if its log has a line with outcome "failed"; else a fault of ours, a lack of time or of permissions. The stack rolls back; deploying again is safe. ${read}`,
    },
    {
      id: 'TimedOut',
      name: 'timed-out',
      ...lambda(of.frameworkOnTimeout),
      metricName: 'Invocations',
      description: `A change of a site's VPN tunnels did not end within the hour, and did not say why. Look at the last lines of the log of ${of.name('complete')}; deploying again is safe. ${read}`,
    },
    ...(['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'] as const).map((metricName) => ({
      id: metricName,
      name: {
        ExecutionsFailed: 'waiter-failed',
        ExecutionsTimedOut: 'waiter-timed-out',
        ExecutionsAborted: 'waiter-aborted',
      }[metricName],
      ...states,
      metricName,
      description: `The state machine that polls a change of VPN tunnels ended without an answer to CloudFormation. ${stuck('look at the execution in the Step Functions console; when the stack has rolled back, deploy again, which is safe')}. ${read}`,
    })),
    {
      id: 'DeadLetter',
      name: 'dead-letter',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: of.deadLetters.queueName },
      statistic: 'Maximum',
      description: `A change of a site's VPN tunnels never began: ${of.name()} failed three times, or was called too late. ${stuck('deploy again once it has rolled back')}. The message in the queue names the stack; it also holds a URL with which CloudFormation can be answered, so share it with nobody, and delete it when done. ${read}`,
    },
    {
      id: 'DeadLetterLost',
      name: 'dead-letter-lost',
      ...lambda(of.frameworkOnEvent),
      metricName: 'DeadLetterErrors',
      description: `A change of a site's VPN tunnels never began, and its event could not be kept either: see whether the queue, its key or the role of ${of.name()} was changed by hand. ${stuck('deploy the platform, then the site, again')}. ${read}`,
    },
  ];
  for (const failure of failures) addAlarm(scope, of, failure);
}

function addAlarm(
  scope: Construct,
  { name: named, alarmTopicArn }: VpnTunnelsAlarmsProps,
  { id, name, description, dimensions, statistic = 'Sum', ...metric }: Failure,
): void {
  new CfnAlarm(scope, `${id}Alarm`, {
    ...metric,
    statistic,
    alarmName: named(name),
    alarmDescription: description,
    dimensions: Object.entries(dimensions ?? {}).map(([key, value]) => ({ name: key, value })),
    period: 300,
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    // Nothing is reported while nobody changes a site: that is the rule, and no failure.
    treatMissingData: 'notBreaching',
    alarmActions: [alarmTopicArn],
  });
}
