import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BASIC, PASSWORD, SITE } from '../support/programs/http-gate';
import { call, secure, untilClosed } from '../support/programs/https-client';
import { freePorts } from '../support/programs/program';

let folder: string;
let bundle: string;
const children: ChildProcess[] = [];
const orthanc = createServer((_, response) => response.end('{}'));
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gate-run-'));
  bundle = join(folder, 'gate.cjs');
  buildSync({
    entryPoints: ['test/support/programs/gate-main.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outfile: bundle,
  });
  await once(orthanc.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  orthanc.close();
  rmSync(folder, { recursive: true });
});

async function start(more: Record<string, string> = {}, takenPort?: number) {
  const [port = 0] = takenPort === undefined ? await freePorts(1) : [takenPort];
  const settings = {
    site: SITE,
    auth: 'basic',
    httpsPort: port,
    server: { port: (orthanc.address() as AddressInfo).port },
    database: { port: 5432, name: 'site', caFile: '/ca.pem' },
    folder: '/tmp',
    largestObjectBytes: 1000,
    storesAtOnce: 4,
    idleSeconds: 340,
  };
  const child = spawn(process.execPath, [bundle], {
    env: {
      GATE_SETTINGS: JSON.stringify(settings),
      DATABASE_HOST: 'localhost',
      DATABASE_USER: 'site',
      DATABASE_PASSWORD: 'SECRET-1',
      STOW_PASSWORD: PASSWORD,
      ...more,
    },
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const exit = once(child, 'close').then(([code]) => Number(code));
  const said = async (words: string): Promise<void> => {
    while (!output.includes(words)) {
      if (child.exitCode !== null) throw new Error(output);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { port, child, exit, said, output: () => output };
}

const HEAD = `POST /dicomweb/studies HTTP/1.1\r\nHost: a\r\nAuthorization: ${BASIC}\r\nContent-Length: 8\r\n\r\n`;

test('SIGTERM: no new request is accepted, those in progress are answered, idle connections are closed, and the exit code is 0', async () => {
  const gate = await start();
  await gate.said('started');
  expect(await call(gate.port, { path: '/health' })).toMatchObject({ status: 200 });
  const [upload, idle, silent] = await Promise.all([secure(gate.port), secure(gate.port), secure(gate.port)]);
  idle.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(idle, 'data');
  upload.write(`${HEAD}body`);
  await gate.said('body begun');

  gate.child.kill('SIGTERM');
  await Promise.all([untilClosed(idle), untilClosed(silent)]);
  await expect(call(gate.port, { path: '/health' })).rejects.toThrow(/ECONNREFUSED/);
  expect(gate.output()).not.toContain('parts closed');
  upload.write('body');
  const answer = await untilClosed(upload);
  expect(answer).toMatch(/^HTTP\/1\.1 200 .*Connection: close.*\r\n\r\n8 bytes$/s);
  expect(await gate.exit).toBe(0);
  const events = gate
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event);
  expect(events).toEqual(['started', 'body begun', 'stopping', 'dimse closed', 'transfer', 'parts closed', 'stopped']);
});

test('SIGTERM: work that takes too long is cut off, and the gate logs it', async () => {
  const gate = await start({ PATIENCE: '300' });
  await gate.said('started');
  const upload = await secure(gate.port);
  upload.write(`${HEAD}body`);
  await gate.said('body begun');
  gate.child.kill('SIGTERM');
  expect(await gate.exit).toBe(0);
  expect(gate.output()).toContain('stopped with requests in progress');
});

test('a second signal ends the gate at once', async () => {
  const gate = await start();
  await gate.said('started');
  (await secure(gate.port)).write(`${HEAD}body`);
  await gate.said('body begun');
  gate.child.kill('SIGTERM');
  await gate.said('stopping');
  gate.child.kill('SIGTERM');
  expect(await gate.exit).toBe(1);
});

test.each([
  ['open', 'start'],
  ['later', 'program'],
])('a failure of the program (%s) has one line without its message, and the exit code 1', async (fail, where) => {
  const gate = await start({ FAIL: fail });
  expect(await gate.exit).toBe(1);
  const lines = gate
    .output()
    .trim()
    .split('\n')
    .filter((line) => !line.includes('"started"'));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: 'failure', where, error: 'Error' }]);
  expect(gate.output()).not.toMatch(/SMITH|SECRET/);
});

test('a port in use has one line, and the exit code 1', async () => {
  const first = await start();
  await first.said('started');
  const second = await start({}, first.port);
  expect(await second.exit).toBe(1);
  expect(JSON.parse(second.output())).toMatchObject({ event: 'failure', where: 'start', code: 'EADDRINUSE' });
});

test('each wrong setting has one line without a stack trace, and the exit code is 78', async () => {
  const gate = await start({ GATE_SETTINGS: '{}', DATABASE_HOST: '' });
  expect(await gate.exit).toBe(78);
  const lines = gate.output().trim().split('\n');
  expect(lines).toContain('gate: DATABASE_HOST is not set.');
  expect(lines.every((line) => line.startsWith('gate: '))).toBe(true);
  expect(lines.length).toBeGreaterThan(5);
  expect(gate.output()).not.toMatch(/SECRET|pppp/);
});
