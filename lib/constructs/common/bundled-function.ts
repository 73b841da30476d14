import { dirname } from 'node:path';
import { AssetHashType, DockerImage, type Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { buildSync } from 'esbuild';
import { acknowledgeFindings } from './acknowledge';

const NO_CONCURRENCY_LIMIT =
  'It is called only while a site is being changed. Reserved concurrency would be taken from all other functions of the account, and a deploy of many sites would wait for it.';
const NO_DEAD_LETTERS =
  'CloudFormation waits for its answer and rolls the change back without one: a failure is shown to whoever deploys, and a dead letter would reach nobody.';
const NO_VPC =
  'It calls the EC2 API and answers CloudFormation, and sees no study and no patient. A site VPC has no way to either, and must get none.';

/** What the packs want of functions in general, and a custom resource's has no use for. */
export const NOT_FOR_CUSTOM_RESOURCES = {
  'HIPAA.Security::HIPAA.Security-LambdaConcurrency': NO_CONCURRENCY_LIMIT,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaConcurrency': NO_CONCURRENCY_LIMIT,
  'HIPAA.Security::HIPAA.Security-LambdaDLQ': NO_DEAD_LETTERS,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ': NO_DEAD_LETTERS,
  'HIPAA.Security::HIPAA.Security-LambdaInsideVPC': NO_VPC,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC': NO_VPC,
};

const {
  'HIPAA.Security::HIPAA.Security-LambdaInsideVPC': _hipaa,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC': _nist,
  ...IN_A_VPC
} = NOT_FOR_CUSTOM_RESOURCES;

export interface BundledFunctionProps {
  /** Fixed, so that its ARN never changes with the way it is built. */
  readonly functionName: string;
  readonly description: string;
  /** The TypeScript file that exports the handler; it and what it imports. Alone in its folder with what is bundled from there: the CDK keeps one bundle a folder. */
  readonly entry: string;
  /**
   * Whether the bundle has the AWS SDK of our package-lock.json. Otherwise it is the runtime's, whose version AWS chooses;
   * one that is older than an option drops that option from the call, without a word.
   * @default false
   */
  readonly bundleSdk?: boolean;
  /**
   * The name under which it is exported.
   * @default handler
   */
  readonly handler?: string;
  readonly timeout: Duration;
  /**
   * Megabytes; the processor grows with it.
   * @default 256
   */
  readonly memorySize?: number;
  /**
   * JSON wraps what goes to `console`. A handler that writes JSON lines of its own to stdout takes TEXT: then each line is
   * kept as it is, and a metric filter can read its fields.
   * @default JSON
   */
  readonly loggingFormat?: LoggingFormat;
  /** What it may do, beside writing its own log. */
  readonly statements: readonly PolicyStatement[];
  /** Encrypts its log. */
  readonly key: IKey;
  /**
   * Variables of its environment; never a secret.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Where its network interfaces are.
   * @default outside of every VPC
   */
  readonly network?: { readonly vpc: IVpc; readonly subnets: readonly ISubnet[]; readonly group: ISecurityGroup };
}

/** A Lambda function of ours, called by CloudFormation: a role that can do what it says, an encrypted log kept for a year. */
export class BundledFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logGroup: LogGroup;
  /** What its role may do; findings on its statements are acknowledged here. */
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
    // A policy that comes later would leave the first deploy's calls without permissions.
    this.lambda.node.addDependency(this.policy);
    acknowledgeFindings(this.lambda, props.network === undefined ? NOT_FOR_CUSTOM_RESOURCES : IN_A_VPC);
  }
}

/**
 * Bundles a handler into one file: the same bytes on every machine and in every folder. By esbuild's own function and not by
 * NodejsFunction, which starts npx for it: 0.4 s of every synth.
 */
export function bundleHandler(entry: string, outfile: string, bundleSdk: boolean): void {
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    external: bundleSdk ? [] : ['@aws-sdk/*'],
    logLevel: 'warning',
    // Not whichever tsconfig.json lies above the file.
    tsconfigRaw: {},
  });
}

function bundled(entry: string, bundleSdk: boolean): Code {
  const tryBundle = (outputDirectory: string): boolean => {
    bundleHandler(entry, `${outputDirectory}/index.js`, bundleSdk);
    return true;
  };
  return Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT,
    // The image is what the CDK would fall back on; `local` never lets it.
    bundling: { image: DockerImage.fromRegistry('none'), local: { tryBundle } },
  });
}
