import { diagnoseLogs, readLog } from '../../../lib/operate/diagnose';
import { DEVICE_READERS } from '../../../lib/operate/diagnose/readers';
import { FIELD_CASES } from './field/table';

const ids = (text: string) => diagnoseLogs([{ name: 'log', text }]).map(({ id, past }) => (past ? `past:${id}` : id));

test.each(FIELD_CASES.map((one) => [one.vendor, one.log.trim().split('\n').at(-1)?.slice(-90), one] as const))(
  '%s: %s',
  (_, __, { log, is, url }) => {
    expect(url).toMatch(/^https:\/\/[a-z0-9.-]+\/\S+$/);
    expect(ids(log)).toEqual(is);
  },
);

test('every example of a reader is read by it, as the saying that it illustrates', () => {
  for (const { name, sayings } of DEVICE_READERS)
    for (const saying of sayings) {
      const read = readLog(saying.example)[0];
      expect([name, saying.example, saying.says.test(read?.message ?? '')]).toEqual([name, saying.example, true]);
    }
});
