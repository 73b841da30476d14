import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine, LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { Provider } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import { acknowledgeFindings } from '../common/acknowledge';
import { type BundledFunction, NO_CONCURRENCY_LIMIT, NO_DEAD_LETTERS, NO_VPC } from '../common/bundled-function';
import { childOf, frameworkRole, frameworkStatements } from '../common/provider-framework';

export interface HardenedProviderProps {
  /** The name of the framework's function. It is fixed: another name would change every resource that uses the provider. */
  readonly name: string;
  /** The operation of the provider, as a noun: `a change of VPN tunnels`. */
  readonly operation: string;
  readonly onEvent: BundledFunction;
  readonly isComplete: BundledFunction;
  /** Encrypts the logs and the dead letters. */
  readonly key: IKey;
}

/**
 * The CDK's Provider framework with two handlers, hardened: roles without inline policies, encrypted logs, a dead-letter queue,
 * and no secret in any log. The framework calls `onEvent` once and `isComplete` every half minute, until it is done or an hour
 * has passed.
 *
 * The framework could log the pre-signed URL for the response to CloudFormation: it polls by throwing an error that contains the
 * URL. Therefore its functions and its state machine log at level FATAL, without data.
 *
 * All resources are children of `scope`. A construct of its own would add a level to their paths and change their logical ids.
 */
export class HardenedProvider {
  /** The ARN of the framework's function. */
  readonly serviceToken: string;
  /** CloudFormation calls it. */
  readonly frameworkOnEvent: LambdaFunction;
  /** Runs when the hour has passed. */
  readonly frameworkOnTimeout: LambdaFunction;
  /** Polls `isComplete`. */
  readonly waiter: CfnStateMachine;
  /** Events that the framework could not handle. */
  readonly deadLetters: Queue;

  constructor(
    private readonly scope: Construct,
    private readonly props: HardenedProviderProps,
  ) {
    const { name, operation, onEvent, isComplete, key } = props;
    this.deadLetters = new Queue(scope, 'DeadLetters', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const logs = new LogGroup(scope, 'FrameworkLogs', { encryptionKey: key, retention: RetentionDays.ONE_YEAR });
    const onEventRole = frameworkRole(scope, 'FrameworkOnEventRole', `begins ${operation}`);
    const isCompleteRole = frameworkRole(
      scope,
      'FrameworkIsCompleteRole',
      `polls ${operation}, and answers CloudFormation`,
    );
    const provider = new Provider(scope, 'Provider', {
      providerFunctionName: name,
      onEventHandler: onEvent.lambda,
      isCompleteHandler: isComplete.lambda,
      totalTimeout: Duration.hours(1),
      queryInterval: Duration.seconds(30),
      logGroup: logs,
      frameworkLambdaLoggingLevel: ApplicationLogLevel.FATAL,
      // The framework's own policies would be inline, with more permissions than it uses.
      frameworkOnEventRole: onEventRole.withoutPolicyUpdates(),
      frameworkCompleteAndTimeoutRole: isCompleteRole.withoutPolicyUpdates(),
      disableWaiterStateMachineLogging: false,
      waiterStateMachineLogOptions: {
        destination: this.addWaiterLogs(),
        level: LogLevel.FATAL,
        includeExecutionData: false,
      },
    });
    this.serviceToken = provider.serviceToken;
    this.frameworkOnEvent = childOf(provider, 'framework-onEvent', LambdaFunction);
    this.frameworkOnTimeout = childOf(provider, 'framework-onTimeout', LambdaFunction);
    this.waiter = childOf(provider.node.findChild('waiter-state-machine'), 'Resource', CfnStateMachine);
    const frameworkIsComplete = childOf(provider, 'framework-isComplete', LambdaFunction);

    const onEventPolicy = this.addPolicy('FrameworkOnEventPolicy', onEventRole, [
      ...frameworkStatements(logs, onEvent),
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.waiter.ref] }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }),
      new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
    ]);
    const isCompletePolicy = this.addPolicy(
      'FrameworkIsCompletePolicy',
      isCompleteRole,
      frameworkStatements(logs, isComplete),
    );
    // When Lambda creates the function, it checks that the role may send dead letters. Without the policy the stack fails.
    this.frameworkOnEvent.node.addDependency(onEventPolicy);
    frameworkIsComplete.node.addDependency(isCompletePolicy);
    this.frameworkOnTimeout.node.addDependency(isCompletePolicy);

    this.catchDeadLetters();
    this.acknowledgeFunctions(frameworkIsComplete);
    this.acknowledgeWaiter([frameworkIsComplete, this.frameworkOnTimeout]);
  }

  private addPolicy(id: string, role: Role, statements: PolicyStatement[]): ManagedPolicy {
    return new ManagedPolicy(this.scope, id, {
      description: `What ${this.props.name} may do`,
      roles: [role],
      statements,
    });
  }

  /** The name has the prefix for which CloudWatch Logs needs no entry in the account's resource policy. */
  private addWaiterLogs(): LogGroup {
    return new LogGroup(this.scope, 'WaiterLogs', {
      logGroupName: `/aws/vendedlogs/states/${this.props.name}`,
      encryptionKey: this.props.key,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /**
   * Only CloudFormation's call of the framework's onEvent is asynchronous. If it fails three times, CloudFormation gets no
   * response and waits for an hour without a reason. The event is then a dead letter. Every other function has a caller that waits
   * for the result and reports a failure.
   */
  private catchDeadLetters(): void {
    const { frameworkOnEvent, deadLetters } = this;
    childOf(frameworkOnEvent, 'Resource', CfnFunction).deadLetterConfig = { targetArn: deadLetters.queueArn };
    // A late event would begin a run for an update that has already ended, and the latest run wins.
    frameworkOnEvent.configureAsyncInvoke({ maxEventAge: Duration.minutes(5), retryAttempts: 2 });
  }

  private acknowledgeFunctions(frameworkIsComplete: LambdaFunction): void {
    const { frameworkOnEvent, frameworkOnTimeout } = this;
    for (const one of [frameworkOnEvent, frameworkIsComplete, frameworkOnTimeout])
      acknowledgeFindings(one, { ...NO_CONCURRENCY_LIMIT, ...NO_VPC });
    for (const one of [frameworkIsComplete, frameworkOnTimeout]) acknowledgeFindings(one, NO_DEAD_LETTERS);
  }

  /** @param polled the functions that the state machine calls */
  private acknowledgeWaiter(polled: readonly LambdaFunction[]): void {
    const { waiter } = this;
    acknowledgeFindings(waiter, {
      'AwsSolutions::AwsSolutions-SF1': byDesign(
        'provider-framework',
        'The framework polls by throwing an error. At any level below FATAL each poll would log the error, which contains the pre-signed URL for the response to CloudFormation. Our handlers log what they do themselves.',
      ),
      'AwsSolutions::AwsSolutions-SF2': byDesign(
        'provider-framework',
        'It calls one function repeatedly until the function is done. A trace would add nothing to the log of the function.',
      ),
    });
    const inlinePolicy = byDesign(
      'provider-framework',
      "The CDK's Provider framework creates this policy for the role of its state machine. No other role uses it, and it is deleted with the role.",
    );
    const stack = Stack.of(this.scope);
    acknowledgeFindings(childOf(waiter.node.scope?.node.findChild('Role') ?? waiter, 'DefaultPolicy', Policy), {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]': byDesign(
        'provider-framework',
        "The CDK's Provider framework allows its state machine to deliver its log. CloudWatch Logs supports no resource for these calls.",
      ),
      ...Object.fromEntries(
        polled.map((one) => [
          `AwsSolutions::AwsSolutions-IAM5[Resource::<${stack.getLogicalId(childOf(one, 'Resource', CfnFunction))}.Arn>:*]`,
          byDesign(
            'provider-framework',
            "The CDK's Provider framework allows its state machine to call any version of the framework's two functions. Each has only one version.",
          ),
        ]),
      ),
      'HIPAA.Security::HIPAA.Security-IAMNoInlinePolicy': inlinePolicy,
      'NIST.800.53.R5::NIST.800.53.R5-IAMNoInlinePolicy': inlinePolicy,
    });
  }
}
