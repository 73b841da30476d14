import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CustomResource,
  type CustomResourceEvent,
  putResponse,
  respondingHandler,
} from '../../lib/custom-resources/answer';

/** A real server instead of CloudFormation's bucket. */
const received: { method?: string; url?: string; headers: IncomingHttpHeaders; body: string }[] = [];
let status = 200;
let server: Server;
let origin = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(parts).toString('utf8') });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const errorLog = jest.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => {
  errorLog.mockClear();
  received.length = 0;
  status = 200;
});

const event = (changes: Partial<CustomResourceEvent> = {}): CustomResourceEvent => ({
  RequestType: 'Create',
  ResponseURL: `${origin}/response?X-Amz-Signature=presigned`,
  StackId: 'arn:aws:cloudformation:ap-southeast-2:111122223333:stack/SiteStack-auckland-heart/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Thing',
  ResourceProperties: { Id: 'thing-1' },
  ...changes,
});
const invocation = { getRemainingTimeInMillis: () => 60_000 };
const resource = (act: CustomResource['act']): CustomResource => ({
  identify: ({ Id }) => (typeof Id === 'string' ? Id : undefined),
  failed: () => 'The thing was not created.',
  act,
});
const failing = (message: string) =>
  resource(async () => {
    throw new Error(message);
  });

describe('the response to CloudFormation', () => {
  test('is a PUT with an empty content type and a length in bytes, as in the cfn-response module of AWS', async () => {
    await respondingHandler(
      resource(async () => 'thing-ü'),
      putResponse,
    )(event(), invocation);
    expect(received).toHaveLength(1);
    const [{ method, url, headers, body } = { headers: {}, body: '' }] = received;
    expect([method, url]).toEqual(['PUT', '/response?X-Amz-Signature=presigned']);
    expect(headers['content-type']).toBe('');
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(headers['transfer-encoding']).toBeUndefined();
    expect(JSON.parse(body)).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'thing-ü',
      StackId: event().StackId,
      RequestId: 'request-1',
      LogicalResourceId: 'Thing',
    });
  });

  test.each([403, 500])(
    'that CloudFormation refuses with HTTP %s fails the run; the error does not contain the URL',
    async (code) => {
      status = code;
      const run = respondingHandler(
        resource(async () => 'thing-1'),
        putResponse,
      )(event(), invocation);
      await expect(run).rejects.toThrow(new RegExp(`refused the response: HTTP ${code}$`));
      await expect(run.catch(String)).resolves.not.toContain('presigned');
    },
  );

  test.each([
    ['a closed port', 'ECONNREFUSED'],
    ['an invalid URL', 'ERR_INVALID_URL'],
  ])('that can not be sent to %s fails the run; the error does not contain the URL', async (_, code) => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const url = code === 'ECONNREFUSED' ? `http://127.0.0.1:${port}/presigned` : 'presigned';
    const error: unknown = await putResponse(url, '{}').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: `The response could not be sent to CloudFormation (${code})` });
    expect(error).not.toHaveProperty('cause');
  });

  test.each([
    ['Create', undefined, { Id: 'thing-1' }, 'thing-1'],
    ['Create', undefined, {}, 'Thing'],
    ['Update', 'thing-0', { Id: 'thing-1' }, 'thing-0'],
    ['Delete', 'thing-0', {}, 'thing-0'],
  ] as const)('of a failed %s (%s, %j) has the physical id %s', async (RequestType, PhysicalResourceId, props, id) => {
    const changes = { RequestType, PhysicalResourceId, ResourceProperties: props };
    await respondingHandler(failing('cause'), putResponse)(event(changes), invocation);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      Status: 'FAILED',
      Reason: 'The thing was not created. cause',
      PhysicalResourceId: id,
    });
    expect(JSON.stringify(errorLog.mock.calls)).toContain('cause');
    expect(JSON.stringify(errorLog.mock.calls)).not.toContain('presigned');
  });

  test.each([
    ['plain text', 'x'],
    ['characters of three bytes', '字'],
    ['surrogate pairs', '𝒳'],
    ['characters that JSON escapes', '\u0001'],
  ])('has at most 4,096 bytes and the beginning of the reason: %s', async (_, piece) => {
    await respondingHandler(failing(`found ${piece.repeat(9000)}`), putResponse)(event(), invocation);
    const { body = '' } = received[0] ?? {};
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(body)).toBeGreaterThan(4000);
    expect(JSON.parse(body).Reason).toMatch(new RegExp(`^The thing was not created\\. found (${piece})+.*…$`, 's'));
  });
});
