import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import type { Environment } from '../config/model';
import { type AwsClients, type ClientFactory, connectToAws } from '../operate/aws/clients';
import { AwsFailure, askAws } from '../operate/aws/failure';
import { partitionOf } from '../operate/aws/partition';
import { type CheckFinding, failFinding, unansweredFinding } from './check';

/**
 * EC2's opt-in status of the Region for this account: `opted-in`, `not-opted-in` or `opt-in-not-required`. Undefined if the
 * Region does not exist.
 *
 * @throws AwsFailure
 */
export async function optInStatus(clients: AwsClients, region: string): Promise<string | undefined> {
  const { Regions } = await askAws('ec2:DescribeRegions', clients.place, () =>
    // Lists all Regions, because a call with the name of a Region that does not exist fails.
    clients.ec2.send(new DescribeRegionsCommand({ AllRegions: true })),
  );
  return Regions?.find(({ RegionName }) => RegionName === region)?.OptInStatus;
}

export const regionNotEnabled = ({ account, region }: Environment): CheckFinding =>
  failFinding(
    `${region} is not enabled for account ${account}`,
    `aws account enable-region --region-name ${region}, and wait until aws account get-region-opt-status --region-name ${region} returns ENABLED`,
  );

/** A Region of each partition that is always enabled. */
const ALWAYS_ENABLED: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** The message ends with the remedy, after the last colon. */
export function wrongAccount({ message }: AwsFailure): CheckFinding {
  const end = message.lastIndexOf(': ');
  return failFinding(message.slice(0, end), message.slice(end + 2));
}

/**
 * Why the Region refused the credentials. A Region that is not enabled refuses every credential with the same message as an
 * expired one. A call to another Region of the same account distinguishes the two cases.
 *
 * @param refusal the answer of the Region
 */
export async function whyRefused(
  environment: Environment,
  factory: ClientFactory,
  refusal: AwsFailure,
): Promise<CheckFinding> {
  const { region } = environment;
  const elsewhere = ALWAYS_ENABLED[partitionOf(region)];
  if (elsewhere === undefined || elsewhere === region) return unansweredFinding(refusal.message);
  try {
    const clients = await connectToAws({ ...environment, region: elsewhere }, factory);
    const status = await optInStatus(clients, region);
    return status === 'not-opted-in' ? regionNotEnabled(environment) : tokenNotTaken(environment, elsewhere);
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    if (error.kind === 'wrong-account') return wrongAccount(error);
    return error.kind === 'denied'
      ? refusedHereOnly(environment, elsewhere, error)
      : unansweredFinding(refusal.message);
  }
}

/**
 * IAM User Guide, "Manage AWS STS in an AWS Region": session tokens from the global STS endpoint are valid only in Regions that are
 * enabled by default.
 */
const tokenNotTaken = ({ account, region }: Environment, elsewhere: string): CheckFinding =>
  failFinding(
    `${region} is enabled for account ${account}, but refuses the credentials that ${elsewhere} accepts: their session token is from the global endpoint of STS, or the Region was enabled minutes ago`,
    `sign in again with AWS_STS_REGIONAL_ENDPOINTS=regional and AWS_REGION=${region}`,
  );

const refusedHereOnly = ({ region }: Environment, elsewhere: string, { message }: AwsFailure): CheckFinding =>
  failFinding(
    `${region} refuses the credentials that ${elsewhere} accepts: it is not enabled for the account, or their session token is from the global endpoint of STS (${message})`,
    `aws account get-region-opt-status --region-name ${region} shows whether it is enabled; if not: aws account enable-region --region-name ${region}; if it is, sign in again with AWS_STS_REGIONAL_ENDPOINTS=regional`,
  );
