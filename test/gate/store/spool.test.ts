import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ConcurrencyLimit } from '../../../services/gate/store/concurrency-limit';
import { createSpool } from '../../../services/gate/store/spool';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heartlab-spool-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Open files of this process in the folder. Their names are already deleted. */
const openFiles = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false;
    }
  }).length;

const read = async (stream: NodeJS.ReadableStream): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
};

test('an object is read back from memory or disk, and nothing is left afterwards', async () => {
  const spool = createSpool({ folder, largestObjectBytes: 10_000, memoryBytes: 3000, smallObjectBytes: 2000 });
  const objects = fc.array(fc.array(fc.uint8Array({ maxLength: 1500 }), { maxLength: 6 }), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(objects, fc.nat(9000), fc.nat(9000), async (list, offset, length) => {
      const open = await Promise.all(
        list.map(async (chunks) => {
          const writer = spool.open();
          for (const chunk of chunks) expect(await writer.write(Buffer.from(chunk))).toBe('ok');
          return { whole: Buffer.concat(chunks), object: await writer.finish() };
        }),
      );
      for (const { whole, object } of open) {
        expect(object.bytes).toBe(whole.length);
        expect(await object.read(offset, length)).toEqual(whole.subarray(offset, offset + length));
        expect((await read(object.stream())).equals(whole)).toBe(true);
        expect((await read(object.stream())).equals(whole)).toBe(true);
      }
      // Names are deleted at once, so that a killed program leaves no file.
      expect(readdirSync(folder)).toEqual([]);
      for (const { object } of open) {
        await object.discard();
        await object.discard();
      }
      expect(openFiles()).toBe(0);
    }),
    { numRuns: 100 },
  );
  // All memory was freed: a small object is in memory again.
  const writer = spool.open();
  await writer.write(Buffer.alloc(1900));
  expect(openFiles()).toBe(0);
});

test('the memory of all objects is bounded: further objects are written to disk', async () => {
  const spool = createSpool({ folder, largestObjectBytes: 10_000, memoryBytes: 2500, smallObjectBytes: 1000 });
  const writers = [1, 2, 3, 4].map(() => spool.open());
  for (const writer of writers) await writer.write(randomBytes(1000));
  expect(openFiles()).toBe(2);
  for (const writer of writers) await writer.discard();
  expect(openFiles()).toBe(0);
});

test.each([500, 5000])('an object over the limit is discarded completely (after %i bytes)', async (first) => {
  const spool = createSpool({ folder, largestObjectBytes: 6000, memoryBytes: 10_000, smallObjectBytes: 1000 });
  const writer = spool.open();
  expect(await writer.write(Buffer.alloc(first))).toBe('ok');
  expect(await writer.write(Buffer.alloc(6001 - first))).toBe('too-large');
  expect(openFiles()).toBe(0);
  expect(await writer.write(Buffer.alloc(1))).toBe('too-large');
  await expect(writer.finish()).rejects.toThrow('too-large');
  await writer.discard();
  await writer.discard();
});

test('an object with exactly the limit is accepted', async () => {
  const spool = createSpool({ folder, largestObjectBytes: 6000, memoryBytes: 10_000, smallObjectBytes: 1000 });
  const writer = spool.open();
  expect(await writer.write(Buffer.alloc(6000))).toBe('ok');
  const object = await writer.finish();
  expect(object.bytes).toBe(6000);
  await object.discard();
});

test('a missing folder is an error, and no memory is used', async () => {
  const spool = createSpool({ folder: join(folder, 'none'), largestObjectBytes: 6000, memoryBytes: 0 });
  const writer = spool.open();
  await expect(writer.write(Buffer.alloc(10))).rejects.toThrow('ENOENT');
  await writer.discard();
});

test('of two thousand concurrent objects, no more than the limits run at once, and all run', async () => {
  const concurrency = new ConcurrencyLimit(3, 100);
  let [count, bytes, done] = [0, 0, 0];
  await Promise.all(
    Array.from({ length: 2000 }, async (_, index) => {
      const size = index % 50 === 0 ? 500 : (index * 37) % 90;
      await concurrency.run(size, async () => {
        count += 1;
        bytes += size;
        expect(count).toBeLessThanOrEqual(3);
        if (bytes > 100) expect(count).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        count -= 1;
        bytes -= size;
        done += 1;
      });
    }),
  );
  expect(done).toBe(2000);
});

test('the next work runs after a failure', async () => {
  const concurrency = new ConcurrencyLimit(1, 100);
  await expect(concurrency.run(5, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await concurrency.run(5, async () => 'next')).toBe('next');
});
