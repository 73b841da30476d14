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

const READ = 'docs/changing-a-live-site.md says what each reason asks for.';

/** The alarms for a change of VPN tunnels that was refused, failed, timed out or never began. */
export function vpnTunnelsAlarmDefinitions(of: VpnTunnelsAlarmTargets): readonly VpnTunnelsAlarmDefinition[] {
  const { environment, name } = of;
  const stuck = (stack: string): string =>
    `CloudFormation may wait for its hour: see which SiteStack of ${environment} is in progress, and ${stack}`;
  const waiterEnded = (metricName: string) => ({
    namespace: 'AWS/States',
    metricName,
    dimensions: { StateMachineArn: of.waiterArn },
    description: `The state machine that polls a change of VPN tunnels ended without an answer to CloudFormation. ${stuck('look at the execution in the Step Functions console; when the stack has rolled back, deploy again, which is safe')}. ${READ}`,
  });
  return [
    {
      id: 'Failed',
      name: 'failed',
      ...failedMetric(environment),
      description: `A change of a site's VPN tunnels was refused or failed. The stack's event says which site, which tunnel, why, and what to do; so does the log of ${name}-complete: filter it by { $.outcome = "failed" }. ${READ}`,
    },
    {
      id: 'OnEventErrors',
      name: 'on-event-errors',
      ...lambda(of.onEventFunction, 'Errors'),
      description: `${name}-on-event ended with an error: a refusal, if its log has a line with outcome "failed"; else a fault of ours. Nothing was touched. ${READ}`,
    },
    {
      id: 'IsCompleteErrors',
      name: 'complete-errors',
      ...lambda(of.isCompleteFunction, 'Errors'),
      description: `${name}-complete ended with an error: a refusal, if its log has a line with outcome "failed"; else a fault of ours, a lack of time or of permissions. The stack rolls back; deploying again is safe. ${READ}`,
    },
    {
      id: 'TimedOut',
      name: 'timed-out',
      ...lambda(of.frameworkOnTimeoutFunction, 'Invocations'),
      description: `A change of a site's VPN tunnels did not end within the hour, and did not say why. Look at the last lines of the log of ${name}-complete; deploying again is safe. ${READ}`,
    },
    { id: 'ExecutionsFailed', name: 'waiter-failed', ...waiterEnded('ExecutionsFailed') },
    { id: 'ExecutionsTimedOut', name: 'waiter-timed-out', ...waiterEnded('ExecutionsTimedOut') },
    { id: 'ExecutionsAborted', name: 'waiter-aborted', ...waiterEnded('ExecutionsAborted') },
    {
      id: 'DeadLetter',
      name: 'dead-letter',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: of.deadLetterQueue },
      statistic: 'Maximum',
      description: `A change of a site's VPN tunnels never began: ${name} failed three times, or was called too late. ${stuck('deploy again once it has rolled back')}. The message in the queue names the stack; it also holds a URL with which CloudFormation can be answered, so share it with nobody, and delete it when done. ${READ}`,
    },
    {
      id: 'DeadLetterLost',
      name: 'dead-letter-lost',
      ...lambda(of.frameworkOnEventFunction, 'DeadLetterErrors'),
      description: `A change of a site's VPN tunnels never began, and its event could not be kept either: see whether the queue, its key or the role of ${name} was changed by hand. ${stuck('deploy the platform, then the site, again')}. ${READ}`,
    },
  ];
}
