import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  answeringHandler,
  type CustomResource,
  type CustomResourceEvent,
  putAnswer,
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

const said = jest.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => {
  said.mockClear();
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
  failed: () => 'The thing was not made.',
  act,
});
const failing = (message: string) =>
  resource(async () => {
    throw new Error(message);
  });

describe('the answer to CloudFormation', () => {
  test('is a PUT with an empty content type and its length in bytes, as the cfn-response module of AWS sends it', async () => {
    await answeringHandler(
      resource(async () => 'thing-ü'),
      putAnswer,
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

  test.each([403, 500])('that is not taken (HTTP %s) fails the run, and repeats no URL', async (code) => {
    status = code;
    const run = answeringHandler(
      resource(async () => 'thing-1'),
      putAnswer,
    )(event(), invocation);
    await expect(run).rejects.toThrow(new RegExp(`did not take the answer: HTTP ${code}$`));
    await expect(run.catch(String)).resolves.not.toContain('presigned');
  });

  test.each([
    ['nobody listens', 'ECONNREFUSED'],
    ['it is no URL', 'ERR_INVALID_URL'],
  ])('that reaches nobody fails the run, and repeats no URL: %s', async (_, code) => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const url = code === 'ECONNREFUSED' ? `http://127.0.0.1:${port}/presigned` : 'presigned';
    const error: unknown = await putAnswer(url, '{}').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: `CloudFormation could not be reached with the answer (${code})` });
    expect(error).not.toHaveProperty('cause');
  });

  test.each([
    ['Create', undefined, { Id: 'thing-1' }, 'thing-1'],
    ['Create', undefined, {}, 'Thing'],
    ['Update', 'thing-0', { Id: 'thing-1' }, 'thing-0'],
    ['Delete', 'thing-0', {}, 'thing-0'],
  ] as const)('of a failed %s (%s, %j) has the physical id %s', async (RequestType, PhysicalResourceId, props, id) => {
    const changes = { RequestType, PhysicalResourceId, ResourceProperties: props };
    await answeringHandler(failing('because'), putAnswer)(event(changes), invocation);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      Status: 'FAILED',
      Reason: 'The thing was not made. because',
      PhysicalResourceId: id,
    });
    expect(JSON.stringify(said.mock.calls)).toContain('because');
    expect(JSON.stringify(said.mock.calls)).not.toContain('presigned');
  });

  test.each([
    ['plain text', 'x'],
    ['text of three bytes a character', '字'],
    ['pairs of surrogates', '𝒳'],
    ['text that JSON escapes', '\u0001'],
  ])('has at most 4,096 bytes and the beginning of the reason: %s', async (_, piece) => {
    await answeringHandler(failing(`found ${piece.repeat(9000)}`), putAnswer)(event(), invocation);
    const { body = '' } = received[0] ?? {};
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(body)).toBeGreaterThan(4000);
    expect(JSON.parse(body).Reason).toMatch(new RegExp(`^The thing was not made\\. found (${piece})+.*…$`, 's'));
  });
});
