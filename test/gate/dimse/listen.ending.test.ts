import { setTimeout as sleep } from 'node:timers/promises';
import { DIMSE_LIMITS } from '../../../services/gate/dimse/listen';
import { ABORT, data, pdv, Scu, storeCommand, storeMessage } from '../../support/programs/dimse-scu';
import { until } from '../../support/until';
import { front } from './front';
import { dataSetOf } from './memory-store';

const CONTENT = Buffer.from('a data set, of which nothing is read here');

describe('senders that stop sending', () => {
  test.each([
    ['disconnects', 'lost', (scu: Scu) => scu.socket.end()],
    ['is reset', 'lost', (scu: Scu) => scu.socket.resetAndDestroy()],
    ['aborts', 'aborted', (scu: Scu) => scu.send(ABORT)],
  ] as const)(
    'half an object, then the sender %s: nothing is stored, and all memory is freed',
    async (_what, how, stop) => {
      const gate = await front();
      const scu = await Scu.associated(gate.port);
      scu.send(data(pdv(1, 3, storeCommand('2.25.31'))), data(pdv(1, 0, CONTENT)));
      await until('the object has begun', () => gate.spool.bytesWritten > CONTENT.length || undefined);
      expect(gate.spool.unfreed).toBe(1);
      stop(scu);
      await scu.closed();
      await until('the association has ended', () => gate.events.find(({ kind }) => kind === 'ended'));
      expect(gate.events.at(-1)).toMatchObject({ kind: 'ended', how });
      expect([gate.store.kept, gate.spool.unfreed]).toEqual([[], 0]);
    },
  );

  test.each([
    ['between messages', []],
    ['within an object', [data(pdv(1, 3, storeCommand('2.25.31'))), data(pdv(1, 0, CONTENT))]],
    ['within a PDU', [Buffer.from([4, 0, 0])]],
  ])('a sender that is silent %s is aborted after the idle time', async (_what, bytes) => {
    const gate = await front({ idleSeconds: 2 });
    const begun = Date.now();
    const scu = await Scu.associated(gate.port);
    scu.send(...bytes);
    expect(await scu.closed()).toEqual([{ type: 7, body: Buffer.from([0, 0, 2, 0]) }]);
    expect(Date.now() - begun).toBeGreaterThan(1900);
    expect(gate.events.at(-1)).toMatchObject({ kind: 'ended', how: 'idle' });
    expect([gate.store.kept, gate.spool.unfreed]).toEqual([[], 0]);
  });

  test('the time in which the gate stores an object does not count as idle', async () => {
    const gate = await front({ idleSeconds: 3 });
    gate.store.gate = () => sleep(3500);
    const scu = await Scu.associated(gate.port);
    scu.send(storeMessage('2.25.31', CONTENT));
    expect(await scu.status()).toBe(0);
  });

  test('while the gate stores an object, it reads only as much as its buffers can contain', async () => {
    const gate = await front();
    let release: (() => void) | undefined;
    gate.store.gate = () => new Promise((resolve) => (release = resolve));
    const scu = await Scu.associated(gate.port);
    scu.send(storeMessage('2.25.31', CONTENT));
    const store = await until('the object is being stored', () => release);
    const before = gate.spool.bytesWritten;
    scu.send(data(pdv(1, 3, storeCommand('2.25.32'))));
    for (let index = 0; index < 640; index += 1) scu.send(data(pdv(1, index === 639 ? 2 : 0, Buffer.alloc(65_536))));
    await sleep(300);
    expect(gate.spool.bytesWritten).toBe(before);
    // The socket buffers contain a few of the 40 MB. The sender still has the rest.
    expect(scu.socket.writableLength).toBeGreaterThan(20_000_000);
    gate.store.gate = async () => {};
    store();
    expect([await scu.status(), await scu.status()]).toEqual([0, 0]);
    expect(gate.store.kept.map(({ bytes }) => dataSetOf(bytes).length)).toEqual([CONTENT.length, 640 * 65_536]);
  });
});

describe('stopping', () => {
  test('idle associations are aborted, and no new ones are accepted', async () => {
    const gate = await front({ limits: { closeSeconds: 10 } });
    // Connections are accepted in their order, so the gate has this one when the next one is associated.
    const silent = await Scu.connected(gate.port);
    const idle = await Scu.associated(gate.port);
    await gate.close();
    expect(await idle.closed()).toEqual([{ type: 7, body: Buffer.alloc(4) }]);
    expect(await silent.closed()).toEqual([]);
    expect(gate.events.slice(1)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'ended', how: 'closing' }),
        { kind: 'dropped', why: 'closing' },
      ]),
    );
    await expect(Scu.connected(gate.port)).rejects.toThrow('ECONNREFUSED');
  });

  test('an object that is arriving is stored and answered first', async () => {
    const gate = await front({ limits: { closeSeconds: 10 } });
    const scu = await Scu.associated(gate.port);
    scu.send(data(pdv(1, 3, storeCommand('2.25.31'))), data(pdv(1, 0, CONTENT)));
    await until('the object has begun', () => gate.spool.bytesWritten > CONTENT.length || undefined);
    const closed = gate.close();
    await sleep(100);
    scu.send(data(pdv(1, 2, CONTENT)), storeMessage('2.25.32', CONTENT));
    expect(await scu.status()).toBe(0);
    expect(await scu.closed()).toEqual([{ type: 7, body: Buffer.alloc(4) }]);
    await closed;
    expect(gate.store.kept.map(({ expected }) => expected?.sopInstance)).toEqual(['2.25.31']);
  });

  test('associations that take longer than the time limit are cut off', async () => {
    const gate = await front({ limits: { closeSeconds: 0.3 } });
    const scu = await Scu.associated(gate.port);
    scu.send(data(pdv(1, 3, storeCommand('2.25.31'))), data(pdv(1, 0, CONTENT)));
    await until('the object has begun', () => gate.spool.bytesWritten > CONTENT.length || undefined);
    const begun = Date.now();
    await gate.close();
    expect(Date.now() - begun).toBeGreaterThan(250);
    expect(Date.now() - begun).toBeLessThan(15_000);
    await until('the object is freed', () => gate.spool.unfreed === 0 || undefined);
    expect(gate.store.kept).toEqual([]);
    expect(gate.events.at(-1)).toMatchObject({ kind: 'ended', how: 'lost' });
  });

  test('the time limit is within the 120 s of Fargate', () => {
    expect(DIMSE_LIMITS.closeSeconds).toBeLessThanOrEqual(110);
  });
});
