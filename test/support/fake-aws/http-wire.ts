import { JsonShapeSerializer, XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { ClientSettings } from '../../../lib/operate/aws/clients';

/**
 * A wire that the real clients speak through: it understands what they send, and answers in the service's own format. What a
 * test gives is typed as the client's output, and written by the client's own schema of it.
 */

interface Service {
  /** Its prefix in IAM. */
  readonly iam: string;
  /** How answers are written. */
  readonly format: Format;
  /** The client that knows their shapes. Loaded by the first call: no test file calls every service. */
  readonly client: () => Client;
}
type Client = Readonly<Record<string, unknown>>;

/** By a word of the endpoint's host name. */
const SERVICES: Readonly<Record<string, Service>> = {
  ec2: { iam: 'ec2', format: 'ec2', client: () => require('@aws-sdk/client-ec2') },
  sts: { iam: 'sts', format: 'query', client: () => require('@aws-sdk/client-sts') },
  cloudformation: { iam: 'cloudformation', format: 'query', client: () => require('@aws-sdk/client-cloudformation') },
  elasticloadbalancing: {
    iam: 'elasticloadbalancing',
    format: 'query',
    client: () => require('@aws-sdk/client-elastic-load-balancing-v2'),
  },
  monitoring: { iam: 'cloudwatch', format: 'json', client: () => require('@aws-sdk/client-cloudwatch') },
  directconnect: { iam: 'directconnect', format: 'json', client: () => require('@aws-sdk/client-direct-connect') },
  iam: { iam: 'iam', format: 'query', client: () => require('@aws-sdk/client-iam') },
  sns: { iam: 'sns', format: 'query', client: () => require('@aws-sdk/client-sns') },
  rds: { iam: 'rds', format: 'query', client: () => require('@aws-sdk/client-rds') },
  acm: { iam: 'acm', format: 'json', client: () => require('@aws-sdk/client-acm') },
  ecr: { iam: 'ecr', format: 'json', client: () => require('@aws-sdk/client-ecr') },
  ssm: { iam: 'ssm', format: 'json', client: () => require('@aws-sdk/client-ssm') },
  servicequotas: { iam: 'servicequotas', format: 'json', client: () => require('@aws-sdk/client-service-quotas') },
  secretsmanager: { iam: 'secretsmanager', format: 'json', client: () => require('@aws-sdk/client-secrets-manager') },
  logs: { iam: 'logs', format: 'json', client: () => require('@aws-sdk/client-cloudwatch-logs') },
  route53: { iam: 'route53', format: 'rest-xml', client: () => require('@aws-sdk/client-route-53') },
};
type Format = 'ec2' | 'query' | 'json' | 'rest-xml';

/** A request of a client. */
export interface Call {
  /** As IAM names it: `ec2:DescribeVpnConnections`. */
  readonly action: string;
  readonly region: string;
  /** A parameter: by its path in a query (`Filter.1.Value.1`), by its key in JSON or in the path of a URL. */
  get(name: string): unknown;
}

/** An error that a service returns. */
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
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The settings of clients that use that wire, and the requests, in order. */
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

function understood({ method, hostname, path, headers, body }: HttpRequest) {
  const words = hostname.split('.');
  const service = words.map((word) => SERVICES[word]).find((one) => one !== undefined);
  if (service === undefined) throw new Error(`the wire knows no service ${hostname}`);
  // The name of a global endpoint contains no Region.
  const region = words.find((word) => /^[a-z]+(-[a-z]+)+-\d$/.test(word)) ?? '';
  const { iam, format } = service;
  const client = service.client();
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
  if (format === 'rest-xml') {
    const { action, labels } = operationAt(client, method, path);
    return { call: { action: `${iam}:${action}`, region, get: (key: string) => labels[key] }, format, client };
  }
  if (format === 'json') {
    const parsed: Readonly<Record<string, unknown>> = JSON.parse(text);
    const action = headers['x-amz-target']?.split('.')[1] ?? '';
    return { call: { action: `${iam}:${action}`, region, get: (key: string) => parsed[key] }, format, client };
  }
  const query = new URLSearchParams(text);
  const action = `${iam}:${query.get('Action')}`;
  return { call: { action, region, get: (key: string) => query.get(key) ?? undefined }, format, client };
}

/** The operation of a REST service with that method and path, and the parameters in the path. */
function operationAt(client: Client, method: string, path: string) {
  for (const [key, schema] of Object.entries(client)) {
    const traits = key.endsWith('$') && Array.isArray(schema) ? schema[3] : undefined;
    const [verb, template = ''] = (traits as { readonly http?: readonly string[] } | undefined)?.http ?? [];
    if (verb !== method) continue;
    const pattern = template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const found = new RegExp(`^${pattern}$`).exec(path);
    if (found !== null) return { action: key.slice(0, -1), labels: found.groups ?? {} };
  }
  throw new Error(`the wire knows no ${method} ${path}`);
}

const response = (statusCode: number, format: Format, body: string) => ({
  response: {
    statusCode,
    headers: { 'content-type': format === 'json' ? 'application/x-amz-json-1.1' : 'text/xml' },
    body: new TextEncoder().encode(body),
  } as never,
});

/** The settings of the serializers in the SDK's protocols. */
const SETTINGS = {
  xmlNamespace: '',
  serviceNamespace: '',
  jsonName: false,
  timestampFormat: { useTrait: true, default: 5 },
};
type Serializer = { write(schema: unknown, value: unknown): void; flush(): unknown };

function written(format: Format, client: Client, action: string, output: object): string {
  const name = action.split(':')[1] ?? '';
  // Every operation is exported beside its command: [9, namespace, name, traits, input, output].
  const operation = client[`${name}$`] as readonly unknown[] | undefined;
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
  if (format === 'rest-xml') return `<${name}Response>${inner}</${name}Response>`;
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
