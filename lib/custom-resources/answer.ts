/**
 * What the functions behind our custom resources share: the event that CloudFormation sends, and the answer that it waits for.
 * CloudFormation user guide, "Custom resource response objects": a JSON file of at most 4,096 bytes, PUT to a presigned URL.
 */

/** What CloudFormation sends to a custom resource, as far as it is used here. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Presigned: whoever has it can answer for the resource. Never logged. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

/** What Lambda tells a handler of its invocation, as far as it is used here. */
export interface LambdaInvocation {
  readonly getRemainingTimeInMillis: () => number;
}

/** One custom resource. */
export interface CustomResource {
  /** The physical id of what these properties ask for; undefined where they are wrong. */
  readonly identify: (properties: CustomResourceEvent['ResourceProperties']) => string | undefined;
  /** How the reason of a failure begins: `The default security group sg-0a1 was not emptied.` */
  readonly failed: (event: CustomResourceEvent) => string;
  /** Does what the event asks for, and returns the physical id. */
  readonly act: (event: CustomResourceEvent, invocation: LambdaInvocation) => Promise<string>;
}

/** Sends an answer to CloudFormation. Throws unless CloudFormation took it: Lambda then runs the handler again. */
export type SendAnswer = (url: string, body: string) => Promise<void>;

const LONGEST_ANSWER = 4096;

/** A handler that always answers: an event without an answer holds the stack up until its timeout. */
export function answeringHandler(
  resource: CustomResource,
  put: SendAnswer,
): (event: CustomResourceEvent, invocation: LambdaInvocation) => Promise<void> {
  return async (event, invocation) => {
    const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
    const answer = { StackId, RequestId, LogicalResourceId };
    let body: string;
    try {
      const PhysicalResourceId = await resource.act(event, invocation);
      body = JSON.stringify({ ...answer, Status: 'SUCCESS', PhysicalResourceId });
    } catch (error) {
      const Reason = `${resource.failed(event)} ${said(error)}`;
      console.error(JSON.stringify({ StackId, RequestId, Reason }));
      const PhysicalResourceId =
        event.PhysicalResourceId ?? resource.identify(event.ResourceProperties) ?? LogicalResourceId;
      body = failure({ ...answer, Status: 'FAILED', Reason, PhysicalResourceId });
    }
    // Outside the try: a refused answer does not turn a success into a failure.
    await put(ResponseURL, body);
  };
}

/** The message of an error; before it the code, where AWS gave one. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return '$fault' in error ? `${error.name}: ${error.message}` : error.message;
}

/** The answer as JSON, with as much of the reason as fits. */
function failure<T extends { readonly Reason: string }>(answer: T): string {
  const body = JSON.stringify(answer);
  const excess = Buffer.byteLength(body) - LONGEST_ANSWER;
  if (excess <= 0 || answer.Reason === '') return body;
  // JSON takes at most six bytes for a character, so this never cuts too much by more than the last few characters.
  const Reason = `${answer.Reason.replace(/…$/, '').slice(0, -Math.ceil(excess / 6) - 1)}…`;
  return failure({ ...answer, Reason: Reason === '…' ? '' : Reason });
}

/**
 * The content type is empty, as AWS's own `cfn-response` module sends it, and the CDK's handlers too: with a text as the body
 * `fetch` would send `text/plain`, which is not what the URL was signed for.
 */
export async function putAnswer(url: string, body: string): Promise<void> {
  let response: Response;
  try {
    const signal = AbortSignal.timeout(10_000);
    response = await fetch(url, { method: 'PUT', headers: { 'content-type': '' }, body, signal });
  } catch (error) {
    // A message of fetch can repeat the URL, and what is thrown here is logged: only the code of the cause goes on.
    const code = property(property(error, 'cause'), 'code');
    throw new Error(
      `CloudFormation could not be reached with the answer${typeof code === 'string' ? ` (${code})` : ''}`,
    );
  }
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: HTTP ${response.status}`);
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
