import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSpool } from '../../../services/gate/store/spool';
import type { ObjectSpool, ObjectStore, SpooledObject } from '../../../services/gate/store/store';
import { MOST_PARTS, MOST_UNANSWERED_PARTS } from '../../../services/gate/stow/receive';
import { testObject } from '../../support/builders/gate-objects';
import { BOUNDARY, body, Door, parsedOutcomes, TYPE } from '../../support/programs/stow-server';

/** How a body is read while its objects are stored, with a store that waits for the test. */

let folder: string;
let door: Door;
let open: number;
let store: ObjectStore & { readonly waiting: (() => void)[]; most: number };
let spool: ObjectSpool;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heartlab-receive-'));
  open = 0;
  const real = createSpool({ folder, largestObjectBytes: 1_000_000, memoryBytes: 1_000_000 });
  // Counts open writers and objects: each must be discarded.
  spool = {
    open() {
      const writer = real.open();
      open += 1;
      let over = false;
      const close = (): void => {
        if (!over) open -= 1;
        over = true;
      };
      return {
        write: (chunk) => writer.write(chunk),
        async finish() {
          const object = await writer.finish();
          return new Proxy(object, {
            get: (target, name) =>
              name === 'discard'
                ? () => {
                    close();
                    return target.discard();
                  }
                : typeof Reflect.get(target, name) === 'function'
                  ? Reflect.get(target, name).bind(target)
                  : Reflect.get(target, name),
          });
        },
        discard() {
          close();
          return writer.discard();
        },
      };
    },
  };
  store = {
    waiting: [],
    most: 0,
    async store(object: SpooledObject) {
      await new Promise<void>((go) => {
        store.waiting.push(go);
        store.most = Math.max(store.most, store.waiting.length);
      });
      await object.discard();
      const uids = { sopClass: '1.1', sopInstance: `1.${object.bytes}`, study: '1.3', series: '1.4' };
      return { kind: 'stored', uids, bytes: object.bytes, isNew: true };
    },
  };
  door = await Door.open({ store, spool, largestObjectBytes: 1_000_000, storesAtOnce: 2 });
});
afterEach(async () => {
  await door.close();
  rmSync(folder, { recursive: true });
});

const soon = async (what: () => boolean): Promise<void> => {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test('while objects are stored, the next ones arrive up to the limit, and the answer has their order', async () => {
  const sizes = [300, 200, 500, 400, 600];
  const reply = door.post(body(sizes.map((size) => ({ content: Buffer.alloc(size) }))), TYPE);
  for (let stored = 0; stored < sizes.length; stored += 1) {
    await soon(() => store.waiting.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    // The newest first.
    store.waiting.pop()?.();
  }
  expect(parsedOutcomes(await reply).stored).toEqual(sizes.map((size) => `1.${size}`));
  // Two in the server, and two that are ahead.
  expect(store.most).toBe(4);
  expect(open).toBe(0);
});

test('parts beyond the limit of a body are not read, and the answer reports it', async () => {
  const parts = Buffer.from(`--${BOUNDARY}\r\n\r\n\r\n`.repeat(MOST_PARTS + 10_000));
  const immediate = {
    ...store,
    store: async (object: SpooledObject) => {
      await object.discard();
      return { kind: 'failed', reason: 'not-dicom', uids: {} } as const;
    },
  };
  const other = await Door.open({ store: immediate, spool, largestObjectBytes: 1_000_000, storesAtOnce: 2 });
  const reply = await other.post(Buffer.concat([parts, Buffer.from(`--${BOUNDARY}--`)]), TYPE);
  expect(reply.status).toBe(400);
  expect(other.answers[0]?.outcomes).toHaveLength(MOST_PARTS);
  expect(other.answers[0]?.text).toContain(`more than ${MOST_PARTS} parts`);
  expect(open).toBe(0);
  await other.close();
});

test('the parts of all bodies are limited too, and those of an ended body no longer count', async () => {
  let taken = 0;
  const immediate = {
    ...store,
    store: async (object: SpooledObject) => {
      await object.discard();
      taken += 1;
      return { kind: 'failed', reason: 'not-dicom', uids: {} } as const;
    },
  };
  const other = await Door.open({ store: immediate, spool, largestObjectBytes: 1_000_000, storesAtOnce: 2 });
  const parts = Buffer.from(`--${BOUNDARY}\r\n\r\n\r\n`.repeat(MOST_UNANSWERED_PARTS / 4));
  const head = `POST /dicomweb/studies HTTP/1.1\r\nHost: a\r\nContent-Type: ${TYPE}\r\nContent-Length: ${parts.length + 1000}\r\n\r\n`;
  const unfinished = Array.from({ length: 4 }, () => connect(other.port, '127.0.0.1'));
  for (const socket of unfinished) {
    socket.on('error', () => {});
    socket.write(Buffer.concat([Buffer.from(head), parts]));
  }
  // The last part of each is not known to have ended.
  await soon(() => taken === MOST_UNANSWERED_PARTS - 4);
  const one = body([{ content: Buffer.alloc(300) }]);
  const refused = await other.post(one, TYPE);
  expect(refused.status).toBe(400);
  expect(other.answers[0]?.text).toContain(`more than ${MOST_UNANSWERED_PARTS}`);
  for (const socket of unfinished) socket.destroy();
  await soon(() => other.answers.length === 5);
  expect((await other.post(one, TYPE)).status).toBe(409);
  await other.close();
});

test('a body is paused while the store is busy', async () => {
  const head = Buffer.from(
    `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: ${TYPE}\r\n\r\n`,
  );
  const part = Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n\r\n`), Buffer.alloc(900_000), Buffer.from('\r\n')]);
  const chunk = Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
  let sent = 0;
  const end = Buffer.from(`--${BOUNDARY}--`);
  const socketPieces = Array.from({ length: 40 }, () => chunk);
  const reply = door.raw(
    new Proxy([head, ...socketPieces, Buffer.from(`${end.length.toString(16)}\r\n${end}\r\n0\r\n\r\n`)], {
      get: (target, name, receiver) => {
        if (/^\d+$/.test(String(name))) sent = Number(name);
        return Reflect.get(target, name, receiver);
      },
    }),
  );
  await soon(() => store.waiting.length === 2);
  await new Promise((resolve) => setTimeout(resolve, 300));
  // Two are being stored, and two are read ahead. The buffers of the kernel and the parser contain more.
  expect(store.waiting.length).toBe(4);
  expect(open).toBeLessThanOrEqual(5);
  expect(sent).toBeLessThan(20);
  const going = setInterval(() => store.waiting.shift()?.(), 1);
  expect((await reply).status).toBe(200);
  clearInterval(going);
  expect(open).toBe(0);
});

test.each([
  ['within a part', -60],
  ['within the headers of a part', -BOUNDARY.length - 60 - 400],
])('a sender that disconnects %s leaves nothing open', async (_, end) => {
  const whole = body([{ content: Buffer.alloc(300) }, { content: Buffer.alloc(400) }]);
  const head = `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nContent-Length: ${whole.length}\r\nContent-Type: ${TYPE}\r\n\r\n`;
  await door.raw([Buffer.from(head), whole.subarray(0, end)], { hangUp: true });
  const going = setInterval(() => store.waiting.shift()?.(), 1);
  await soon(() => door.answers.length === 1);
  clearInterval(going);
  expect(door.answers[0]?.status).toBe(400);
  expect(open).toBe(0);
});

test('a failure of the spool fails only its part', async () => {
  rmSync(folder, { recursive: true });
  const small = createSpool({ folder, largestObjectBytes: 1_000_000, memoryBytes: 1000, smallObjectBytes: 1000 });
  const other = await Door.open({ store, spool: small, largestObjectBytes: 1_000_000 });
  const going = setInterval(() => store.waiting.shift()?.(), 1);
  const large = testObject({ side: 100 });
  const reply = await other.post(body([{ content: Buffer.alloc(300) }, { content: large.bytes }]), TYPE);
  clearInterval(going);
  await other.close();
  expect([reply.status, parsedOutcomes(reply)]).toEqual([
    202,
    { stored: ['1.300'], failed: [[large.uids.sopInstance, 0x0110]], other: [] },
  ]);
  expect(reply.headers.get('warning')).toContain('1 of 2 objects are stored. The object could not be stored.');
  // For afterEach.
  folder = mkdtempSync(join(tmpdir(), 'heartlab-receive-'));
});
