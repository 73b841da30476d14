import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine, LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { Provider } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { acknowledgeFindings } from '../common/acknowledge';
import { type BundledFunction, NOT_FOR_CUSTOM_RESOURCES } from '../common/bundled-function';
import { childOf, frameworkRole, frameworkStatements } from '../common/provider-framework';

export interface HardenedProviderProps {
  /** The name of the framework's function. It is fixed: another name would change every resource that uses the provider. */
  readonly name: string;
  /** What the provider does, after a verb: `a change of VPN tunnels`. */
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
 * The framework could log the pre-signed URL for the answer to CloudFormation: the error by which each poll asks for the next
 * one contains it. Therefore its functions and its state machine log at level FATAL, without data.
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
   * Only CloudFormation's call of the framework's onEvent is asynchronous. If it fails three times, CloudFormation gets no answer
   * and waits for an hour without a reason. The event is then a dead letter. Every other function has a caller that waits for
   * the result and turns a failure into an answer.
   */
  private catchDeadLetters(): void {
    const { frameworkOnEvent, deadLetters } = this;
    childOf(frameworkOnEvent, 'Resource', CfnFunction).deadLetterConfig = { targetArn: deadLetters.queueArn };
    // A late event would begin a run for an update that has already ended, and the latest run wins.
    frameworkOnEvent.configureAsyncInvoke({ maxEventAge: Duration.minutes(5), retryAttempts: 2 });
  }

  private acknowledgeFunctions(frameworkIsComplete: LambdaFunction): void {
    const {
      'HIPAA.Security::HIPAA.Security-LambdaDLQ': _hipaa,
      'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ': _nist,
      ...withDeadLetters
    } = NOT_FOR_CUSTOM_RESOURCES;
    acknowledgeFindings(this.frameworkOnEvent, withDeadLetters);
    acknowledgeFindings(frameworkIsComplete, NOT_FOR_CUSTOM_RESOURCES);
    acknowledgeFindings(this.frameworkOnTimeout, NOT_FOR_CUSTOM_RESOURCES);
  }

  /** @param polled the functions that the state machine calls */
  private acknowledgeWaiter(polled: readonly LambdaFunction[]): void {
    const { waiter } = this;
    acknowledgeFindings(waiter, {
      'AwsSolutions::AwsSolutions-SF1':
        'The framework polls by failing: at any level below FATAL each poll would log an error whose cause holds the pre-signed URL with which CloudFormation is answered. What our handlers do stands in their own log.',
      'AwsSolutions::AwsSolutions-SF2':
        'It calls one function again and again until that is done; a trace would say nothing that the log of the function does not.',
    });
    const itsOwn =
      "The CDK's Provider framework makes this policy of its state machine, which belongs to that one role and goes with it.";
    const stack = Stack.of(this.scope);
    acknowledgeFindings(childOf(waiter.node.scope?.node.findChild('Role') ?? waiter, 'DefaultPolicy', Policy), {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]':
        "The CDK's Provider framework lets its state machine deliver its log; CloudWatch Logs takes no resource for that.",
      ...Object.fromEntries(
        polled.map((one) => [
          `AwsSolutions::AwsSolutions-IAM5[Resource::<${stack.getLogicalId(childOf(one, 'Resource', CfnFunction))}.Arn>:*]`,
          "The CDK's Provider framework lets its state machine call any version of its own two functions, which have only one.",
        ]),
      ),
      'HIPAA.Security::HIPAA.Security-IAMNoInlinePolicy': itsOwn,
      'NIST.800.53.R5::NIST.800.53.R5-IAMNoInlinePolicy': itsOwn,
    });
  }
}
