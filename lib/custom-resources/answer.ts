/**
 * The event that CloudFormation sends to the functions of our custom resources, and the response that it waits for: JSON of at most
 * 4,096 bytes, PUT to a presigned URL (CloudFormation user guide, "Custom resource response objects").
 */

/** The event that CloudFormation sends to a custom resource, as far as it is used here. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Presigned: anyone who has it can respond for the resource. Never logged. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

/** The context that Lambda passes to a handler, as far as it is used here. */
export interface LambdaInvocation {
  readonly getRemainingTimeInMillis: () => number;
}

/** One custom resource. */
export interface CustomResource {
  /** The physical id of a resource with these properties; undefined if they are invalid. */
  readonly identify: (properties: CustomResourceEvent['ResourceProperties']) => string | undefined;
  /** The start of the reason of a failure: `The default security group sg-0a1 was not emptied.` */
  readonly failed: (event: CustomResourceEvent) => string;
  /** Handles the event and returns the physical id. */
  readonly act: (event: CustomResourceEvent, invocation: LambdaInvocation) => Promise<string>;
}

/** Sends a response to CloudFormation. Throws unless CloudFormation accepts it: Lambda then runs the handler again. */
export type SendResponse = (url: string, body: string) => Promise<void>;

const LONGEST_RESPONSE = 4096;

/** A handler that always responds: without a response, the stack waits until the timeout. */
export function respondingHandler(
  resource: CustomResource,
  put: SendResponse,
): (event: CustomResourceEvent, invocation: LambdaInvocation) => Promise<void> {
  return async (event, invocation) => {
    const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
    const common = { StackId, RequestId, LogicalResourceId };
    let body: string;
    try {
      const PhysicalResourceId = await resource.act(event, invocation);
      body = JSON.stringify({ ...common, Status: 'SUCCESS', PhysicalResourceId });
    } catch (error) {
      const Reason = `${resource.failed(event)} ${errorText(error)}`;
      console.error(JSON.stringify({ StackId, RequestId, Reason }));
      const PhysicalResourceId =
        event.PhysicalResourceId ?? resource.identify(event.ResourceProperties) ?? LogicalResourceId;
      body = failureBody({ ...common, Status: 'FAILED', Reason, PhysicalResourceId });
    }
    // Outside the try: a refused response must not turn a success into a failure.
    await put(ResponseURL, body);
  };
}

/** The message of an error, after the code if it is an error of AWS. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return '$fault' in error ? `${error.name}: ${error.message}` : error.message;
}

/** The response as JSON, with as much of the reason as fits. */
function failureBody<T extends { readonly Reason: string }>(response: T): string {
  const body = JSON.stringify(response);
  const excess = Buffer.byteLength(body) - LONGEST_RESPONSE;
  if (excess <= 0 || response.Reason === '') return body;
  // A character has at most six bytes in JSON, so this cuts only a few characters too many.
  const Reason = `${response.Reason.replace(/…$/, '').slice(0, -Math.ceil(excess / 6) - 1)}…`;
  return failureBody({ ...response, Reason: Reason === '…' ? '' : Reason });
}

/**
 * Sends the response. The content type is empty, as in AWS's `cfn-response` module and the CDK's handlers. For a string `fetch`
 * would send `text/plain`, for which the URL is not signed.
 */
export async function putResponse(url: string, body: string): Promise<void> {
  let response: Response;
  try {
    const signal = AbortSignal.timeout(10_000);
    response = await fetch(url, { method: 'PUT', headers: { 'content-type': '' }, body, signal });
  } catch (error) {
    // A message of fetch can contain the URL, and this error is logged, so it has only the code of the cause.
    const code = property(property(error, 'cause'), 'code');
    throw new Error(`The response could not be sent to CloudFormation${typeof code === 'string' ? ` (${code})` : ''}`);
  }
  if (!response.ok) throw new Error(`CloudFormation refused the response: HTTP ${response.status}`);
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
