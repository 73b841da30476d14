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
const port = () => (server.address() as AddressInfo).port;

test.each([
  ['answers', 200, true],
  ['answers with an error', 500, false],
  ['is silent', 0, false],
])('a server that %s', async (_, answer, ok) => {
  status = answer;
  expect(await createHealth(port(), async () => true, { timeout: 100 })()).toEqual({
    ok,
    text: ok ? 'ok' : 'The server does not answer.',
  });
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
  const health = createHealth(port(), database, { now: () => now, timeout: 50 });
  for (const time of [0, 2000, 4000]) {
    now = time;
    expect(await health()).toEqual({ ok: false, text: 'There is no connection to the database.' });
  }
  expect(asked).toBe(1);
  answer(true);
  await new Promise((resolve) => setTimeout(resolve, 10));
  now = 6000;
  const next = health();
  setTimeout(() => answer(true), 10);
  expect(await next).toEqual({ ok: true, text: 'ok' });
  expect(asked).toBe(2);
});
