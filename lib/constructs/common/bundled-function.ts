import { dirname } from 'node:path';
import { AssetHashType, DockerImage, type Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import { acknowledgeFindings } from './acknowledge';
import { builtBundle, bundleHandler } from './handler-bundle';

const WITHOUT_CONCURRENCY_LIMIT = byDesign(
  'custom-resource-functions',
  'It is called only while a site is being changed. Reserved concurrency would be taken from all other functions of the account, and a deploy of many sites would wait for it.',
);
const WITHOUT_DEAD_LETTERS = byDesign(
  'custom-resource-functions',
  'CloudFormation waits for the response and rolls the change back without one. The deploy reports the failure, and nothing would read a dead letter.',
);
const OUTSIDE_A_VPC = byDesign(
  'custom-resource-functions',
  'It calls the EC2 API and responds to CloudFormation, and receives no study and no patient data. A site VPC has no route to these services, and must not get one.',
);

/** Acknowledgements for the functions of custom resources. */
export const NO_CONCURRENCY_LIMIT = {
  'HIPAA.Security::HIPAA.Security-LambdaConcurrency': WITHOUT_CONCURRENCY_LIMIT,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaConcurrency': WITHOUT_CONCURRENCY_LIMIT,
};
export const NO_DEAD_LETTERS = {
  'HIPAA.Security::HIPAA.Security-LambdaDLQ': WITHOUT_DEAD_LETTERS,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ': WITHOUT_DEAD_LETTERS,
};
export const NO_VPC = {
  'HIPAA.Security::HIPAA.Security-LambdaInsideVPC': OUTSIDE_A_VPC,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC': OUTSIDE_A_VPC,
};

export interface BundledFunctionProps {
  /** Fixed, so that the ARN does not depend on how the function is built. */
  readonly functionName: string;
  readonly description: string;
  /** The TypeScript file that exports the handler. The CDK caches one bundle for each folder, so only one entry of a folder can be bundled. */
  readonly entry: string;
  /**
   * Whether the bundle contains the AWS SDK of our package-lock.json. Otherwise the function uses the runtime's, in a version that
   * AWS chooses. A version that does not know an option silently drops it from the call.
   * @default false
   */
  readonly bundleSdk?: boolean;
  /**
   * The name of the exported handler.
   * @default handler
   */
  readonly handler?: string;
  readonly timeout: Duration;
  /**
   * Megabytes. CPU is allocated in proportion.
   * @default 256
   */
  readonly memorySize?: number;
  /**
   * JSON wraps the output of `console`. Use TEXT for a handler that writes its own JSON lines to stdout: they stay unchanged,
   * and a metric filter can read their fields.
   * @default JSON
   */
  readonly loggingFormat?: LoggingFormat;
  /** Its permissions, besides writing its own log. */
  readonly statements: readonly PolicyStatement[];
  /** Encrypts the log. */
  readonly key: IKey;
  /**
   * Environment variables; never a secret.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * The VPC of its network interfaces.
   * @default - not in a VPC
   */
  readonly network?: { readonly vpc: IVpc; readonly subnets: readonly ISubnet[]; readonly group: ISecurityGroup };
}

/** A Lambda function of a custom resource, with a least-privilege role and an encrypted log that is retained for one year. */
export class BundledFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logGroup: LogGroup;
  /** The policy of its role. Findings on its statements are acknowledged on it. */
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', { encryptionKey: props.key, retention: RetentionDays.ONE_YEAR });
    const role = new Role(this, 'Role', {
      description: `What ${props.functionName} may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.policy = new ManagedPolicy(this, 'Policy', {
      description: `What ${props.functionName} may do`,
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [this.logGroup.logGroupArn],
        }),
        ...props.statements,
      ],
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: props.functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      code: bundled(props.entry, props.bundleSdk ?? false),
      handler: `index.${props.handler ?? 'handler'}`,
      role,
      timeout: props.timeout,
      memorySize: props.memorySize ?? 256,
      logGroup: this.logGroup,
      loggingFormat: props.loggingFormat ?? LoggingFormat.JSON,
      environment: props.environment && { ...props.environment },
      vpc: props.network?.vpc,
      vpcSubnets: props.network && { subnets: [...props.network.subnets] },
      securityGroups: props.network && [props.network.group],
    });
    // Without this dependency, calls during the first deploy could lack permissions.
    this.lambda.node.addDependency(this.policy);
    acknowledgeFindings(this.lambda, { ...NO_CONCURRENCY_LIMIT, ...NO_DEAD_LETTERS });
    if (props.network === undefined) acknowledgeFindings(this.lambda, NO_VPC);
  }
}

function bundled(entry: string, bundleSdk: boolean): Code {
  const built = builtBundle(entry);
  if (built !== undefined) return Code.fromAsset(built);
  const tryBundle = (outputDirectory: string): boolean => {
    bundleHandler(entry, `${outputDirectory}/index.js`, bundleSdk);
    return true;
  };
  return Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT,
    // The CDK requires an image as a fallback; `local` always succeeds, so it is never used.
    bundling: { image: DockerImage.fromRegistry('none'), local: { tryBundle } },
  });
}
