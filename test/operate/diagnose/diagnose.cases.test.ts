import { CAUSE_IDS, CAUSES, diagnoseLogs } from '../../../lib/operate/diagnose';
import { type Case, UNPROVEN } from './cases/case';
import { CASES, HEALTHY } from './cases/table';

const told = ({ logs, site }: Pick<Case, 'logs' | 'site'>) =>
  diagnoseLogs(
    logs.map((text, at) => ({ name: `log-${at + 1}`, text })),
    site === undefined ? {} : { site },
  );
const ids = (one: Pick<Case, 'logs' | 'site'>) => told(one).map(({ id, past }) => (past ? `past:${id}` : id));
const plain = (id: string) => id.replace('past:', '');

describe('the table of cases', () => {
  test.each(CASES.map((one) => [`${one.source}: ${one.name}`, one] as const))('%s', (_, one) => {
    expect(ids(one)).toEqual(one.is);
    if (one.says !== undefined) expect(told(one)[0]?.detail).toMatch(one.says);
  });

  test('precision and recall over the table are 1', () => {
    let [right, wrong, missed] = [0, 0, 0];
    for (const one of CASES) {
      const named = ids(one)
        .map(plain)
        .filter((id) => id !== 'not-known');
      const wanted = one.is.map(plain).filter((id) => id !== 'not-known');
      right += named.filter((id) => wanted.includes(id)).length;
      wrong += named.filter((id) => !wanted.includes(id)).length;
      missed += wanted.filter((id) => !named.includes(id)).length;
    }
    expect({ precision: right / (right + wrong), recall: right / (right + missed) }).toEqual({
      precision: 1,
      recall: 1,
    });
  });

  test('every cause is fired by some case', () => {
    const fired = new Set(CASES.flatMap(({ is }) => is.map(plain)));
    expect(CAUSE_IDS.filter((id) => !fired.has(id))).toEqual([]);
  });

  test('every cause says what it means and one step, by whom', () => {
    for (const { means, next } of Object.values(CAUSES)) {
      expect(means).toMatch(/\.$/);
      expect(next).toMatch(/Hospital|HeartLab/i);
    }
  });
});

describe('what stands around a log changes nothing', () => {
  const charonOnly = CASES.filter(
    ({ source, logs }) => source === 'captured' && logs.every((text) => /\d\[IKE\] </.test(text)),
  );

  test('logs of working connections add no cause', () => {
    for (const { logs, site, is } of CASES)
      expect(ids({ logs: [...HEALTHY, ...logs], ...(site && { site }) })).toEqual(is === UNPROVEN ? [] : is);
  });

  const DRESSES: readonly (readonly [string, (line: string) => string])[] = [
    ['syslog', (line) => line.replace(/^(\w+ +\d+ [\d:]+) /, '$1 fw charon[812]: ')],
    [
      'the journal',
      (line) => line.replace(/^(?:\w+ +\d+ [\d:]+ )?/, 'Nov 24 02:15:03 fw.clinic.example charon-systemd[812]: '),
    ],
    ['no time', (line) => line.replace(/^\w+ +\d+ [\d:]+ /, '')],
    ['swanctl --log', (line) => line.replace(/^(?:\w+ +\d+ [\d:]+ )?(\d+\[\w+\])/, '$1')],
  ];
  test.each(DRESSES)('charon through %s', (_, dress) => {
    for (const { logs, site, is } of charonOnly)
      expect(ids({ logs: logs.map((text) => text.split('\n').map(dress).join('\n')), ...(site && { site }) })).toEqual(
        is,
      );
  });

  test('charon without the numbers of associations, as syslog has them by default', () => {
    for (const { name, logs, is } of charonOnly.filter(({ site }) => site === undefined))
      expect([name, ids({ logs: logs.map((text) => text.replace(/\] <[^>]+> /g, '] ')) })]).toEqual([name, is]);
  });

  test('Windows line ends', () => {
    for (const { logs, site, is } of CASES)
      expect(ids({ logs: logs.map((text) => text.replaceAll('\n', '\r\n')), ...(site && { site }) })).toEqual(is);
  });
});

describe('the evidence', () => {
  test('is verbatim, at the line it names', () => {
    for (const one of CASES.filter(({ source }) => source === 'captured'))
      for (const { evidence } of told(one))
        for (const { file, line, text } of evidence) {
          const source = one.logs[Number(file.slice(4)) - 1] ?? '';
          expect(source.split('\n')[line - 1]?.startsWith(text.replace(/…$/, ''))).toBe(true);
        }
  });

  test('of a document of CloudWatch Logs names the line of the message', () => {
    const document = CASES.find(({ name }) => name === 'key, document');
    const [cause] = document === undefined ? [] : told(document);
    expect(document?.logs[0]?.split('\n')[(cause?.evidence[0]?.line ?? 0) - 1]).toContain('pre-shared key mismatch');
  });
});
