import { THROTTLING_CODES } from '../../custom-resources/vpn-tunnels/retry';

/** The reason why AWS gave no answer, in one line for the user. */
export type FailureKind =
  | 'no-credentials'
  | 'expired-credentials'
  | 'wrong-account'
  | 'denied'
  | 'throttled'
  | 'unreachable'
  | 'not-deployed'
  | 'unexpected';

export class AwsFailure extends Error {
  override readonly name = 'AwsFailure';

  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

/** Error names of the SDK and of the services (their common error codes), by their meaning here. */
const KINDS: readonly (readonly [FailureKind, RegExp])[] = [
  ['no-credentials', /^(CredentialsProviderError|MissingAuthenticationToken|UnrecognizedClientException)/],
  [
    'expired-credentials',
    /^(ExpiredToken|RequestExpired|InvalidClientTokenId|AuthFailure|InvalidAccessKeyId|SignatureDoesNotMatch|TokenProviderError|InvalidSignature)/,
  ],
  ['denied', /^(AccessDenied|UnauthorizedOperation|UnauthorizedException|Forbidden|NotAuthorized|AuthorizationError)/],
  // Whole names, because an exhausted quota is a LimitExceededException too, and waiting does not help.
  ['throttled', new RegExp(`^(${[...THROTTLING_CODES].join('|')})$`)],
  [
    'unreachable',
    /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|TimeoutError|NetworkingError|UnknownEndpoint)/,
  ],
];

function kindOf(error: unknown): FailureKind {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  for (const text of [code, name])
    for (const [kind, pattern] of KINDS) if (typeof text === 'string' && pattern.test(text)) return kind;
  return 'unexpected';
}

/** A service's message may quote the request: it is cut to one line, without any key. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n', 1)[0] ?? '').replaceAll(/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '(a key)').slice(0, 300);
}

export interface AwsPlace {
  readonly account: string;
  readonly region: string;
}

/**
 * An error of the SDK as one line with the action to take.
 *
 * @param permission the IAM action that the call needs, `ec2:DescribeVpnConnections`
 */
export function awsFailure(error: unknown, permission: string, { account, region }: AwsPlace): AwsFailure {
  if (error instanceof AwsFailure) return error;
  const kind = kindOf(error);
  const where = `account ${account}, ${region}`;
  const words: Readonly<Record<FailureKind, string>> = {
    'no-credentials': `there are no AWS credentials for ${where}: set AWS_PROFILE to a profile of that account, or sign in (aws sso login)`,
    'expired-credentials': `the AWS credentials for ${where} have expired or are not valid: sign in again (aws sso login), or renew them`,
    'wrong-account': firstLine(error),
    denied: `the credentials may not ${permission} in ${where}: give them the policy of docs/permissions.md`,
    throttled: `AWS throttled ${permission} in ${where}, and the retries too: wait a minute, or name fewer sites`,
    unreachable: `${where} can't be reached (${permission}): check the network, any proxy, and that the Region exists`,
    'not-deployed': firstLine(error),
    unexpected: `${permission} failed in ${where}: ${firstLine(error)}`,
  };
  return new AwsFailure(kind, words[kind]);
}

/** Makes one call to AWS. Every error becomes an {@link AwsFailure}. */
export async function askAws<T>(permission: string, place: AwsPlace, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw awsFailure(error, permission, place);
  }
}
