import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextFromCommand } from '../../bin/synth-context';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-context-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the values of the file override those of the environment variable', () => {
  const file = join(folder, 'context.json');
  writeFileSync(file, '{"sites":"from-the-file"}');
  const read = contextFromCommand({
    CDK_CONTEXT_JSON: '{"sites":"sites","site":"auckland-heart"}',
    CONTEXT_OVERFLOW_LOCATION_ENV: file,
  });
  expect([read('sites'), read('site'), read('other')]).toEqual(['from-the-file', 'auckland-heart', undefined]);
});

test('no value exists without the CDK’s command', () => {
  expect(contextFromCommand({})('sites')).toBeUndefined();
});
