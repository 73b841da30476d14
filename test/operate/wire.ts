import * as cloudFormation from '@aws-sdk/client-cloudformation';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as directConnect from '@aws-sdk/client-direct-connect';
import * as ec2 from '@aws-sdk/client-ec2';
import * as loadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import * as sts from '@aws-sdk/client-sts';
import { JsonShapeSerializer, XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { ClientSettings } from '../../lib/operate/aws/clients';

/**
 * A wire that the real clients speak through: it understands what they send, and answers in the service's own format. What a
 * test gives is typed as the client's output, and written by the client's own schema of it.
 */

/** By the first word of the endpoint's host name: the IAM prefix, how answers are written, and the client that knows their shapes. */
const SERVICES: Readonly<Record<string, { readonly iam: string; readonly format: Format; readonly client: object }>> = {
  ec2: { iam: 'ec2', format: 'ec2', client: ec2 },
  sts: { iam: 'sts', format: 'query', client: sts },
  cloudformation: { iam: 'cloudformation', format: 'query', client: cloudFormation },
  elasticloadbalancing: { iam: 'elasticloadbalancing', format: 'query', client: loadBalancing },
  monitoring: { iam: 'cloudwatch', format: 'json', client: cloudWatch },
  directconnect: { iam: 'directconnect', format: 'json', client: directConnect },
};
type Format = 'ec2' | 'query' | 'json';

/** What a client asks. */
export interface Call {
  /** As IAM names it: `ec2:DescribeVpnConnections`. */
  readonly action: string;
  readonly region: string;
  /** A parameter: by its path in a query (`Filter.1.Value.1`), by its key in JSON. */
  get(name: string): unknown;
}

/** What a service says instead of an answer. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message = `what AWS says of ${code}`,
  ) {
    super(message);
  }
}

/** The output of the action, under the SDK's names. @throws Refusal, or the error of a socket */
export type Answer = (call: Call) => object | Promise<object>;

interface HttpRequest {
  readonly hostname: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The settings of clients that speak through that wire; and what was asked, in order. */
export function wire(answer: Answer): { readonly settings: ClientSettings; readonly calls: Call[] } {
  const calls: Call[] = [];
  const handle = async (request: unknown) => {
    const { call, format, client } = understood(request as HttpRequest);
    calls.push(call);
    try {
      return response(200, format, written(format, client, call.action, await answer(call)));
    } catch (error) {
      if (error instanceof Refusal) return response(error.status, format, refused(format, error));
      throw error;
    }
  };
  return {
    settings: { credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }, requestHandler: { handle } },
    calls,
  };
}

function understood({ hostname, headers, body }: HttpRequest) {
  const [name = '', region = ''] = hostname.split('.');
  const service = SERVICES[name];
  if (service === undefined) throw new Error(`the wire knows no service ${hostname}`);
  const { iam, format, client } = service;
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
  if (format === 'json') {
    const parsed: Readonly<Record<string, unknown>> = JSON.parse(text);
    const action = headers['x-amz-target']?.split('.')[1] ?? '';
    return { call: { action: `${iam}:${action}`, region, get: (key: string) => parsed[key] }, format, client };
  }
  const query = new URLSearchParams(text);
  const action = `${iam}:${query.get('Action')}`;
  return { call: { action, region, get: (key: string) => query.get(key) ?? undefined }, format, client };
}

const response = (statusCode: number, format: Format, body: string) => ({
  response: {
    statusCode,
    headers: { 'content-type': format === 'json' ? 'application/x-amz-json-1.1' : 'text/xml' },
    body: new TextEncoder().encode(body),
  } as never,
});

/** As the serializers of the SDK's protocols are set. */
const SETTINGS = {
  xmlNamespace: '',
  serviceNamespace: '',
  jsonName: false,
  timestampFormat: { useTrait: true, default: 5 },
};
type Serializer = { write(schema: unknown, value: unknown): void; flush(): unknown };

function written(format: Format, client: object, action: string, output: object): string {
  const name = action.split(':')[1] ?? '';
  // Every operation is exported beside its command: [9, namespace, name, traits, input, output].
  const operation = Object.entries(client).find(([key]) => key === `${name}$`)?.[1] as readonly unknown[] | undefined;
  const shape = operation?.[5];
  if (shape === undefined) throw new Error(`${action} has no output schema`);
  const made: unknown =
    format === 'json'
      ? new JsonShapeSerializer({ ...SETTINGS, timestampFormat: { useTrait: true, default: 7 } } as never)
      : new XmlShapeSerializer(SETTINGS as never);
  const serializer = made as Serializer;
  serializer.write(shape, output);
  const text = String(serializer.flush());
  if (format === 'json') return text;
  const inner = text.replace(/^<\w+>|<\/\w+>$|^<\w+\/>$/g, '');
  return format === 'ec2'
    ? `<${name}Response><requestId>r</requestId>${inner}</${name}Response>`
    : `<${name}Response><${name}Result>${inner}</${name}Result></${name}Response>`;
}

function refused(format: Format, { code, message }: Refusal): string {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  if (format === 'json') return JSON.stringify({ __type: code, message });
  return format === 'ec2'
    ? `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`
    : `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`;
}
