import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { DIMSE_LIMITS } from '../../../services/gate/dimse/listen';
import { ABORT, associateRequest, data, echoCommand, pdv, RELEASE, Scu } from '../../support/programs/dimse-scu';
import { until } from '../../support/until';
import { front } from './front';

const VERIFY = { contexts: [[1, '1.2.840.10008.1.1', ['1.2.840.10008.1.2']]] } as const;

/** Whether a valid C-ECHO is answered. */
async function echoes(port: number): Promise<boolean> {
  const scu = await Scu.associated(port, VERIFY);
  scu.send(data(pdv(1, 3, echoCommand())));
  const status = await scu.status();
  scu.send(RELEASE);
  await scu.closed();
  return status === 0;
}

describe('the association request', () => {
  test.each([
    ['nothing', []],
    ['a byte', [Buffer.from([1])]],
    ['half a request', [associateRequest().subarray(0, 100)]],
  ])('the gate waits for the rest of %s until the time limit', async (_what, bytes) => {
    const gate = await front({ limits: { requestSeconds: 0.4 } });
    const begun = Date.now();
    const scu = await Scu.connected(gate.port);
    scu.send(...bytes);
    expect(await scu.closed()).toEqual([]);
    expect(Date.now() - begun).toBeGreaterThan(300);
    expect(gate.events).toEqual([{ kind: 'dropped', why: 'late' }]);
  });

  test('further bytes do not extend the time limit', async () => {
    const gate = await front({ limits: { requestSeconds: 0.5 } });
    const scu = await Scu.connected(gate.port);
    const begun = Date.now();
    for (const byte of associateRequest()) {
      if (scu.isClosed) break;
      scu.send(Buffer.from([byte]));
      await sleep(50);
    }
    expect(scu.isClosed).toBe(true);
    expect(Date.now() - begun).toBeLessThan(6000);
    expect(gate.events).toEqual([{ kind: 'dropped', why: 'late' }]);
  });

  test('the time limit is ten seconds', () => expect(DIMSE_LIMITS.requestSeconds).toBe(10));

  test.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['data', data(pdv(1, 3, echoCommand()))],
    ['a release', RELEASE],
    ['a request without contexts', associateRequest({ contexts: [] })],
  ])(
    '%s instead of a request is answered with A-ABORT from the service-user (PS3.8 table 9-10, AA-1)',
    async (_what, bytes) => {
      const gate = await front();
      const scu = await Scu.connected(gate.port);
      scu.send(bytes);
      expect(await scu.closed()).toEqual([{ type: 7, body: Buffer.alloc(4) }]);
      expect(gate.events).toEqual([{ kind: 'dropped', why: 'not-dicom' }]);
    },
  );

  test('a health check, which closes without a byte, causes no event; half a request does', async () => {
    const gate = await front();
    for (const bytes of [[], [associateRequest().subarray(0, 50)], [ABORT]]) {
      const scu = await Scu.connected(gate.port);
      scu.send(...bytes);
      scu.socket.end();
      await scu.closed();
    }
    await until('both were seen', () => gate.events.length >= 2 || undefined);
    expect(gate.events).toEqual([
      { kind: 'dropped', why: 'cut' },
      { kind: 'dropped', why: 'cut' },
    ]);
  });

  test.each([
    [{ called: 'OTHER' }, 'called-ae-title', [1, 1, 7]],
    [{ calling: 'ct1' }, 'calling-ae-title', [1, 1, 3]],
  ] as const)('%j is rejected', async (request, why, fields) => {
    const gate = await front();
    const scu = await Scu.connected(gate.port);
    scu.send(associateRequest(request));
    expect(await scu.closed()).toEqual([{ type: 3, body: Buffer.from([0, ...fields]) }]);
    expect(gate.events).toEqual([{ kind: 'rejected', why }]);
  });

  test('the answer repeats the titles and has a result for each context (PS3.8 table 9-17)', async () => {
    const gate = await front();
    const scu = await Scu.connected(gate.port);
    scu.send(
      associateRequest({ contexts: [...VERIFY.contexts, [3, '1.2.840.10008.5.1.4.31', ['1.2.840.10008.1.2']]] }),
    );
    const { type, body } = await scu.answer();
    expect([type, body.readUInt16BE(0), body.toString('latin1', 4, 36)]).toEqual([
      2,
      1,
      'HEARTLAB        CT1             ',
    ]);
    const text = body.toString('latin1');
    // Item 21H, its length, id, result, and the transfer syntax sub-item.
    expect(text).toContain('\x21\0\0\x19\x01\0\0\0\x40\0\0\x111.2.840.10008.1.2');
    expect(text).toContain('\x21\0\0\x19\x03\0\x03\0\x40');
    expect(text).toContain('\x51\0\0\x04\0\x02\0\0');
  });
});

describe('limits', () => {
  test('200 silent connections have no effect on others', async () => {
    // None of the connections reaches the time limit of the association request.
    const gate = await front({ limits: { requestSeconds: 1000 } });
    const silent = await Promise.all(Array.from({ length: 200 }, () => Scu.connected(gate.port)));
    for (const scu of silent.slice(0, 150)) scu.send(associateRequest().subarray(0, 30));
    for (let index = 0; index < 10; index += 1) expect(await echoes(gate.port)).toBe(true);
    // The oldest were closed: the gate keeps only as many as its limit.
    await until('the oldest are closed', () => silent.filter(({ isClosed }) => isClosed).length >= 100 || undefined);
    expect(silent.filter(({ isClosed }) => !isClosed).length).toBeLessThanOrEqual(DIMSE_LIMITS.waiting);
    expect(gate.events).toContainEqual({ kind: 'dropped', why: 'crowded' });
    for (const scu of silent) scu.close();
  });

  test('associations over the limit are rejected as transient, until one ends', async () => {
    const gate = await front({ limits: { associations: 2 } });
    const [first] = [await Scu.associated(gate.port), await Scu.associated(gate.port)];
    const third = await Scu.connected(gate.port);
    third.send(associateRequest());
    expect(await third.closed()).toEqual([{ type: 3, body: Buffer.from([0, 2, 3, 2]) }]);
    expect(gate.events.at(-1)).toMatchObject({ kind: 'rejected', why: 'too-many-associations' });
    first.send(RELEASE);
    await first.closed();
    expect(await echoes(gate.port)).toBe(true);
  });

  test('a wrong title is rejected for the title even if the limit is reached', async () => {
    const gate = await front({ limits: { associations: 1 } });
    await Scu.associated(gate.port);
    const other = await Scu.connected(gate.port);
    other.send(associateRequest({ calling: 'ct1' }));
    expect(await other.closed()).toEqual([{ type: 3, body: Buffer.from([0, 1, 1, 3]) }]);
  });
});

test('a port in use is an error', async () => {
  const gate = await front();
  await expect(front({ port: gate.port })).rejects.toThrow('EADDRINUSE');
});

let stop = (): unknown => undefined;
afterAll(() => stop());

test('a process without free file descriptors continues, and serves again when it has some', async () => {
  const child = spawn('bash', ['-c', 'ulimit -n 48; exec node --import tsx test/gate/dimse/few-descriptors.ts']);
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    output += bytes.toString();
  });
  stop = () => child.kill();
  const ended = new Promise((resolve) => child.once('close', resolve));
  const port = await until('the front listens', () => /port (\d+)\n/.exec(output)?.[1]);
  // TCP completes these connections whether the process accepts them or not.
  const many = await Promise.all(Array.from({ length: 80 }, () => Scu.connected(Number(port))));
  await sleep(300);
  for (const scu of many) scu.close();
  await until('the front serves again', () => echoes(Number(port)).catch(() => undefined));
  child.stdin.write('\n');
  expect(await ended).toBe(0);
  expect(output).toContain('seen begun ended');
});
