import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHealth } from '../../../services/gate/http/health';

let status = 200;
const server = createServer((request, response) => {
  if (status !== 0) response.writeHead(request.url === '/system' ? status : 404).end();
});
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => jest.useRealTimers());
const port = () => (server.address() as AddressInfo).port;

test.each([
  ['answers', 200, undefined, true],
  ['answers with an error', 500, undefined, false],
  ['is silent', 0, 100, false],
])('a server that %s', async (_, answer, timeout, ok) => {
  status = answer;
  expect(await createHealth(port(), async () => true, { timeout })()).toEqual({
    ok,
    text: ok ? 'ok' : 'The server does not answer.',
  });
});

test('server and database are checked once a second', async () => {
  status = 200;
  let now = 0;
  let asked = 0;
  const database = async (): Promise<boolean> => {
    asked += 1;
    return true;
  };
  const health = createHealth(port(), database, { now: () => now });
  for (now of [0, 1, 999]) expect(await health()).toEqual({ ok: true, text: 'ok' });
  expect(asked).toBe(1);
  now = 1000;
  await health();
  expect(asked).toBe(2);
});

test('a database that does not answer gets one query until it does', async () => {
  status = 200;
  let now = 0;
  let asked = 0;
  let answer: (isUp: boolean) => void = () => {};
  const database = (): Promise<boolean> => {
    asked += 1;
    return new Promise((resolve) => {
      answer = resolve;
    });
  };
  const health = createHealth(port(), database, { now: () => now });
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  for (const time of [0, 2000, 4000]) {
    now = time;
    const checked = health();
    // The server has answered, and the time limit of the database remains.
    while (jest.getTimerCount() > 1) await new Promise(setImmediate);
    jest.runAllTimers();
    expect(await checked).toEqual({ ok: false, text: 'There is no connection to the database.' });
  }
  expect(asked).toBe(1);
  answer(true);
  await new Promise(setImmediate);
  now = 6000;
  const next = health();
  expect(asked).toBe(2);
  answer(true);
  expect(await next).toEqual({ ok: true, text: 'ok' });
});
