import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeIntake } from '../../../lib/cli/intake/run';
import { bundleIntakeScript } from '../../../lib/cli/intake/script';
import { PROJECT_FOLDER } from '../../../lib/project/paths';
import { heartlab } from '../../support/programs/heartlab-cli';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-intake-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'intake.html');
const SILENT = { out: () => undefined, err: () => undefined };

test('the command writes the form, with the same bytes from dist/ and from TypeScript', () => {
  const out = `Wrote ${file}. Send it to the hospital. Next, with the file that comes back: npx heartlab new --from <file>.\n`;
  expect(heartlab('intake', '--out', file)).toEqual({ code: 0, out, err: '' });
  const built = readFileSync(file);
  expect(built.length).toBeLessThan(400_000);
  expect(built.toString()).toContain(bundleIntakeScript(PROJECT_FOLDER));
  writeIntake(file, SILENT);
  expect(readFileSync(file).equals(built)).toBe(true);
});

test('no other file is replaced', () => {
  const other = join(folder, 'other.html');
  writeFileSync(other, 'mine');
  expect(() => writeIntake(other, SILENT)).toThrow(`${other} exists and is not an intake form; pass another --out`);
  expect(readFileSync(other, 'utf8')).toBe('mine');
  expect(() => writeIntake(folder, SILENT)).toThrow(/can't be written \(EISDIR\)/);
  expect(() => writeIntake(join(folder, 'missing', 'intake.html'), SILENT)).toThrow(/\(ENOENT\)/);
});
