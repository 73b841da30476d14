import { readLog } from '../../../lib/operate/diagnose';
import { DEVICE_READERS } from '../../../lib/operate/diagnose/readers';

describe('each saying of each reader', () => {
  test.each(
    DEVICE_READERS.flatMap(({ name, sayings }) =>
      sayings.map((saying) => [`${name}: ${saying.example}`, saying] as const),
    ),
  )('%s', (_, saying) => {
    expect(readLog(saying.example).map((line) => line.saying)).toContain(saying);
  });
});
