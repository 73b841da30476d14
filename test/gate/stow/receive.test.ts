import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreOutcome } from '../../../services/gate/store/outcome';
import { createSpool } from '../../../services/gate/store/spool';
import type { ObjectSpool, ObjectStore, SpooledObject, SpoolWriter } from '../../../services/gate/store/store';
import { MOST_PARTS, MOST_UNANSWERED_PARTS } from '../../../services/gate/stow/receive';
import { testObject } from '../../support/builders/gate-objects';
import { BOUNDARY, body, Door, parsedOutcomes, TYPE } from '../../support/programs/stow-server';
import { until } from '../../support/until';

/** How a body is read while its objects are stored, with a store that waits for the test. */

class HeldStore implements ObjectStore {
  /** Each call stores one object. */
  readonly waiting: (() => void)[] = [];
  most = 0;
  private isHeld = true;

  async store(object: SpooledObject): Promise<StoreOutcome> {
    if (this.isHeld)
      await new Promise<void>((go) => {
        this.most = Math.max(this.most, this.waiting.push(go));
      });
    await object.discard();
    const uids = { sopClass: '1.1', sopInstance: `1.${object.bytes}`, study: '1.3', series: '1.4' };
    return { kind: 'stored', uids, bytes: object.bytes, isNew: true };
  }

  /** Stores the objects that wait, and each further one when it arrives. */
  release(): void {
    this.isHeld = false;
    for (const go of this.waiting.splice(0)) go();
  }
}

/** Counts writers and objects that are not discarded. */
class CountingSpool implements ObjectSpool {
  undiscarded = 0;

  constructor(private readonly real: ObjectSpool) {}

  open(): SpoolWriter {
    const writer = this.real.open();
    this.undiscarded += 1;
    let isOver = false;
    const closing = (discard: () => Promise<void>) => (): Promise<void> => {
      if (!isOver) this.undiscarded -= 1;
      isOver = true;
      return discard();
    };
    return {
      write: (chunk) => writer.write(chunk),
      async finish() {
        const object = await writer.finish();
        return {
          bytes: object.bytes,
          read: (offset, length) => object.read(offset, length),
          stream: () => object.stream(),
          discard: closing(() => object.discard()),
        };
      },
      discard: closing(() => writer.discard()),
    };
  }
}

let folder: string;
let doors: Door[];
let door: Door;
let store: HeldStore;
let spool: CountingSpool;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heartlab-receive-'));
  spool = new CountingSpool(createSpool({ folder, largestObjectBytes: 1_000_000, memoryBytes: 1_000_000 }));
  store = new HeldStore();
  doors = [];
  door = await openDoor({ store, spool });
});
afterEach(async () => {
  store.release();
  await Promise.all(doors.map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function openDoor(parts: { readonly store: ObjectStore; readonly spool: ObjectSpool }): Promise<Door> {
  const opened = await Door.open({ ...parts, largestObjectBytes: 1_000_000, storesAtOnce: 2 });
  doors.push(opened);
  return opened;
}

/** Stores no object, and calls `taken` for each. */
const refusing = (taken = () => {}): ObjectStore => ({
  async store(object) {
    await object.discard();
    taken();
    return { kind: 'failed', reason: 'not-dicom', uids: {} };
  },
});

test('while objects are stored, the next ones arrive up to the limit, and the answer has their order', async () => {
  const sizes = [300, 200, 500, 400, 600];
  const reply = door.post(body(sizes.map((size) => ({ content: Buffer.alloc(size) }))), TYPE);
  for (let left = sizes.length; left > 0; left -= 1) {
    // Two in the server, and two that are ahead.
    await until(`objects arrive up to the limit, ${left} left`, () => store.waiting.length >= Math.min(left, 4));
    await sleep(20);
    // The newest first.
    store.waiting.pop()?.();
  }
  expect(parsedOutcomes(await reply).stored).toEqual(sizes.map((size) => `1.${size}`));
  expect(store.most).toBe(4);
  expect(spool.undiscarded).toBe(0);
});

test('parts beyond the limit of a body are not read, and the answer reports it', async () => {
  const parts = Buffer.from(`--${BOUNDARY}\r\n\r\n\r\n`.repeat(MOST_PARTS + 10_000));
  const other = await openDoor({ store: refusing(), spool });
  const reply = await other.post(Buffer.concat([parts, Buffer.from(`--${BOUNDARY}--`)]), TYPE);
  expect(reply.status).toBe(400);
  expect(other.answers[0]?.outcomes).toHaveLength(MOST_PARTS);
  expect(other.answers[0]?.text).toContain(`more than ${MOST_PARTS} parts`);
  expect(spool.undiscarded).toBe(0);
});

test('the parts of all bodies are limited too, and those of an ended body no longer count', async () => {
  let taken = 0;
  const other = await openDoor({ store: refusing(() => (taken += 1)), spool });
  const parts = Buffer.from(`--${BOUNDARY}\r\n\r\n\r\n`.repeat(MOST_UNANSWERED_PARTS / 4));
  const head = `POST /dicomweb/studies HTTP/1.1\r\nHost: a\r\nContent-Type: ${TYPE}\r\nContent-Length: ${parts.length + 1000}\r\n\r\n`;
  const unfinished = Array.from({ length: 4 }, () => connect(other.port, '127.0.0.1'));
  for (const socket of unfinished) {
    socket.on('error', () => {});
    socket.write(Buffer.concat([Buffer.from(head), parts]));
  }
  // The last part of each is not known to have ended.
  await until('all complete parts are taken', () => taken === MOST_UNANSWERED_PARTS - 4);
  const one = body([{ content: Buffer.alloc(300) }]);
  const refused = await other.post(one, TYPE);
  expect(refused.status).toBe(400);
  expect(other.answers[0]?.text).toContain(`more than ${MOST_UNANSWERED_PARTS}`);
  for (const socket of unfinished) socket.destroy();
  await until('the unfinished bodies end', () => other.answers.length === 5);
  expect((await other.post(one, TYPE)).status).toBe(409);
});

test('a body is paused while the store is busy', async () => {
  const head = Buffer.from(
    `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: ${TYPE}\r\n\r\n`,
  );
  const part = Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n\r\n`), Buffer.alloc(900_000), Buffer.from('\r\n')]);
  const chunk = Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
  const end = Buffer.from(`--${BOUNDARY}--`);
  let sent = 0;
  function* pieces(): Generator<Buffer> {
    yield head;
    for (; sent < 40; sent += 1) yield chunk;
    yield Buffer.from(`${end.length.toString(16)}\r\n${end}\r\n0\r\n\r\n`);
  }
  const reply = door.raw(pieces());
  // Two are being stored, and two are read ahead. The buffers of the kernel and the parser contain more.
  await until('four objects have arrived', () => store.waiting.length >= 4);
  await sleep(300);
  expect(store.most).toBe(4);
  expect(spool.undiscarded).toBeLessThanOrEqual(5);
  expect(sent).toBeLessThan(20);
  store.release();
  expect((await reply).status).toBe(200);
  expect(sent).toBe(40);
  expect(spool.undiscarded).toBe(0);
});

test.each([
  ['within a part', -60],
  ['within the headers of a part', -BOUNDARY.length - 60 - 400],
])('a sender that disconnects %s leaves nothing open', async (_, end) => {
  const whole = body([{ content: Buffer.alloc(300) }, { content: Buffer.alloc(400) }]);
  const head = `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nContent-Length: ${whole.length}\r\nContent-Type: ${TYPE}\r\n\r\n`;
  await door.raw([Buffer.from(head), whole.subarray(0, end)], { hangUp: true });
  store.release();
  await until('the body has ended', () => door.answers.length === 1);
  expect(door.answers[0]?.status).toBe(400);
  expect(spool.undiscarded).toBe(0);
});

test('a failure of the spool fails only its part', async () => {
  rmSync(folder, { recursive: true });
  const small = createSpool({ folder, largestObjectBytes: 1_000_000, memoryBytes: 1000, smallObjectBytes: 1000 });
  const other = await openDoor({ store, spool: small });
  store.release();
  const large = testObject({ side: 100 });
  const reply = await other.post(body([{ content: Buffer.alloc(300) }, { content: large.bytes }]), TYPE);
  expect([reply.status, parsedOutcomes(reply)]).toEqual([
    202,
    { stored: ['1.300'], failed: [[large.uids.sopInstance, 0x0110]], other: [] },
  ]);
  expect(reply.headers.get('warning')).toContain('1 of 2 objects are stored. The object could not be stored.');
});
