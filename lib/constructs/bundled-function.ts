import { dirname } from 'node:path';
import { AssetHashType, DockerImage, type Duration } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { buildSync } from 'esbuild';
import { acknowledge } from './acknowledge';

const NO_CONCURRENCY_LIMIT =
  'CloudFormation calls it once a change of a site. Reserved concurrency would be taken from all other functions of the account, and a deploy of many sites would wait for it.';
const NO_DEAD_LETTERS =
  'CloudFormation waits for its answer and rolls the change back without one: a failure is shown to whoever deploys, and a dead letter would reach nobody.';
const NO_VPC =
  'It calls the EC2 API and answers CloudFormation, and sees no study and no patient. A site VPC has no way to either, and must get none.';

/** What the packs want of functions in general, and a custom resource's has no use for. */
const NOT_FOR_CUSTOM_RESOURCES = {
  'HIPAA.Security::HIPAA.Security-LambdaConcurrency': NO_CONCURRENCY_LIMIT,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaConcurrency': NO_CONCURRENCY_LIMIT,
  'HIPAA.Security::HIPAA.Security-LambdaDLQ': NO_DEAD_LETTERS,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ': NO_DEAD_LETTERS,
  'HIPAA.Security::HIPAA.Security-LambdaInsideVPC': NO_VPC,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC': NO_VPC,
};

export interface BundledFunctionProps {
  /** Fixed, so that its ARN never changes with the way it is built. */
  readonly functionName: string;
  readonly description: string;
  /** The TypeScript file that exports the handler; it and what it imports, but not the AWS SDK, which the runtime has. */
  readonly entry: string;
  /**
   * The name under which it is exported.
   * @default handler
   */
  readonly handler?: string;
  readonly timeout: Duration;
  /** What it may do, beside writing its own log. */
  readonly statements: readonly PolicyStatement[];
  /** Encrypts its log. */
  readonly key: IKey;
}

/** A Lambda function of ours, called by CloudFormation: a role that can do what it says, an encrypted log kept for a year. */
export class BundledFunction extends Construct {
  readonly functionArn: string;
  /** What its role may do; findings on its statements are acknowledged here. */
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const logs = new LogGroup(this, 'Logs', { encryptionKey: props.key, retention: RetentionDays.ONE_YEAR });
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
          resources: [logs.logGroupArn],
        }),
        ...props.statements,
      ],
    });
    const lambda = new LambdaFunction(this, 'Function', {
      functionName: props.functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      code: bundled(props.entry),
      handler: `index.${props.handler ?? 'handler'}`,
      role,
      timeout: props.timeout,
      memorySize: 256,
      logGroup: logs,
      loggingFormat: LoggingFormat.JSON,
    });
    // A policy that comes later would leave the first deploy's calls without permissions.
    lambda.node.addDependency(this.policy);
    this.functionArn = lambda.functionArn;
    acknowledge(lambda, NOT_FOR_CUSTOM_RESOURCES);
  }
}

/**
 * The bundle of a handler: the same bytes, and so the same hash, on every machine and in every folder. By esbuild's own
 * function and not by NodejsFunction, which starts npx for it: 0.4 s of every synth.
 */
function bundled(entry: string): Code {
  const tryBundle = (outputDirectory: string): boolean => {
    buildSync({
      entryPoints: [entry],
      outfile: `${outputDirectory}/index.js`,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node22',
      external: ['@aws-sdk/*'],
      logLevel: 'warning',
      // Not whichever tsconfig.json lies above the file.
      tsconfigRaw: {},
    });
    return true;
  };
  return Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT,
    // The image is what the CDK would fall back on; `local` never lets it.
    bundling: { image: DockerImage.fromRegistry('none'), local: { tryBundle } },
  });
}
