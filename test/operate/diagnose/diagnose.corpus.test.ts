import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import type { DiagnosedCause } from '../../../lib/operate/diagnose';
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

  test('every result has a step, and who takes it', () => {
    for (const { log } of CORPUS)
      for (const { next } of examined(log).causes) expect(next).toMatch(/(?:^|[.;] )(?:Hospital|HeartLab): /);
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

/** A line and what belongs to it: a line without a time, and the description of a packet, continue the line before. */
function entriesOf(log: string): readonly string[] {
  const entries: string[] = [];
  const begins = /\d\d:\d\d:\d\d/.test(log)
    ? /\d\d:\d\d:\d\d|^\{/
    : /^\{|^(?!Initiator SPI|IKEv2 \S+ Exchange|Payload contents|Num\. |(?:ESP: )?Proposal )[A-Z\d[]/;
  for (const line of log.split('\n'))
    if (entries.length > 0 && !begins.test(line)) entries.push(`${entries.pop()}\n${line}`);
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
  readonly vendor: string;
  readonly log: string;
}

const FAILING: readonly Failing[] = [
  ...CORPUS.filter(({ expect: wanted }: CorpusCase) => !wanted.includes('working')),
  // The failure of one end alone, and without the site file.
  ...CASES.filter(
    ({ logs, site, is }) => logs.length === 1 && site === undefined && is.some((id) => !id.startsWith('past:')),
  ).map(({ name, logs }) => ({ name, vendor: '', log: logs[0] ?? '' })),
].filter(({ log }) => !isAllClear(examined(log)));

/** A change of a log that takes lines away, moves them within their second, repeats them, and mixes them with another peer's. */
const change = fc.record({
  cuts: fc.array(fc.nat(), { maxLength: 30 }),
  seeds: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
  isShuffled: fc.boolean(),
  isDoubled: fc.boolean(),
  healthy: fc.option(fc.nat(), { nil: undefined }),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Without the prefixes of charon's two logs: a message that is logged twice is cut twice. */
const messageOf = (entry: string): string =>
  entry.replace(/^.*?\bcharon(?:-systemd)?(?:\[\d+\])?: (?:\d\d\[\w{3}\] )?(?:<[^>]*> )?/, '');

function changed(log: string, { cuts, seeds, isShuffled, isDoubled }: Change): readonly string[] {
  const entries = entriesOf(log);
  const gone = new Set(cuts.slice(0, entries.length / 2).map((cut) => messageOf(entries[cut % entries.length] ?? '')));
  const left = entries.filter((entry) => !gone.has(messageOf(entry)));
  const moved = isShuffled ? shuffled(left, seeds) : left;
  return isDoubled ? [...moved, ...moved] : moved;
}

/** A command's output, a quoted sentence and a document are written whole; other logs have a time or a number in each line. */
const isWritten = (log: string): boolean =>
  /^(?:BGP (?:neighbor|router)|Tunnel-id|IPv4 Crypto|interface: |\[[A-Z]{3}\] |charon: |initiating |no acceptable proposal|received NO_PROPOSAL|\{\n)/i.test(
    log,
  );

/** The log of a tunnel that is up, of another peer and with its own numbers and threads, as one program writes them. */
const others = (log: string): readonly string[] => {
  const dressed = log
    .replaceAll('198.51.100.10', '192.0.2.99')
    .replaceAll('203.0.113.10', '192.0.2.98')
    .replaceAll(/heartlab-tunnel1|aws-(?:tunnel-)?1|con\d+(?=[|[{])|Tunnel1|net-1\b/g, 'branch')
    .replaceAll('169.254.100.', '169.254.200.')
    .replaceAll(/\b(\d\d)(?=\[[A-Z]{3}\] )/g, '7$1')
    .replaceAll(/<((?:\w+\|)?)(\d+)>|(branch\[|\{)(\d+)/g, (_, name = '', number = '', before = '', other = '') =>
      before === '' ? `<${name}90${number}>` : `${before}90${other}`,
    )
    .replaceAll(/SESSION ID = (\d+),SA ID = (\d+)/g, 'SESSION ID = 90$1,SA ID = 9$2');
  return isWritten(log) ? [dressed] : entriesOf(dressed);
};

/** Working tunnels: of the same vendor if one is known, because one device writes one log. */
const healthyBeside = (vendor: string): readonly string[] => {
  const own = CORPUS.filter((one) => one.vendor === vendor && one.expect.includes('working')).map(({ log }) => log);
  return own.length > 0 ? own : HEALTHY.slice(0, 2);
};

const NUMBER = /<(?:[^>]*\|)?\d+> /;

/** One program numbers its associations in all lines, or in none. */
const dressedAs = (log: string, other: string): string =>
  NUMBER.test(log) ? other : other.replaceAll(new RegExp(NUMBER, 'g'), '');

const TIME = /[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;

/** With the time of the entry beside it: one device's log has one order. */
const timedAs = (beside: string, entry: string): string =>
  entry.replace(TIME, (time) => TIME.exec(beside)?.[0] ?? time);

/** Puts the entries of the other log between those of the first, each in its order. */
function mixed(entries: readonly string[], other: readonly string[], seeds: readonly number[]): readonly string[] {
  const rest = [...other];
  const all = entries.flatMap((entry, at) => [
    ...rest.splice(0, (seeds[at % seeds.length] ?? 0) % 4).map((one) => timedAs(entry, one)),
    entry,
  ]);
  return [...all, ...rest.map((one) => timedAs(entries.at(-1) ?? '', one))];
}

/** Lines that show a tunnel, session or transfer that works. */
const PROOF =
  /established with SPIs|established Child SA|KMD_PM_SA_ESTABLISHED|is up\. Local-ip|child SA negotiation is succeeded|action="tunnel-up"|action:"Decrypt"|ph2-state=established|ph2-total=[1-9]|negotiation complete|IPsec-SA established|"established","?.*"established"|tunnel is UP|LAN-to-LAN SA .* created|PHASE 2 COMPLETED|complete for LAN-to-LAN|Active SAs: [1-9]|ESP spi in|=\{L2L|ADJCHANGE.*Up\b|to Established|state = Established|"status":"?(?:UP|2\d\d|released)|HTTP\/[\d.]+ 2\d\d| (?:Success|200) |net\/Nlb.* - - |Store Response \(Success\)/;

/** That nothing was seen: every other result is a failure that was seen. */
const NOTHING = /^Nothing in these logs/;

/** Lines that name no peer can't be told from those of another; charon's lines without a number name none. */
const isNamed =
  (log: string) =>
  ({ of, evidence }: DiagnosedCause): boolean =>
    (of !== undefined && (NUMBER.test(log) || !/charon|\d\d\[\w{3}\] /.test(log))) ||
    evidence.some(({ text }) => /198\.51\.100\.10|169\.254\.|aws-|Tunnel1|heartlab-/.test(text));

describe('a failing log that is cut, shuffled within a second, doubled and mixed with a healthy peer', () => {
  test('is an all-clear only if what remains of it proves that something works, and proves no cause that it did not have', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FAILING), change, ({ name, log, vendor }, how) => {
        const left = changed(log, how);
        const healthy = healthyBeside(vendor);
        const chosen =
          how.healthy === undefined || isWritten(log)
            ? ''
            : dressedAs(log, healthy[how.healthy % healthy.length] ?? '');
        const other = chosen === '' ? [] : others(chosen);
        const text = mixed(left, other, how.seeds).join('\n');
        const alone = examined(left.join('\n'));
        const isSeen = alone.causes.some((cause) => !cause.past && !NOTHING.test(cause.means) && isNamed(log)(cause));
        const found = examined(text);
        if (isSeen) expect(isAllClear(found)).toBe(false);
        if (isAllClear(found) && other.length === 0) expect(text).toMatch(PROOF);
        const whole = examined(log).causes.map(({ id }) => id);
        // The other end's log has the true cause of a failure that this one can't name. Without the lines of the answers, silence is
        // that of the request before them; without the packets, a refused request of IKEv1 is any refused request.
        const truth = CASES.filter((one) => one.name.split(', ')[0] === name.split(', ')[0]).flatMap(({ is }) => is);
        const named = [
          ...whole,
          ...truth,
          ...(whole.includes('dpd-timeout') ? ['udp4500-blocked'] : []),
          ...(whole.includes('dpd-timeout') || whole.includes('udp4500-blocked') ? ['udp500-blocked'] : []),
          ...(whole.includes('ike-version') ? ['unknown-peer'] : []),
          // Without its exchange, a refused renewal is any refused phase 2, whose values include the PFS group.
          ...(whole.includes('no-pfs') ? ['phase2-proposal'] : []),
          // Without the lines of the device's own connection, nothing tells a scan from HeartLab's request.
          ...(log.includes('no IKE config found') && !/<\w+\|\d+> /.test(left.join('\n'))
            ? ['unknown-peer', 'ike-version']
            : []),
        ];
        for (const id of found.causes.flatMap(({ past, id }) => (past || id === 'not-known' ? [] : [id])))
          expect(named).toContain(id);
      }),
      { numRuns: 1500 },
    );
  });
});
