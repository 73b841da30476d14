import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextFromCommand } from '../../bin/synth-context';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-context-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the values of the environment variable, and over them those of the file', () => {
  const file = join(folder, 'context.json');
  writeFileSync(file, '{"sites":"from-the-file"}');
  const read = contextFromCommand({
    CDK_CONTEXT_JSON: '{"sites":"sites","site":"auckland-heart"}',
    CONTEXT_OVERFLOW_LOCATION_ENV: file,
  });
  expect([read('sites'), read('site'), read('other')]).toEqual(['from-the-file', 'auckland-heart', undefined]);
});

test('without the CDK’s command there is no value', () => {
  expect(contextFromCommand({})('sites')).toBeUndefined();
});
