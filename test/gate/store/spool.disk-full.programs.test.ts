import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSpool } from '../../../services/gate/store/spool';

/** A real disk of 1 MiB that fills up. */
const folder = mkdtempSync(join(tmpdir(), 'heartlab-full-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
if (!mounted) process.stderr.write('SKIPPED: a disk that is full. It needs root, and a file system of its own.\n');
afterAll(() => {
  if (mounted) execFileSync('umount', [folder]);
  rmdirSync(folder);
});

(mounted ? test : test.skip)('a full disk is no-space, and the room is free again at once', async () => {
  const spool = createSpool({ folder, largestObjectBytes: 10_000_000, memoryBytes: 0 });
  const one = spool.open();
  const other = spool.open();
  expect(await one.write(Buffer.alloc(700_000))).toBe('ok');
  expect(await other.write(Buffer.alloc(700_000))).toBe('no-space');
  expect(await other.write(Buffer.alloc(1))).toBe('no-space');
  await one.discard();
  const third = spool.open();
  expect(await third.write(Buffer.alloc(900_000))).toBe('ok');
  const object = await third.finish();
  expect((await object.read(899_990, 100)).length).toBe(10);
  await object.discard();
});
