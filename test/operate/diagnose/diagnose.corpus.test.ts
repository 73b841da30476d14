import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { CASES, HEALTHY } from './cases/table';
import { CORPUS, type CorpusCase, examined, isAllClear, measure, namedIn, tableRows } from './corpus/corpus';

const PAGE = 'docs/diagnosing.md';
const TABLE = /(?<=\| vendor \|.*\n\|---.*\n)(?:\|.*\n)*/;

describe('the corpus of published reports', () => {
  test.each(CORPUS.map((one) => [`${one.vendor}: ${one.name}`, one] as const))('%s', (_, { expect: wanted, log }) => {
    const found = examined(log);
    if (wanted.includes('working')) expect(isAllClear(found)).toBe(true);
    else {
      expect(isAllClear(found)).toBe(false);
      expect(found.understood).toBeGreaterThan(0);
      expect(namedIn(log)).toEqual(wanted.filter((id) => id !== 'not-known'));
    }
  });

  test('names nothing wrongly, and never gives a false all-clear', () => {
    expect(measure(CORPUS)).toMatchObject({ wrongly: 0, falseClear: 0 });
  });

  test(`${PAGE} has the measured table (UPDATE_DOCS=1 writes it)`, () => {
    const rows = `${tableRows().join('\n')}\n`;
    const page = readFileSync(PAGE, 'utf8');
    if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, page.replace(TABLE, rows));
    else expect(TABLE.exec(page)?.[0]).toBe(rows);
  });
});

/** A line and what belongs to it: lines without a time continue the line before. */
function entriesOf(log: string): readonly string[] {
  const entries: string[] = [];
  for (const line of log.split('\n'))
    if (entries.length > 0 && !/\d\d:\d\d:\d\d|^\{|^[A-Z\d[]/.test(line)) entries.push(`${entries.pop()}\n${line}`);
    else entries.push(line);
  return entries;
}

const secondOf = (entry: string): string => /\d\d:\d\d:\d\d/.exec(entry)?.[0] ?? entry;

/** Entries of the same second in another order. */
function shuffled(entries: readonly string[], seeds: readonly number[]): readonly string[] {
  const seconds: string[][] = [];
  for (const entry of entries) {
    const last = seconds.at(-1);
    if (last?.[0] !== undefined && secondOf(last[0]) === secondOf(entry)) last.push(entry);
    else seconds.push([entry]);
  }
  return seconds.flatMap((group) =>
    group
      .map((entry, at) => ({ entry, key: seeds[at % seeds.length] ?? 0 }))
      .sort((one, other) => one.key - other.key)
      .map(({ entry }) => entry),
  );
}

interface Failing {
  readonly name: string;
  readonly log: string;
}

const FAILING: readonly Failing[] = [
  ...CORPUS.filter(({ expect: wanted }: CorpusCase) => !wanted.includes('working')),
  // The failure of one end alone, and without the site file.
  ...CASES.filter(
    ({ logs, site, is }) => logs.length === 1 && site === undefined && is.some((id) => !id.startsWith('past:')),
  ).map(({ name, logs }) => ({ name, log: logs[0] ?? '' })),
].filter(({ log }) => !isAllClear(examined(log)));

/** A change of a log that takes lines away, or moves them within their second, and may repeat it. */
const change = fc.record({
  cuts: fc.array(fc.nat(), { maxLength: 30 }),
  seeds: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
  isShuffled: fc.boolean(),
  isDoubled: fc.boolean(),
});

function changed(
  log: string,
  { cuts, seeds, isShuffled, isDoubled }: typeof change extends fc.Arbitrary<infer T> ? T : never,
) {
  const entries = entriesOf(log);
  const gone = new Set(cuts.slice(0, entries.length / 2).map((cut) => cut % entries.length));
  const moved = isShuffled ? shuffled(entries, seeds) : entries.filter((_, at) => !gone.has(at));
  return (isDoubled ? [...moved, ...moved] : moved).join('\n');
}

/** Lines that show a tunnel, session or transfer that works. */
const PROOF =
  /established with SPIs|established Child SA|KMD_PM_SA_ESTABLISHED|child SA negotiation is succeeded|action="tunnel-up"|"established","?.*"established"|tunnel is UP|ADJCHANGE.*Up\b|to Established|state = Established|"status":"?(?:UP|2\d\d|released)|HTTP\/[\d.]+ 2\d\d| (?:Success|200) |net\/Nlb.* - - /;

describe('a failing log that is cut, shuffled within a second, doubled, or mixed with a healthy peer', () => {
  test('is an all-clear only if a line of what remains proves that something works', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FAILING), change, ({ log }, how) => {
        const text = changed(log, how);
        if (isAllClear(examined(text))) expect(text).toMatch(PROOF);
      }),
      { numRuns: 1500 },
    );
  });

  test('proves no cause that the whole log does not have', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FAILING), change, ({ log }, how) => {
        const found = examined(log).causes.map(({ id }) => id);
        // Without the lines of the answer, an unanswered second request is the log of an unanswered first one. Without the
        // packets, a refused request of IKEv1 is the line of any refused request.
        const whole = [
          ...found,
          ...(found.includes('udp4500-blocked') ? ['udp500-blocked'] : []),
          ...(found.includes('ike-version') ? ['unknown-peer'] : []),
        ];
        for (const id of namedIn(changed(log, how))) expect(whole).toContain(id);
      }),
      { numRuns: 1500 },
    );
  });

  test('is no all-clear beside the log of a healthy peer', () => {
    for (const { name, log } of FAILING)
      for (const healthy of HEALTHY.slice(0, 2)) {
        const other = healthy.replaceAll('198.51.100.10', '192.0.2.99').replaceAll('203.0.113.10', '192.0.2.98');
        const isClear = isAllClear(examined(`${log}\n${other}`));
        expect({ name, isClear: isClear && isAllClear(examined(log)) }).toEqual({ name, isClear: false });
      }
  });
});
