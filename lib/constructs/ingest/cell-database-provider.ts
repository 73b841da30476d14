import { join } from 'node:path';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, Function as LambdaFunction, LoggingFormat } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { cellDatabaseSecretName } from '../../config/cell-database';
import { byDesign } from '../../config/design-decisions';
import { CODE_FOLDER } from '../../project/paths';
import { acknowledgeFindings } from '../common/acknowledge';
import { BundledFunction, NO_CONCURRENCY_LIMIT, NO_DEAD_LETTERS, NO_VPC } from '../common/bundled-function';
import { childOf, frameworkRole, frameworkStatements } from '../common/provider-framework';

export interface CellDatabaseProviderProps {
  /** The environment's name, part of the functions' names. */
  readonly environment: string;
  readonly vpc: IVpc;
  /** For the function's network interfaces. */
  readonly subnets: readonly ISubnet[];
  /** May reach the database and the endpoint of Secrets Manager. */
  readonly securityGroup: ISecurityGroup;
  /** The master user's login. */
  readonly masterSecret: ISecret;
  readonly databaseHost: string;
  readonly databasePort: number;
  /** Encrypts the secrets: the master's and the cells'. */
  readonly key: IKey;
  /** Encrypts the logs: the platform's. */
  readonly logKey: IKey;
  /** Notified by the alarms. */
  readonly alarmTopic: ITopic;
}

/**
 * The provider of `Custom::HeartLabCellDatabase`, which creates the databases of an environment's cells. It has two functions. The
 * handler runs in the VPC, where it can reach PostgreSQL but can't respond to CloudFormation, because the S3 endpoint does not allow
 * requests to AWS's buckets. The function of the CDK's Provider framework runs outside: it receives the event, calls the handler,
 * waits, and responds.
 */
export class CellDatabaseProvider extends Construct {
  /** The ARN of the framework's function. The name is fixed, because a change would update the resource of every cell. */
  readonly serviceToken: string;
  /** The calls that the handler makes through the endpoints of AWS services. */
  readonly statements: readonly PolicyStatement[];
  private readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CellDatabaseProviderProps,
  ) {
    super(scope, id);
    this.name = `heartlab-${props.environment}-cell-database`;
    const logins = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: `secret:${cellDatabaseSecretName('*')}-*`,
    });
    this.statements = [
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [props.masterSecret.secretArn, logins],
      }),
    ];
    const handler = this.addHandler(logins);

    const logs = new LogGroup(this, 'FrameworkLogs', {
      encryptionKey: props.logKey,
      retention: RetentionDays.ONE_YEAR,
    });
    const role = frameworkRole(this, 'FrameworkRole', 'answers CloudFormation for databases of cells');
    const provider = new Provider(this, 'Provider', {
      providerFunctionName: this.name,
      onEventHandler: handler.lambda,
      logGroup: logs,
      // At any other level it could log the pre-signed URL for the response to CloudFormation.
      frameworkLambdaLoggingLevel: ApplicationLogLevel.FATAL,
      // The framework would add an inline policy with more permissions than it needs.
      frameworkOnEventRole: role.withoutPolicyUpdates(),
    });
    const framework = childOf(provider, 'framework-onEvent', LambdaFunction);
    const policy = new ManagedPolicy(this, 'FrameworkPolicy', {
      description: `What ${this.name} may do`,
      roles: [role],
      statements: frameworkStatements(logs, handler),
    });
    framework.node.addDependency(policy);
    acknowledgeFindings(framework, { ...NO_CONCURRENCY_LIMIT, ...NO_DEAD_LETTERS, ...NO_VPC });
    this.serviceToken = provider.serviceToken;

    this.addAlarm(
      'Failed',
      handler.lambda,
      `The database or login of a cell could not be created, or its login could not be disabled. The event of the CellStack reports the cause and what to do. So does the log of ${this.name}-handler: filter it by { $.outcome = "failed" }. Deploying again is safe: nothing is ever dropped.`,
    );
    this.addAlarm(
      'Unanswered',
      framework,
      `${this.name} could not call its handler or respond to CloudFormation. The CellStack fails after 25 minutes. Check whether a role or function was changed by hand, then deploy the IngestStack and the CellStack again.`,
    );
  }

  private addHandler(logins: string): BundledFunction {
    const { props } = this;
    const name = `${this.name}-handler`;
    const functionArn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const interfaces = [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ];
    const handler = new BundledFunction(this, 'Handler', {
      functionName: name,
      description: 'Creates databases and logins of cells in PostgreSQL, and disables logins',
      entry: join(CODE_FOLDER, 'lib/custom-resources/cell-database/lambda'),
      handler: 'onEvent',
      // RETRY_DURATION of lib/custom-resources/cell-database/handler.ts, one more attempt with its wait for the lock, and the time for the statements.
      timeout: Duration.minutes(10),
      loggingFormat: LoggingFormat.TEXT,
      network: { vpc: props.vpc, subnets: props.subnets, group: props.securityGroup },
      environment: {
        DATABASE_HOST: props.databaseHost,
        DATABASE_PORT: String(props.databasePort),
        MASTER_SECRET_ARN: props.masterSecret.secretArn,
      },
      statements: [
        ...this.statements,
        new PolicyStatement({ actions: ['kms:Decrypt'], resources: [props.key.keyArn] }),
        // Lambda creates its network interfaces with this role; the code must not (Lambda guide, "Giving Lambda functions
        // access to resources in an Amazon VPC": the same actions, and the same denial).
        new PolicyStatement({ actions: interfaces, resources: ['*'] }),
        new PolicyStatement({
          effect: Effect.DENY,
          actions: interfaces,
          resources: ['*'],
          conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
        }),
      ],
      key: props.logKey,
    });
    acknowledgeFindings(handler.policy, {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]': byDesign(
        'permissions-without-resource',
        'The network interfaces of the function have no ids before Lambda creates them, and the Describe calls support no resource. The code itself is denied all of these actions.',
      ),
      [`AwsSolutions::AwsSolutions-IAM5[Resource::${logins}]`]: byDesign(
        'permissions-for-every-site',
        'One function serves all cells. Their names must not be in the template of the ingest, which would then change with the fleet. Only logins of cells have such names.',
      ),
    });
    return handler;
  }

  private addAlarm(id: string, { functionName }: LambdaFunction, description: string): void {
    new CfnAlarm(this, `${id}Alarm`, {
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions: [{ name: 'FunctionName', value: functionName }],
      statistic: 'Sum',
      alarmName: `${this.name}-${id.toLowerCase()}`,
      alarmDescription: description,
      period: 300,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      // There is no data while no cell is created or deleted.
      treatMissingData: 'notBreaching',
      alarmActions: [this.props.alarmTopic.topicArn],
    });
  }
}
