/** An alarm of the VpnTunnelsProvider, as data. It is raised when the metric is at least 1. */
export interface VpnTunnelsAlarmDefinition {
  readonly id: string;
  /** The end of the alarm's name, after the provider's. */
  readonly name: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** @default Sum */
  readonly statistic?: 'Sum' | 'Maximum';
  /** The problem, and what to do. */
  readonly description: string;
}

/** The names of the resources that the alarms watch. */
export interface VpnTunnelsAlarmTargets {
  readonly environment: string;
  /** The provider's name. */
  readonly name: string;
  readonly onEventFunction: string;
  readonly isCompleteFunction: string;
  readonly frameworkOnEventFunction: string;
  readonly frameworkOnTimeoutFunction: string;
  readonly waiterArn: string;
  readonly deadLetterQueue: string;
}

/** The metric that counts log lines with outcome `failed`, in the namespace of the environment. */
export const failedMetric = (environment: string) => ({
  namespace: `HeartLab/${environment}`,
  metricName: 'VpnTunnelsFailed',
});

const lambda = (functionName: string, metricName: string) => ({
  namespace: 'AWS/Lambda',
  metricName,
  dimensions: { FunctionName: functionName },
});

const REASONS = 'docs/changing-a-live-site.md lists the reasons and what to do about each.';

/** The alarms for a change of VPN tunnels that was refused, failed, timed out or never began. */
export function vpnTunnelsAlarmDefinitions(targets: VpnTunnelsAlarmTargets): readonly VpnTunnelsAlarmDefinition[] {
  const { environment, name } = targets;
  const stuck = `CloudFormation may wait for up to an hour: find the SiteStack of ${environment} that is in progress.`;
  const waiterEnded = (metricName: string) => ({
    namespace: 'AWS/States',
    metricName,
    dimensions: { StateMachineArn: targets.waiterArn },
    description: `The state machine that polls a change of VPN tunnels ended without a response to CloudFormation. ${stuck} Check the execution in the Step Functions console. When the stack has rolled back, deploy again, which is safe. ${REASONS}`,
  });
  return [
    {
      id: 'Failed',
      name: 'failed',
      ...failedMetric(environment),
      description: `A change of a site's VPN tunnels was refused or failed. The stack's event reports the site, the tunnel, the reason and what to do. So does the log of ${name}-complete: filter it by { $.outcome = "failed" }. ${REASONS}`,
    },
    {
      id: 'OnEventErrors',
      name: 'on-event-errors',
      ...lambda(targets.onEventFunction, 'Errors'),
      description: `${name}-on-event ended with an error. If its log has a line with outcome "failed", it refused the change; otherwise the cause is a bug in its code. No tunnel was changed. ${REASONS}`,
    },
    {
      id: 'IsCompleteErrors',
      name: 'complete-errors',
      ...lambda(targets.isCompleteFunction, 'Errors'),
      description: `${name}-complete ended with an error. If its log has a line with outcome "failed", it refused the change; otherwise the cause is a bug in its code, a timeout or a missing permission. The stack rolls back. Deploying again is safe. ${REASONS}`,
    },
    {
      id: 'TimedOut',
      name: 'timed-out',
      ...lambda(targets.frameworkOnTimeoutFunction, 'Invocations'),
      description: `A change of a site's VPN tunnels did not end within an hour and reported no reason. Check the last lines of the log of ${name}-complete. Deploying again is safe. ${REASONS}`,
    },
    { id: 'ExecutionsFailed', name: 'waiter-failed', ...waiterEnded('ExecutionsFailed') },
    { id: 'ExecutionsTimedOut', name: 'waiter-timed-out', ...waiterEnded('ExecutionsTimedOut') },
    { id: 'ExecutionsAborted', name: 'waiter-aborted', ...waiterEnded('ExecutionsAborted') },
    {
      id: 'DeadLetter',
      name: 'dead-letter',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: targets.deadLetterQueue },
      statistic: 'Maximum',
      description: `A change of a site's VPN tunnels never began: ${name} failed three times or was called too late. ${stuck} When it has rolled back, deploy again. The message in the queue names the stack. It also contains a URL that accepts a response to CloudFormation, so do not share the message, and delete it when done. ${REASONS}`,
    },
    {
      id: 'DeadLetterLost',
      name: 'dead-letter-lost',
      ...lambda(targets.frameworkOnEventFunction, 'DeadLetterErrors'),
      description: `A change of a site's VPN tunnels never began, and its event was not stored in the dead-letter queue. Check whether the queue, its key or the role of ${name} was changed by hand. ${stuck} Deploy the platform again, then the site. ${REASONS}`,
    },
  ];
}
