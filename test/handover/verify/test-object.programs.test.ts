import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  exampleObject,
  exampleStudyUid,
  TEST_OBJECT_SLOTS,
  testObject,
  testObjectParts,
} from '../../../lib/handover/verify/test-object';

const UID = `2.25.${'1'.repeat(39)}`;
const VALUES = {
  instance: UID,
  study: UID.replace(/1$/, '2'),
  series: UID.replace(/1$/, '3'),
  date: '20261124',
  time: '101112',
};
const LONGEST = `a${'b'.repeat(30)}c`;

const withTool = (tool: string, name: string, run: () => void): void => {
  const there = existsSync(`/usr/bin/${tool}`);
  if (!there) process.stderr.write(`SKIPPED: ${name}. It needs ${tool}: apt-get install dcmtk dicom3tools\n`);
  (there ? test : test.skip)(name, run);
};

function judged(tool: string, args: readonly string[], bytes: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-object-'));
  try {
    const file = join(folder, 'object.dcm');
    writeFileSync(file, bytes);
    const { stdout, stderr } = spawnSync(tool, [...args, file], { encoding: 'latin1' });
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('there is one part more than there are slots, and the same site gives the same bytes', () => {
  expect(testObjectParts('auckland-heart')).toHaveLength(TEST_OBJECT_SLOTS.length + 1);
  expect(exampleObject('auckland-heart').equals(exampleObject('auckland-heart'))).toBe(true);
  expect(exampleStudyUid('auckland-heart')).toMatch(/^2\.25\.[1-9]\d{38}$/);
  expect(exampleStudyUid('auckland-heart')).not.toBe(exampleStudyUid('dunedin-cardiac'));
});

test('a value of another length would move everything behind it: refused', () => {
  expect(() => testObject(testObjectParts('a-b-c'), { ...VALUES, study: '2.25.1' })).toThrow(/44 characters/);
});

withTool('dcmdump', 'dcmtk reads every element, and no warning', () => {
  const text = judged('dcmdump', ['+Un', '-ll', 'info'], testObject(testObjectParts(LONGEST), VALUES));
  expect(text).not.toMatch(/^[EW]:/m);
  expect(text).toContain(`(0002,0003) UI [${VALUES.instance}]`);
  expect(text).toContain(`(0008,0018) UI [${VALUES.instance}]`);
  expect(text).toContain(`(0020,000d) UI [${VALUES.study}]`);
  expect(text).toContain(`(0020,000e) UI [${VALUES.series}]`);
  expect(text).toContain('(0010,0010) PN [HEARTLAB^VERIFY]');
  expect(text).toContain(`(0010,0020) LO [VERIFY-${LONGEST}]`);
  expect(text).toContain('(0008,0020) DA [20261124]');
});

withTool('dciodvfy', 'dciodvfy finds no error', () => {
  expect(judged('dciodvfy', [], exampleObject('auckland-heart'))).not.toMatch(/^Error/m);
});
