import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { type CauseId, type Diagnosis, diagnoseLogs, examineLogs } from '../../../../lib/operate/diagnose';

/**
 * Reports that people published, each rebuilt as a small log with other names and addresses. One file a vendor; a case names the
 * page that it is known from, and what must be found: causes, `not-known`, or `working`.
 */
export interface CorpusCase {
  readonly vendor: string;
  readonly name: string;
  readonly source: string;
  readonly expect: readonly (CauseId | 'working')[];
  readonly log: string;
}

const FOLDER = 'test/operate/diagnose/corpus';

export const CORPUS: readonly CorpusCase[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .flatMap((file) => {
    const cases = load(readFileSync(join(FOLDER, file), 'utf8')) as readonly Omit<CorpusCase, 'vendor'>[];
    return cases.map((one) => ({ ...one, vendor: file.replace('.yaml', '') }));
  });

export const examined = (log: string): Diagnosis => examineLogs([{ name: 'log', text: log }]);

/** The causes that are named now, without `not-known` and what is resolved. */
export const namedIn = (log: string): readonly CauseId[] =>
  diagnoseLogs([{ name: 'log', text: log }]).flatMap(({ id, past }) => (past || id === 'not-known' ? [] : [id]));

/** Exit code 0: something is seen working, and nothing is wrong. */
export const isAllClear = ({ causes, understood }: Diagnosis): boolean =>
  understood > 0 && causes.every(({ past }) => past);

export interface Measure {
  readonly cases: number;
  readonly rightly: number;
  readonly notKnown: number;
  readonly wrongly: number;
  readonly falseClear: number;
}

/** The result for the cases of one vendor. */
export function measure(cases: readonly CorpusCase[]): Measure {
  const found = cases.map(({ expect, log }) => {
    const [named, diagnosis] = [namedIn(log), examined(log)];
    const works = expect.includes('working');
    const wanted = expect.filter((id) => id !== 'working' && id !== 'not-known');
    return {
      isRight: works ? isAllClear(diagnosis) : wanted.length > 0 && wanted.every((id) => named.includes(id as CauseId)),
      isWrong: named.some((id) => !expect.includes(id)),
      isFalseClear: !works && isAllClear(diagnosis),
    };
  });
  const count = (is: (one: (typeof found)[number]) => boolean) => found.filter(is).length;
  return {
    cases: cases.length,
    rightly: count(({ isRight, isWrong }) => isRight && !isWrong),
    notKnown: count(({ isRight, isWrong, isFalseClear }) => !isRight && !isWrong && !isFalseClear),
    wrongly: count(({ isWrong }) => isWrong),
    falseClear: count(({ isFalseClear }) => isFalseClear),
  };
}

/** The rows of the table in docs/diagnosing.md. */
export const tableRows = (): readonly string[] => {
  const vendors = [...new Set(CORPUS.map(({ vendor }) => vendor))];
  return vendors.map((vendor) => {
    const { cases, rightly, notKnown, wrongly, falseClear } = measure(CORPUS.filter((one) => one.vendor === vendor));
    return `| ${vendor} | ${cases} | ${rightly} | ${notKnown} | ${wrongly} | ${falseClear} |`;
  });
};
