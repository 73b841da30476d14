import { Agent } from 'node:https';
import { connect, type Socket } from 'node:net';
import { PasswordAttempts } from '../../../services/gate/http/attempts';
import { HTTP_BOUNDS } from '../../../services/gate/http/server';
import type { StowAnswer } from '../../../services/gate/stow/stow';
import { BASIC, type Gate, type GateOptions, startGate, WRONG } from '../../support/programs/http-gate';
import { call, raw, secure, untilClosed } from '../../support/programs/https-client';
import { until } from '../../support/until';

let gate: Gate | undefined;
afterEach(() => gate?.stop());
const start = async (options: GateOptions = {}): Promise<Gate> => {
  gate = await startGate(options);
  return gate;
};
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const HEAD = `POST /dicomweb/studies HTTP/1.1\r\nHost: a\r\nAuthorization: ${BASIC}\r\n`;
const timed = async <T>(work: Promise<T>) => {
  const begun = performance.now();
  return { value: await work, milliseconds: performance.now() - begun };
};

test('health checks are answered and an upload is accepted, even if silent clients hold all connections', async () => {
  const { port } = await start({ bounds: { ...HTTP_BOUNDS, connections: 5 } });
  // Some silent below TLS, some after the handshake, one after a request and its answer.
  const answered = await secure(port);
  answered.on('error', () => {});
  answered.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
  await new Promise((resolve) => answered.once('data', resolve));
  const silent: Socket[] = [];
  const keepSilent = (socket: Socket) => silent.push(socket.on('error', () => {}));
  for (const socket of [connect(port, '127.0.0.1'), connect(port, '127.0.0.1'), await secure(port), await secure(port)])
    keepSilent(socket);
  const upload = await secure(port);
  upload.write(`${HEAD}Content-Length: 8\r\nConnection: close\r\n\r\nbody`);
  const answer = untilClosed(upload);
  for (let index = 0; index < 20; index += 1) {
    keepSilent(connect(port, '127.0.0.1'));
    if (index % 5 === 0) expect(await call(port, { path: '/health' })).toMatchObject({ status: 200 });
  }
  expect(await call(port, { path: '/health' })).toMatchObject({ status: 200 });
  // The one with a request was closed last of the idle ones; the upload continues.
  upload.write('body');
  expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
  await until('the oldest silent ones are closed', () => silent.slice(0, 4).every(({ destroyed }) => destroyed));
  for (const socket of silent) socket.destroy();
});

test('a further connection is closed if all connections have a request in progress', async () => {
  const { port, begun } = await start({ bounds: { ...HTTP_BOUNDS, connections: 3 } });
  const paused = await Promise.all(Array.from({ length: 3 }, () => secure(port)));
  for (const socket of paused) socket.write(`${HEAD}Content-Length: 8\r\n\r\nbody`);
  await until('the uploads are in progress', () => begun.length === 3);
  await expect(call(port, { path: '/health' })).rejects.toThrow();
  paused[0]?.destroy();
  const health = await until('a connection is free', () => call(port, { path: '/health' }).catch(() => undefined));
  expect(health).toMatchObject({ status: 200 });
});

test('above the crowded limit, a connection is closed after its answer', async () => {
  const { port } = await start({ bounds: { ...HTTP_BOUNDS, crowdedConnections: 2 } });
  expect((await call(port, { path: '/health', agent: new Agent({ keepAlive: true }) })).headers.connection).toBe(
    'keep-alive',
  );
  await Promise.all([secure(port), secure(port)]);
  expect((await call(port, { path: '/health', agent: new Agent({ keepAlive: true }) })).headers.connection).toBe(
    'close',
  );
});

test('requests above the limit are answered 503, and health checks still work', async () => {
  const { port, given, begun } = await start({ bounds: { ...HTTP_BOUNDS, requests: 3 } });
  const paused = await Promise.all(Array.from({ length: 3 }, () => secure(port)));
  for (const socket of paused) socket.write(`${HEAD}Content-Length: 8\r\n\r\nbody`);
  await until('the uploads are in progress', () => begun.length === 3);
  const refused = await call(
    port,
    { method: 'POST', path: '/dicomweb/studies', headers: { Authorization: BASIC } },
    'body',
  );
  expect(refused).toMatchObject({
    status: 503,
    text: expect.stringContaining('Too many requests of this site are in progress'),
  });
  expect(refused.headers['retry-after']).toBe('30');
  expect(await call(port, { path: '/health' })).toMatchObject({ status: 200, text: 'ok\n' });
  paused[0]?.end('body');
  await until('a further request is accepted', async () => {
    const { status } = await call(port, { path: '/dicomweb/studies', headers: { Authorization: BASIC } });
    return status === 200;
  });
  expect(given).toHaveLength(1);
});

test('queries use no more than their own limit: uploads get the rest', async () => {
  const waiting: (() => void)[] = [];
  const { port } = await start({
    bounds: { ...HTTP_BOUNDS, requests: 6, queries: 3 },
    answers: (_, response) => waiting.push(() => response.end('[]')),
  });
  const ask = () => call(port, { path: '/dicomweb/studies', headers: { Authorization: BASIC } });
  const asked = Array.from({ length: 3 }, ask);
  await until('the server was asked', () => waiting.length === 3);
  expect(await ask()).toMatchObject({ status: 503, text: expect.stringContaining('Too many requests') });
  expect(
    await call(port, { method: 'POST', path: '/dicomweb/studies', headers: { Authorization: BASIC } }, 'body'),
  ).toMatchObject({ status: 200 });
  for (const answer of waiting.splice(0)) answer();
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
  const again = ask();
  await until('the server was asked again', () => waiting.length === 1);
  waiting[0]?.();
  expect(await again).toMatchObject({ status: 200, text: '[]' });
});

test('requests of other callers do not count against the site’s limits, however slowly their bodies arrive', async () => {
  const { port } = await start({ bounds: { ...HTTP_BOUNDS, requests: 2 } });
  const strangers = await Promise.all(Array.from({ length: 5 }, () => secure(port)));
  for (const socket of strangers)
    socket.write('POST /dicomweb/studies HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nbody');
  await wait(100);
  expect(
    await call(port, { method: 'POST', path: '/dicomweb/studies', headers: { Authorization: BASIC } }, 'body'),
  ).toMatchObject({ status: 200 });
});

test('missing headers end the connection after the limit, a missing body does not', async () => {
  const { port } = await start({ bounds: { ...HTTP_BOUNDS, headersTimeout: 400 } });
  const tooLong = /^HTTP\/1\.1 408 .*The headers of the request took too long\.\n$/s;
  const slow = await timed(raw(port, 'POST /dicomweb/studies HTTP/1.1\r\nHost: a\r\nX: '));
  expect(slow.value).toMatch(tooLong);
  expect(slow.milliseconds).toBeGreaterThan(350);
  // Not the idle time, which ends a connection without an answer.
  expect(await secure(port).then(untilClosed)).toMatch(tooLong);

  const socket = await secure(port);
  socket.write(`${HEAD}Content-Length: 12\r\nConnection: close\r\n\r\n`);
  const answer = untilClosed(socket);
  for (const piece of ['body', 'body', 'body']) {
    await wait(600);
    socket.write(piece);
  }
  expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
});

test('with an ALB, an idle connection stays open longer than in the ALB, between requests and within one', async () => {
  const { port, leaf } = await start({ auth: 'mtls', bounds: { ...HTTP_BOUNDS, headersTimeout: 300 }, idleSeconds: 1 });
  const socket = await secure(port);
  const text = 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n';
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString();
  });
  const answers = (count: number) =>
    until(`${count} answers`, () => received.match(/HTTP\/1\.1 200 OK/g)?.length === count);
  socket.write(text);
  await answers(1);
  await wait(2500);
  socket.write(text);
  await answers(2);
  // idle + 60 s, in the header that node writes for it.
  expect(received).toContain('Keep-Alive: timeout=61');
  socket.write(
    `POST /dicomweb/studies HTTP/1.1\r\nHost: a\r\nX-Amzn-Mtls-Clientcert-Leaf: ${leaf}\r\nContent-Length: 8\r\n\r\nbody`,
  );
  await wait(2500);
  socket.write('body');
  await answers(3);
  socket.destroy();
});

test('without an ALB, an idle connection ends after the idle time, between requests and within one', async () => {
  // More than the five seconds after which node ends an idle connection by itself. It never ends a silent upload.
  const { port, lines } = await start({ idleSeconds: 7 });
  const connection = await secure(port);
  connection.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
  const silent = await timed(untilClosed(connection));
  expect(silent.value).toContain('Keep-Alive: timeout=7');
  expect(silent.milliseconds).toBeGreaterThan(6900);
  const { milliseconds } = await timed(raw(port, `${HEAD}Content-Length: 8\r\n\r\nbody`));
  expect(milliseconds).toBeGreaterThan(6900);
  await until('both are logged', () => lines.length >= 2);
  expect(lines).toMatchObject([{ event: 'failure' }, { event: 'transfer', status: 'none', isCut: true }]);
});

test('a connection without TLS has no effect on others', async () => {
  // The other connection has the same time for its handshake.
  const { port } = await start({ bounds: { ...HTTP_BOUNDS, handshakeTimeout: 3000 } });
  const silent = connect(port, '127.0.0.1');
  silent.on('error', () => {});
  const closed = new Promise((resolve) => silent.once('close', resolve));
  expect(await call(port, { path: '/health' })).toMatchObject({ status: 200 });
  await closed;
});

test('a store that fails is answered 500 without the failure, which is one line in the log', async () => {
  const stow = async (): Promise<StowAnswer> => {
    throw new TypeError('SMITH^JOHN');
  };
  const { port, lines } = await start({ stow });
  const answer = await call(
    port,
    { method: 'POST', path: '/dicomweb/studies', headers: { Authorization: BASIC } },
    'x',
  );
  expect(answer).toMatchObject({ status: 500, text: 'The gate had an internal error. Send the request again.\n' });
  expect(lines[0]).toMatchObject({ event: 'failure', where: 'request', error: 'TypeError' });
  expect(JSON.stringify(lines)).not.toContain('SMITH');
});

test('health reports what is missing', async () => {
  let isUp = true;
  const { port } = await start({
    isDatabaseUp: async () => {
      if (!isUp) throw new Error('lost');
      return true;
    },
  });
  expect(await call(port, { path: '/health' })).toMatchObject({ status: 200 });
  isUp = false;
  const answer = await until('the next check', async () => {
    const reply = await call(port, { path: '/health' });
    return reply.status === 200 ? undefined : reply;
  });
  expect(answer).toMatchObject({ status: 503, text: 'There is no connection to the database.\n' });
});

describe('wrong passwords', () => {
  const attempt = (port: number, authorization = WRONG) =>
    call(port, { path: '/dicomweb/studies', headers: { Authorization: authorization } });

  test('are answered when their delay has passed, the right one at once', async () => {
    const delayed: (() => void)[] = [];
    class HeldAttempts extends PasswordAttempts {
      override wrong(): Promise<'answer'> {
        return new Promise((resolve) => delayed.push(() => resolve('answer')));
      }
    }
    const { port } = await start({ attempts: new HeldAttempts() });
    let answered = 0;
    const wrong = Array.from({ length: 8 }, () => attempt(port).finally(() => (answered += 1)));
    await until('all answers are delayed', () => delayed.length === 8);
    expect(await attempt(port, BASIC)).toMatchObject({ status: 200 });
    expect(answered).toBe(0);
    for (const answer of delayed) answer();
    expect((await Promise.all(wrong)).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 401));
  });

  test('of which too many are delayed are answered 429, and their connections are closed', async () => {
    class TooManyAttempts extends PasswordAttempts {
      override wrong(): Promise<'too-many'> {
        return Promise.resolve('too-many');
      }
    }
    const { port } = await start({ attempts: new TooManyAttempts() });
    const { status, headers } = await attempt(port);
    expect([status, headers.connection, headers['retry-after']]).toEqual([429, 'close', '30']);
  });
});
