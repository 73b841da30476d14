import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { BASIC, type Gate, startGate } from '../../support/programs/http-gate';
import { call, secure, untilClosed } from '../../support/programs/https-client';
import { until } from '../../support/until';

let gate: Gate;
let answers: RequestListener;
beforeAll(async () => {
  gate = await startGate({ answers: (request, response) => answers(request, response) });
});
afterAll(() => gate.stop());
const read = (of: Gate = gate) => call(of.port, { path: '/dicomweb/studies/1.2', headers: { Authorization: BASIC } });

test('status, body and headers of the server are returned, except headers of the connection', async () => {
  answers = (_, response) => {
    response.writeHead(206, {
      'Content-Type': 'multipart/related; boundary=x',
      Warning: '299 a',
      'X-Hop': '1',
      Connection: 'close, X-Hop',
    });
    response.end('half');
  };
  const answer = await read();
  expect(answer).toMatchObject({ status: 206, text: 'half' });
  expect(answer.headers).toMatchObject({ 'content-type': 'multipart/related; boundary=x', warning: '299 a' });
  expect(answer.headers['x-hop']).toBeUndefined();
});

test('204 and 404 are returned', async () => {
  for (const status of [204, 404, 500]) {
    answers = (_, response) => response.writeHead(status).end();
    expect(await read()).toMatchObject({ status, text: '' });
  }
});

test('100 MB pass without being buffered', async () => {
  const chunk = Buffer.alloc(1_000_000, 'dicom');
  const expected = createHash('sha256');
  for (let index = 0; index < 100; index += 1) expected.update(chunk);
  let written = 0;
  answers = (_, response) => {
    const more = (): void => {
      while (written < 100) {
        written += 1;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on('drain', more);
    more();
  };
  const socket = await secure(gate.port);
  socket.write(`GET /dicomweb/studies/1.2 HTTP/1.0\r\nHost: a\r\nAuthorization: ${BASIC}\r\n\r\n`);
  socket.pause();
  await new Promise((resolve) => setTimeout(resolve, 300));
  // A client that does not read stalls the server, and does not fill the gate's memory.
  expect(written).toBeLessThan(30);
  const received = await untilClosed(socket.resume());
  const body = Buffer.from(received.slice(received.indexOf('\r\n\r\n') + 4), 'latin1');
  expect(createHash('sha256').update(body).digest('hex')).toBe(expected.digest('hex'));
});

test('an answer that ends early does not look complete', async () => {
  answers = (_, response) => {
    response.writeHead(200, { 'Content-Length': 10 });
    response.write('half', () => response.destroy());
  };
  await expect(read()).rejects.toThrow(/aborted|socket hang up/);
  answers = (_, response) => {
    response.write('half', () => response.destroy());
  };
  await expect(read()).rejects.toThrow(/aborted|socket hang up/);
});

const NO_ANSWER = { status: 502, text: 'The server does not answer. Try again later.\n' };

test('a server that closes is reported with 502 in one line', async () => {
  answers = (_, response) => response.destroy();
  expect(await read()).toMatchObject(NO_ANSWER);
});

test('a server that is silent is reported with 502 in one line', async () => {
  const impatient = await startGate({ idleSeconds: 3, answers: () => {} });
  expect(await read(impatient).finally(() => impatient.stop())).toMatchObject(NO_ANSWER);
});

test('a client that disconnects ends the query', async () => {
  const ended = new Promise<void>((resolve) => {
    answers = (request, response) => {
      response.write('x');
      request.socket.once('close', () => resolve());
    };
  });
  const socket = await secure(gate.port);
  socket.write(`GET /dicomweb/studies/1.2 HTTP/1.1\r\nHost: a\r\nAuthorization: ${BASIC}\r\n\r\n`);
  socket.once('data', () => socket.destroy());
  await ended;
});

test.each([
  ['queries', ['/dicomweb/studies?limit=1', '/dicomweb/studies/1.2/series', '/dicomweb/studies/1.2/metadata'], 4],
  ['retrievals', ['/dicomweb/studies/1.2', '/dicomweb/studies/1.2/series/1.3/instances/1.4/frames/1'], 2],
] as const)('at most this number of %s run at once; the others wait', async (_what, paths, atOnce) => {
  const waiting: (() => void)[] = [];
  let most = 0;
  answers = (_, response) => {
    most = Math.max(
      most,
      waiting.push(() => response.end('ok')),
    );
  };
  const asked = Array.from({ length: 20 }, (__, index) =>
    call(gate.port, { path: paths[index % paths.length], headers: { Authorization: BASIC } }),
  );
  for (let left = asked.length; left > 0; left -= 1) {
    await until(`requests run up to the limit, ${left} left`, () => waiting.length >= Math.min(left, atOnce));
    waiting.shift()?.();
  }
  expect((await Promise.all(asked)).map(({ text }) => text)).toEqual(Array.from({ length: 20 }, () => 'ok'));
  expect(most).toBe(atOnce);
});

test('retrievals that a client does not read do not delay queries', async () => {
  answers = (request, response) => {
    if (request.url?.endsWith('/instances') === true) response.end('[]');
    else response.write(Buffer.alloc(1_000_000));
  };
  const sockets = await Promise.all(Array.from({ length: 6 }, () => secure(gate.port)));
  for (const socket of sockets)
    socket.pause().write(`GET /dicomweb/studies/1.2 HTTP/1.1\r\nHost: a\r\nAuthorization: ${BASIC}\r\n\r\n`);
  const question = { path: '/dicomweb/studies/1.2/instances', headers: { Authorization: BASIC } };
  const answer = await call(gate.port, question).finally(() => {
    for (const socket of sockets) socket.destroy();
  });
  expect(answer).toMatchObject({ status: 200, text: '[]' });
});

test('a query without a Host header is refused, because the URLs in the answer need a host', async () => {
  const asked = gate.asked.length;
  const socket = await secure(gate.port);
  socket.write(`GET /dicomweb/studies HTTP/1.0\r\nAuthorization: ${BASIC}\r\n\r\n`);
  expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 400 .*The request has no Host header/s);
  expect(gate.asked).toHaveLength(asked);
});
