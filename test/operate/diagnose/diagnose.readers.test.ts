import { readLog } from '../../../lib/operate/diagnose';
import { DEVICE_READERS } from '../../../lib/operate/diagnose/readers';
import { CORPUS } from './corpus/corpus';

/** AWS's BGP log is JSON: its lines have no head. */
const SAYINGS = DEVICE_READERS.filter(({ heads }) => heads.length > 0).flatMap(({ name, sayings }) =>
  sayings.map((saying) => ({ name, saying })),
);

test.each(SAYINGS.map(({ name, saying }) => [name, saying.example, saying] as const))(
  '%s reads its example: %s',
  (_, example, saying) => {
    const read = readLog(example)[0];
    expect(read?.saying).toBe(saying);
    expect(saying.says.test(read?.message ?? '')).toBe(true);
  },
);

test('every case of the corpus names a public page', () => {
  for (const { vendor, name, source } of CORPUS)
    expect([vendor, name, source]).toEqual([vendor, name, expect.stringMatching(/^https:\/\/\S+\.\S+\/\S*$/)]);
});
