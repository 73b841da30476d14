import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { FAILURE_REASONS, type FailureReason } from '../../../services/gate/store/outcome';
import { cpuMilliseconds } from '../../support/cpu-time';
import {
  CT,
  data,
  EXPLICIT,
  pdv,
  RELEASE,
  responseIn,
  Scu,
  storeCommand,
  storeMessage,
} from '../../support/programs/dimse-scu';
import { front } from './front';
import { dataSetOf } from './memory-store';

const CONTENT = Buffer.from('a data set, of which nothing is read here');

describe('storing', () => {
  test('an object is stored unchanged and answered, and the association is released', async () => {
    const gate = await front();
    const scu = await Scu.associated(gate.port);
    scu.send(storeMessage('2.25.31', CONTENT));
    const response = responseIn(await scu.answer());
    expect(response.get(0x900)?.readUInt16LE(0)).toBe(0);
    expect(response.get(0x902)).toBeUndefined();
    expect(response.get(0x1000)?.toString('latin1')).toBe('2.25.31\0');
    scu.send(RELEASE);
    expect(await scu.closed()).toEqual([{ type: 6, body: Buffer.alloc(4) }]);
    const [kept] = gate.store.kept;
    expect(dataSetOf(kept?.bytes ?? Buffer.alloc(0))).toEqual(CONTENT);
    expect(kept?.expected).toEqual({ sopClass: CT, sopInstance: '2.25.31' });
    expect(gate.spool.unfreed).toBe(0);
    expect(gate.events).toMatchObject([
      { kind: 'begun', association: 1 },
      { kind: 'object', outcome: { kind: 'stored' } },
      { kind: 'ended', how: 'released' },
    ]);
  });

  test('any objects in any fragments, PDUs and pieces are stored byte for byte', async () => {
    const object = fc.record({
      content: fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fragment: fc.integer({ min: 1, max: 200 }),
      commandFragment: fc.integer({ min: 1, max: 200 }),
      perPdu: fc.integer({ min: 1, max: 5 }),
    });
    const gate = await front();
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        async (all, piece) => {
          const scu = await Scu.associated(gate.port);
          gate.store.kept.length = 0;
          for (const [index, { content, fragment, commandFragment, perPdu }] of all.entries()) {
            const values = [
              ...pieces(storeCommand(`2.25.${index}`), commandFragment, 1),
              ...pieces(content, fragment, 0),
            ];
            const wire = Buffer.concat(
              Array.from({ length: Math.ceil(values.length / perPdu) }, (_, at) =>
                data(...values.slice(at * perPdu, (at + 1) * perPdu)),
              ),
            );
            for (let at = 0; at < wire.length; at += piece) {
              scu.send(wire.subarray(at, at + piece));
              if (at % (piece * 4) === 0) await sleep(0);
            }
            expect(await scu.status()).toBe(0);
          }
          scu.close();
          expect(gate.store.kept.map(({ bytes }) => dataSetOf(bytes))).toEqual(all.map(({ content }) => content));
        },
      ),
      { numRuns: 60 },
    );
    expect(gate.spool.unfreed).toBe(0);
  });

  /** Fragments of a command (1) or a data set (0); the last one has bit 2 (PS3.8 table E.2-1). */
  const pieces = (bytes: Buffer, length: number, control: 0 | 1): readonly Buffer[] =>
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) => {
      const end = (index + 1) * length;
      return pdv(1, control + (end >= bytes.length ? 2 : 0), bytes.subarray(end - length, end));
    });

  test('PDUs with only empty fragments use no memory and little time', async () => {
    const gate = await front();
    const scu = await Scu.associated(gate.port);
    const empty = (control: number) => data(...Array.from({ length: 20_000 }, () => pdv(1, control, Buffer.alloc(0))));
    const begun = cpuMilliseconds();
    for (let index = 0; index < 10; index += 1) scu.send(empty(1));
    scu.send(data(pdv(1, 3, storeCommand('2.25.31'))));
    for (let index = 0; index < 10; index += 1) scu.send(empty(0));
    scu.send(data(...Array.from({ length: 20_000 }, () => pdv(1, 0, Buffer.alloc(0))), pdv(1, 2, CONTENT)));
    expect(await scu.status()).toBe(0);
    expect(cpuMilliseconds() - begun).toBeLessThan(10_000);
    // The 41 bytes of the object do not keep their PDU of 120 kB in memory.
    expect(gate.spool.mostHeld).toBeLessThan(20_000);
    expect(gate.store.kept.map(({ bytes }) => dataSetOf(bytes))).toEqual([CONTENT]);
  });

  test('a last fragment may be empty', async () => {
    const gate = await front();
    const scu = await Scu.associated(gate.port);
    scu.send(data(pdv(1, 3, storeCommand('2.25.31')), pdv(1, 0, CONTENT)), data(pdv(1, 2, Buffer.alloc(0))));
    expect(await scu.status()).toBe(0);
    expect(gate.store.kept.map(({ bytes }) => dataSetOf(bytes))).toEqual([CONTENT]);
  });

  test('the header of each object has the transfer syntax of its context and the sender', async () => {
    const gate = await front();
    const HTJ2K = '1.2.840.10008.1.2.4.201';
    const scu = await Scu.associated(gate.port, {
      calling: 'MR1',
      contexts: [
        [1, CT, [EXPLICIT]],
        [9, CT, [HTJ2K]],
      ],
    });
    scu.send(storeMessage('2.25.31', CONTENT, 9));
    expect(await scu.status()).toBe(0);
    const header = gate.store.kept[0]?.bytes.toString('latin1', 0, 400) ?? '';
    expect(header).toContain(`UI\x18\0${HTJ2K}\0`);
    expect(header).toContain('AE\x04\0MR1 ');
    expect(gate.events.at(-1)).toMatchObject({ kind: 'object', outcome: { kind: 'stored' } });
  });

  test.each(Object.entries(FAILURE_REASONS))(
    '%s is answered with its status and a comment',
    async (reason, { code }) => {
      const gate = await front();
      gate.store.failure = reason as FailureReason;
      const scu = await Scu.associated(gate.port);
      scu.send(storeMessage('2.25.31', CONTENT));
      const response = responseIn(await scu.answer());
      expect(response.get(0x900)?.readUInt16LE(0)).toBe(code);
      expect(response.get(0x902)?.length).toBeGreaterThan(10);
      expect(gate.events.at(-1)).toMatchObject({ kind: 'object', outcome: { kind: 'failed', reason } });
      // The association goes on.
      gate.store.failure = undefined;
      scu.send(storeMessage('2.25.32', CONTENT), RELEASE);
      expect(await scu.status()).toBe(0);
      await scu.closed();
      expect(gate.events.at(-1)).toMatchObject({ kind: 'ended', how: 'released' });
    },
  );
});

describe('an object that the spool refuses', () => {
  test.each([
    ['too-large', 0xa700],
    ['no-space', 0xa701],
    ['throws', 0x0110],
  ] as const)('%s: the rest of the object is discarded, and the next object is stored', async (what, status) => {
    const gate = await front();
    if (what === 'too-large') gate.spool.mostBytes = 2000;
    else gate.spool.answer = what;
    const scu = await Scu.associated(gate.port);
    scu.send(data(pdv(1, 3, storeCommand('2.25.31'))));
    for (let index = 0; index < 100; index += 1) scu.send(data(pdv(1, index === 99 ? 2 : 0, Buffer.alloc(1000))));
    expect(await scu.status()).toBe(status);
    expect(gate.spool.unfreed).toBe(0);
    expect(gate.spool.bytesWritten).toBeLessThan(4000);
    expect(gate.store.kept).toEqual([]);
    expect(gate.events.at(-1)).toMatchObject({
      kind: 'object',
      outcome: { kind: 'failed', uids: { sopClass: CT, sopInstance: '2.25.31' } },
    });
    gate.spool.answer = undefined;
    scu.send(storeMessage('2.25.32', CONTENT));
    expect(await scu.status()).toBe(0);
  });

  test('an object with invalid UIDs is not stored', async () => {
    const gate = await front();
    const scu = await Scu.associated(gate.port);
    scu.send(storeMessage('not a UID', CONTENT));
    expect(await scu.status()).toBe(0xc001);
    expect([gate.store.kept, gate.spool.unfreed]).toEqual([[], 0]);
    expect(gate.events.at(-1)).toMatchObject({ outcome: { reason: 'no-uids', uids: { sopClass: CT } } });
  });
});
