import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, CfnFunction, Function as LambdaFunction, LoggingFormat } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine, LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledgeFindings } from '../common/acknowledge';
import { BundledFunction, NOT_FOR_CUSTOM_RESOURCES } from '../common/bundled-function';
import { childOf } from '../common/child';
import { addVpnTunnelsAlarms } from '../site/vpn-tunnels-alarms';
import { acknowledgeEc2, ec2Statements } from './vpn-tunnels-permissions';

export interface VpnTunnelsProviderProps {
  /** The environment's name; part of the functions'. */
  readonly environment: string;
  /** Encrypts the logs and the dead letters. */
  readonly key: IKey;
  /** The SNS topic that every alarm tells. */
  readonly alarmTopicArn: string;
}

/**
 * Changes the VPN tunnels of an environment's sites in place: the service token of their `Custom::HeartLabVpnTunnels`.
 * The work is lib/custom-resources/vpn-tunnels's; here is what runs it: the CDK's Provider framework, which calls `onEvent` once and
 * `isComplete` every half minute until it is done or an hour has passed.
 *
 * Its logs hold no secret. Our handlers know a key only while they hand it to EC2, and log none of it. What the framework
 * could log is the pre-signed URL with which CloudFormation is answered: it stands in the error by which each poll asks for
 * another. Therefore its functions and its state machine log at level FATAL, and no data.
 */
export class VpnTunnelsProvider extends Construct {
  /** The ARN of the framework's function. Its name is fixed: a change of it would change the resource of every site. */
  readonly serviceToken: string;
  private readonly props: VpnTunnelsProviderProps;

  constructor(scope: Construct, id: string, props: VpnTunnelsProviderProps) {
    super(scope, id);
    this.props = props;
    const onEvent = this.addHandler('OnEvent', 'on-event', 'onEvent', []);
    const isComplete = this.addHandler('IsComplete', 'complete', 'isComplete', ec2Statements(this));
    acknowledgeEc2(isComplete);

    const deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });

    const logs = new LogGroup(this, 'FrameworkLogs', { encryptionKey: props.key, retention: RetentionDays.ONE_YEAR });
    const onEventRole = this.addRole('FrameworkOnEventRole', 'begins a change of VPN tunnels');
    const isCompleteRole = this.addRole(
      'FrameworkIsCompleteRole',
      'polls a change of VPN tunnels, and answers CloudFormation',
    );
    const provider = new Provider(this, 'Provider', {
      providerFunctionName: this.name(),
      onEventHandler: onEvent.lambda,
      isCompleteHandler: isComplete.lambda,
      totalTimeout: Duration.hours(1),
      queryInterval: Duration.seconds(30),
      logGroup: logs,
      frameworkLambdaLoggingLevel: ApplicationLogLevel.FATAL,
      // The framework's own policies would be inline ones, with more in them than it uses.
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

    const frameworkOnEvent = childOf(provider, 'framework-onEvent', LambdaFunction);
    const frameworkIsComplete = childOf(provider, 'framework-isComplete', LambdaFunction);
    const frameworkOnTimeout = childOf(provider, 'framework-onTimeout', LambdaFunction);
    const waiter = childOf(provider.node.findChild('waiter-state-machine'), 'Resource', CfnStateMachine);
    const writeLogs = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logs.logGroupArn],
    });
    const call = (handler: BundledFunction) =>
      new PolicyStatement({
        actions: ['lambda:InvokeFunction', 'lambda:GetFunction'],
        resources: [handler.lambda.functionArn],
      });
    const onEventPolicy = this.addPolicy('FrameworkOnEventPolicy', onEventRole, [
      writeLogs,
      call(onEvent),
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [waiter.ref] }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
      new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [props.key.keyArn] }),
    ]);
    const isCompletePolicy = this.addPolicy('FrameworkIsCompletePolicy', isCompleteRole, [writeLogs, call(isComplete)]);
    // Lambda tries at creation whether the role may send dead letters: a policy that comes after fails the whole stack.
    frameworkOnEvent.node.addDependency(onEventPolicy);
    frameworkIsComplete.node.addDependency(isCompletePolicy);
    frameworkOnTimeout.node.addDependency(isCompletePolicy);

    this.catchDeadLetters(frameworkOnEvent, deadLetters);
    this.acknowledgeFramework(frameworkOnEvent, waiter, [frameworkIsComplete, frameworkOnTimeout]);
    addVpnTunnelsAlarms(this, {
      ...{ environment: props.environment, alarmTopicArn: props.alarmTopicArn, name: (part) => this.name(part) },
      ...{ onEvent, isComplete, frameworkOnEvent, frameworkOnTimeout, deadLetters, waiter },
    });
  }

  /** `heartlab-sydney-vpn-tunnels`, and what is named after it. */
  private name(part?: string): string {
    return ['heartlab', this.props.environment, 'vpn-tunnels', ...(part === undefined ? [] : [part])].join('-');
  }

  private addHandler(
    id: string,
    part: string,
    handler: string,
    statements: readonly PolicyStatement[],
  ): BundledFunction {
    return new BundledFunction(this, id, {
      functionName: this.name(part),
      description: `Changes the VPN tunnels of sites in place: ${handler}`,
      entry: join(__dirname, '../../custom-resources/vpn-tunnels/lambda'),
      handler,
      // An SDK that didn't know PreSharedKeyStorage or the BGP log would leave them out of the call.
      bundleSdk: true,
      // INVOCATION (lib/custom-resources/vpn-tunnels/timing.ts) and the calls of a last step.
      timeout: Duration.minutes(6),
      memorySize: 512,
      loggingFormat: LoggingFormat.TEXT,
      statements,
      key: this.props.key,
    });
  }

  private addRole(id: string, does: string): Role {
    return new Role(this, id, {
      description: `The part of the CDK's Provider framework that ${does}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
  }

  private addPolicy(id: string, role: Role, statements: PolicyStatement[]): ManagedPolicy {
    return new ManagedPolicy(this, id, { description: `What ${this.name()} may do`, roles: [role], statements });
  }

  /** Named, to stand below the prefix for which CloudWatch Logs needs no entry in the account's resource policy. */
  private addWaiterLogs(): LogGroup {
    return new LogGroup(this, 'WaiterLogs', {
      logGroupName: `/aws/vendedlogs/states/${this.name()}`,
      encryptionKey: this.props.key,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /**
   * What is asynchronous here is one call: CloudFormation's, of the framework's onEvent. If that fails twice again, nobody
   * answers CloudFormation, which waits for an hour without a reason; the event is then a dead letter. All else is called by
   * something that waits for the result, and turns a failure into an answer.
   */
  private catchDeadLetters(frameworkOnEvent: LambdaFunction, deadLetters: Queue): void {
    childOf(frameworkOnEvent, 'Resource', CfnFunction).deadLetterConfig = { targetArn: deadLetters.queueArn };
    // An event that comes late would begin a change that nobody waits for any more, and the latest has the last word.
    frameworkOnEvent.configureAsyncInvoke({ maxEventAge: Duration.minutes(5), retryAttempts: 2 });
  }

  private acknowledgeFramework(
    onEvent: LambdaFunction,
    waiter: CfnStateMachine,
    polled: readonly LambdaFunction[],
  ): void {
    const {
      'HIPAA.Security::HIPAA.Security-LambdaDLQ': _hipaa,
      'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ': _nist,
      ...rest
    } = NOT_FOR_CUSTOM_RESOURCES;
    acknowledgeFindings(onEvent, rest);
    for (const one of polled) acknowledgeFindings(one, NOT_FOR_CUSTOM_RESOURCES);
    acknowledgeFindings(waiter, {
      'AwsSolutions::AwsSolutions-SF1':
        'The framework polls by failing: at any level below FATAL each poll would log an error whose cause holds the pre-signed URL with which CloudFormation is answered. What our handlers do stands in their own log.',
      'AwsSolutions::AwsSolutions-SF2':
        'It calls one function again and again until that is done; a trace would say nothing that the log of the function does not.',
    });
    const itsOwn =
      "The CDK's Provider framework makes this policy of its state machine, which belongs to that one role and goes with it.";
    const stack = Stack.of(this);
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
