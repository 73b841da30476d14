import fc from 'fast-check';
import {
  associateRequest,
  CT,
  command,
  data,
  EXPLICIT,
  echoCommand,
  pdu,
  pdv,
  RELEASE,
  responseIn,
  Scu,
  storeCommand,
  storeMessage,
} from '../../support/programs/dimse-scu';
import { until } from '../../support/until';
import { front } from './front';

const CONTENT = Buffer.from('a data set, of which nothing is read here');

describe('other commands', () => {
  const find = command([
    [2, '1.2.840.10008.5.1.4.1.2.2.1'],
    [0x100, 0x20],
    [0x110, 5],
    [0x800, 0],
  ]);
  test('C-FIND is answered 0211 after its identifier, C-ECHO with success on any context', async () => {
    const gate = await front();
    const scu = await Scu.associated(gate.port);
    scu.send(data(pdv(1, 3, find)), data(pdv(1, 2, CONTENT)), data(pdv(1, 3, echoCommand(6))));
    const response = responseIn(await scu.answer());
    expect(response.get(0x100)?.readUInt16LE(0)).toBe(0x8020);
    expect(response.get(0x120)?.readUInt16LE(0)).toBe(5);
    expect(response.get(0x900)?.readUInt16LE(0)).toBe(0x0211);
    const echo = responseIn(await scu.answer());
    expect([0x100, 0x120, 0x900].map((number) => echo.get(number)?.readUInt16LE(0))).toEqual([0x8030, 6, 0]);
    expect(gate.store.kept).toEqual([]);
  });

  test('C-CANCEL has no answer', async () => {
    const gate = await front();
    const scu = await Scu.associated(gate.port);
    const cancel = command([
      [0x100, 0xfff],
      [0x120, 1],
      [0x800, 0x101],
    ]);
    scu.send(data(pdv(1, 3, cancel)), data(pdv(1, 3, echoCommand(8))));
    expect(
      responseIn(await scu.answer())
        .get(0x120)
        ?.readUInt16LE(0),
    ).toBe(8);
  });

  test('a receiver of small PDUs gets its answer in several PDUs', async () => {
    const gate = await front();
    const scu = await Scu.associated(gate.port, { longestData: 32 });
    scu.send(data(pdv(1, 3, echoCommand())));
    for (;;) {
      const { type, body } = await scu.answer();
      expect(type).toBe(4);
      expect(body.length).toBeLessThanOrEqual(32);
      if (body[5] === 3) break;
    }
  });
});

describe('a protocol violation is answered with A-ABORT, its source and reason (PS3.8 tables 9-10 and 9-26)', () => {
  test.each([
    ['an unknown PDU', Buffer.from([0x47, 0, 0, 0, 0, 4]), 2, 1],
    ['a second association request', associateRequest(), 2, 2],
    ['an A-RELEASE-RP', pdu(6, Buffer.alloc(4)), 2, 2],
    ['a P-DATA-TF of 16 MiB', Buffer.from([4, 0, 1, 0, 0, 0]), 2, 6],
    ['a context that was not accepted', data(pdv(3, 3, echoCommand())), 2, 6],
    ['a data set without a command', data(pdv(1, 2, CONTENT)), 2, 5],
    ['a command within a data set', data(pdv(1, 3, storeCommand('2.25.31')), pdv(1, 3, echoCommand())), 2, 5],
    ['a data set in another context', data(pdv(1, 3, storeCommand('2.25.31')), pdv(5, 2, CONTENT)), 2, 5],
    ['a release within an object', Buffer.concat([data(pdv(1, 3, storeCommand('2.25.31'))), RELEASE]), 2, 2],
    ['a command of 20 kB', data(pdv(1, 1, Buffer.alloc(20_000))), 2, 6],
    ['an invalid command', data(pdv(1, 3, CONTENT)), 0, 0],
    [
      'a response',
      data(
        pdv(
          1,
          3,
          command([
            [0x100, 0x8001],
            [0x120, 1],
            [0x800, 0x101],
            [0x900, 0],
          ]),
        ),
      ),
      0,
      0,
    ],
    ['a C-STORE without a data set', data(pdv(1, 3, storeCommand('2.25.31', CT, 1, 0x101))), 0, 0],
    ['a C-STORE for Verification', data(pdv(5, 3, storeCommand('2.25.31')), pdv(5, 2, CONTENT)), 0, 0],
  ])('%s', async (_what, bytes, source, reason) => {
    const gate = await front();
    const scu = await Scu.associated(gate.port, {
      contexts: [
        [1, CT, [EXPLICIT]],
        [3, '1.2.840.10008.5.1.4.31', [EXPLICIT]],
        [5, '1.2.840.10008.1.1', [EXPLICIT]],
      ],
    });
    scu.send(bytes);
    expect(await scu.closed()).toEqual([{ type: 7, body: Buffer.from([0, 0, source, reason]) }]);
    expect(gate.events.at(-1)).toMatchObject({ kind: 'ended', how: 'protocol' });
    expect([gate.store.kept, gate.spool.unfreed]).toEqual([[], 0]);
  });

  test('hostile bytes within an association are answered or end it, and the listener continues', async () => {
    const gate = await front();
    const good = Buffer.concat([storeMessage('2.25.31', CONTENT), data(pdv(1, 3, echoCommand())), RELEASE]);
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(changes, async (all) => {
        const wire = Buffer.from(good);
        for (const [at, value] of all) wire.writeUInt8(value, at % wire.length);
        const scu = await Scu.associated(gate.port);
        scu.send(wire);
        scu.socket.end();
        for (const { type } of await scu.closed()) expect([4, 6, 7]).toContain(type);
      }),
      { numRuns: 150 },
    );
    await until('everything is freed', () => gate.spool.unfreed === 0 || undefined);
    const scu = await Scu.associated(gate.port);
    scu.send(storeMessage('2.25.31', CONTENT));
    expect(await scu.status()).toBe(0);
  });
});
