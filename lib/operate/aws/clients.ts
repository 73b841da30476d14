import { ACMClient } from '@aws-sdk/client-acm';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DirectConnectClient } from '@aws-sdk/client-direct-connect';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Environment } from '../../config/model';
import { AwsFailure, type AwsPlace, askAws } from './failure';

/** The shared configuration of the clients of one account and Region. Tests pass their own `requestHandler` and credentials. */
export interface ClientSettings {
  /** @default - the SDK's own chain: environment, AWS_PROFILE, SSO, instance role */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /**
   * The profile in the shared configuration files for the credentials.
   * @default - AWS_PROFILE, or what else the SDK's chain finds
   */
  readonly profile?: string;
  /** @default - HTTPS, with {@link PATIENCE} */
  readonly requestHandler?: { handle(request: unknown, options?: unknown): Promise<{ response: never }> };
  /**
   * Attempts of a call, with increasing delays between them.
   * @default 5
   */
  readonly maxAttempts?: number;
}

/** The clients of one account and Region, each created on first use. */
export interface AwsClients {
  readonly place: AwsPlace;
  readonly ec2: EC2Client;
  readonly cloudFormation: CloudFormationClient;
  readonly secretsManager: SecretsManagerClient;
  readonly directConnect: DirectConnectClient;
  readonly cloudWatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly s3: S3Client;
  readonly sts: STSClient;
  readonly acm: ACMClient;
  readonly ecr: ECRClient;
  readonly iam: IAMClient;
  readonly rds: RDSClient;
  readonly route53: Route53Client;
  readonly serviceQuotas: ServiceQuotasClient;
  readonly sns: SNSClient;
  readonly ssm: SSMClient;
}

/** Milliseconds. Without it the SDK waits for a missing answer as long as the operating system does, and then retries. */
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true } as const;

/** Creates the clients of an account and Region, without a call. */
export type ClientFactory = (place: AwsPlace) => AwsClients;

export function clientFactory(settings: ClientSettings = {}): ClientFactory {
  return (place) => {
    const config = {
      region: place.region,
      maxAttempts: 5,
      retryMode: 'adaptive',
      requestHandler: PATIENCE,
      ...settings,
    };
    const made = new Map<string, unknown>();
    const once = <T>(name: string, make: () => T): T => {
      if (!made.has(name)) made.set(name, make());
      return made.get(name) as T;
    };
    return {
      place,
      get ec2() {
        return once('ec2', () => new EC2Client(config));
      },
      get cloudFormation() {
        return once('cloudFormation', () => new CloudFormationClient(config));
      },
      get secretsManager() {
        return once('secretsManager', () => new SecretsManagerClient(config));
      },
      get directConnect() {
        return once('directConnect', () => new DirectConnectClient(config));
      },
      get cloudWatch() {
        return once('cloudWatch', () => new CloudWatchClient(config));
      },
      get logs() {
        return once('logs', () => new CloudWatchLogsClient(config));
      },
      get loadBalancing() {
        return once('loadBalancing', () => new ElasticLoadBalancingV2Client(config));
      },
      get s3() {
        return once('s3', () => new S3Client(config));
      },
      get sts() {
        return once('sts', () => new STSClient(config));
      },
      get acm() {
        return once('acm', () => new ACMClient(config));
      },
      get ecr() {
        return once('ecr', () => new ECRClient(config));
      },
      get iam() {
        return once('iam', () => new IAMClient(config));
      },
      get rds() {
        return once('rds', () => new RDSClient(config));
      },
      get route53() {
        return once('route53', () => new Route53Client(config));
      },
      get serviceQuotas() {
        return once('serviceQuotas', () => new ServiceQuotasClient(config));
      },
      get sns() {
        return once('sns', () => new SNSClient(config));
      },
      get ssm() {
        return once('ssm', () => new SSMClient(config));
      },
    };
  };
}

/**
 * The clients of an environment, after a check that the credentials belong to its account. In another account no stack is
 * found, and every hospital would look as if it were not deployed.
 *
 * @throws AwsFailure
 */
export async function connectToAws(environment: Environment, factory: ClientFactory): Promise<AwsClients> {
  const place = { account: environment.account, region: environment.region };
  const clients = factory(place);
  const { Account } = await askAws('sts:GetCallerIdentity', place, () =>
    clients.sts.send(new GetCallerIdentityCommand({})),
  );
  if (Account !== environment.account)
    throw new AwsFailure(
      'wrong-account',
      `the credentials belong to account ${Account}, but environment ${environment.name} is in ${environment.account}: set AWS_PROFILE to a profile of that account`,
    );
  return clients;
}
