import fc from 'fast-check';
import type { Site } from '../../../lib/config/model';
import { HOSPITAL_IMPACTS, type HospitalImpact } from '../../../lib/review/impact';
import { LONGEST_COMMENT, type ReviewFrame, reviewMarkdown } from '../../../lib/review/markdown/document';
import { markdownSentence, wrapLines } from '../../../lib/review/markdown/escape';
import { LONGEST_CELL } from '../../../lib/review/markdown/table';
import type { FleetReview } from '../../../lib/review/review';
import { type SafeText, safeText } from '../../../lib/review/safe-text';
import type { SiteReview } from '../../../lib/review/site-review';
import { NO_CHANGES } from '../../../lib/review/template-diff';
import { commentHtml, commentTables, commentTokens, writtenCells } from '../../support/builders/github-comment';
import { aSide, aWholeSide, reviewOf } from '../../support/builders/reviews';
import {
  aDeliveringSite,
  aDirectSite,
  aManagedEnvironment,
  anEnvironment,
  aPacs,
  aSite,
  aVpnSite,
  INGEST,
  MANAGED,
  TWO_INTERFACES,
} from '../../support/builders/sites';
import { runs } from '../../support/long';

/** The comment, rendered as GFM. */

const FRAME: ReviewFrame = { base: { ref: 'main', commit: '0'.repeat(40) }, remarks: [], complaints: [] };

const OLD = { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14] };
const named = (site: string, index: number, more: Readonly<Record<string, unknown>> = {}): Site =>
  aSite({ site, network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: `100.64.${index}.0/26` }, ...more });
const twenty = (more: Readonly<Record<string, unknown>> = {}) =>
  Array.from({ length: 20 }, (_, index) => named(`clinic-number-${index}`, index, more));
const larger = aManagedEnvironment({
  ingest: { domain: INGEST.domain, managed: { ...MANAGED, largestObjectMiB: 700 } },
});

const CASES: Readonly<Record<string, FleetReview>> = {
  'a narrower policy and a new key': reviewOf(
    aSide([aSite()]),
    aSide([aVpnSite({ ipsec: { phase1: OLD, phase2: OLD }, tunnels: [{ keyGeneration: 2 }, {}] })]),
  ),
  'results to two PACS': reviewOf(aSide([aSite()]), aSide([aDeliveringSite([aPacs(), aPacs({ port: 104 })])])),
  'Direct Connect beside the VPN': reviewOf(
    aSide([aSite()]),
    aSide([aDirectSite(TWO_INTERFACES, { vpn: aSite().vpn })]),
  ),
  'another zone': reviewOf(
    aSide([aDeliveringSite()]),
    aSide(
      [aDeliveringSite()],
      [anEnvironment({ availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'] })],
    ),
  ),
  'settings that are fixed for life': reviewOf(
    aSide([aSite()]),
    aSide([aVpnSite({ awsAsn: 64999 }, { network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.9.0/26' } })]),
  ),
  'a gateway without the earlier one': reviewOf(
    aSide([aSite()]),
    aSide([aVpnSite({ gateway: { publicIp: '203.0.113.99', device: 'cisco-ios-xe', asn: 65010 } })]),
  ),
  'a rename, and a hospital that is added': reviewOf(
    aSide([aSite()]),
    aSide([
      aSite({ site: 'auckland-cardiac' }),
      named('other-clinic', 8, {
        vpn: { ...aSite().vpn, gateway: { publicIp: '203.0.113.88', device: 'vyos', asn: 65010 } },
      }),
    ]),
  ),
  'basic authentication in twenty cells of a changed ingest': reviewOf(
    aWholeSide(twenty(), [aManagedEnvironment()]),
    aWholeSide(twenty({ dicom: { stow: { auth: 'basic' } } }), [larger]),
  ),
};

const cellsOf = (markdown: string) => commentTables(markdown).map(writtenCells);

describe.each(Object.entries(CASES))('%s', (_, review) => {
  const markdown = reviewMarkdown(review, FRAME);

  test('one table, whose rows have the cells of its header, under 120 characters each', () => {
    const tables = cellsOf(markdown);
    expect(tables).toHaveLength(1);
    for (const row of tables.flat()) {
      expect(row).toHaveLength(3);
      for (const cell of row) expect(cell.length).toBeLessThan(120);
    }
  });

  test('each sentence once: in the table or in a section, and none of them in the message', () => {
    const says = new Set(
      [
        ...review.sites.flatMap(({ effects, faults }) => [...effects.map((effect) => effect.says), ...faults]),
        ...review.shared.flatMap(({ effects }) => effects.map(({ effect }) => effect.says)),
      ].map(markdownSentence),
    );
    const lines = markdown.split('\n');
    const sentences = [...says].filter((one) => ![...says].some((other) => other !== one && other.includes(one)));
    // A group of hospitals is shown by its first.
    const shown = sentences.filter((one) => markdown.includes(one));
    for (const one of shown) expect([one, lines.filter((line) => line.includes(one)).length]).toEqual([one, 1]);
    for (const { effects, message } of review.sites)
      for (const {
        says: { words },
      } of effects)
        for (const word of words.filter(({ length }) => length > 30)) expect(message ?? '').not.toContain(word);
  });

  test('the class of each hospital is in its row, in the order of the table', () => {
    const rows = cellsOf(markdown).flat().slice(2);
    const classes = rows.map(([, what = '']) => what.replaceAll('*', ''));
    const order = ['not allowed', 'hospital must act', 'both tunnels briefly', 'one tunnel at a time'];
    const places = classes.filter((one) => order.includes(one)).map((one) => order.indexOf(one));
    expect(places.length).toBeGreaterThan(0);
    expect(places).toEqual([...places].sort());
    for (const [, what = '', why = ''] of rows) expect([what, why === '']).toEqual([what, what === 'nothing']);
  });
});

test('a command in a letter is not broken', () => {
  const command = `   openssl req -new -newkey rsa:3072 -nodes -subj /CN=${'a'.repeat(32)} \\`;
  expect(wrapLines(`${command}\n     -keyout client.key`)).toBe(`${command}\n     -keyout client.key`);
  expect(wrapLines(`   ${'word '.repeat(20)}end`)).toMatch(/^ {3}word .+\n {3}word/);
});

test('the letter is folded, with lines that need no scrolling', () => {
  const html = commentHtml(reviewMarkdown(CASES['a narrower policy and a new key'], FRAME));
  const [letter = ''] = /<details><summary>Letter to the hospital's contacts.*?<\/details>/s.exec(html) ?? [];
  expect(letter).toContain('To: netops@auckland-heart.example');
  const lines = letter
    .replace(/^.*?<code[^>]*>/s, '')
    .replaceAll('&#39;', "'")
    .split('\n');
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test('a change that is not allowed, and a hospital that must act, begin with an alert', () => {
  const start = (review: FleetReview) => reviewMarkdown(review, FRAME).split('\n').slice(2, 4);
  const [refused, acting] = [CASES['a gateway without the earlier one'], CASES['another zone']];
  if (refused === undefined || acting === undefined) throw new RangeError('no such case');
  expect(start(refused)).toEqual(['> [!CAUTION]', '> **This change is not allowed as it is.**']);
  expect(start(acting)).toEqual(['> [!WARNING]', '> **1 hospital must act.**']);
  expect(start(reviewOf(aSide([aSite()]), aSide([aSite()])))).toEqual(['No hospital must act.', '']);
});

/** Every hostile text contains these letters, which may only appear in code. */
const MARK = 'QZX';
const hostile = fc
  .tuple(
    fc.constantFrom(
      '',
      '|',
      '`',
      '``` ',
      '\\',
      '<b>',
      '</details>',
      '](http://x)',
      'www.a.example ',
      'a@b.example ',
      '@everyone ',
      '\n| ',
      '&lt;',
      '$',
      '- ',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom('', '|', '`', '\\', '</code>', '\n', '\r\n\r\n# ', '*', '_', '~~', ' ', '\u202e', '-->', '#1'),
  )
  .map(([before, inner, after]) => `${before}${MARK}${inner}${after}`);
const sentence = fc
  .tuple(hostile, hostile)
  .map(([one, two]): SafeText => safeText`the part ${one} (${two}) changes: a ${two}`);
const impact = fc.constantFrom<HospitalImpact>(...HOSPITAL_IMPACTS);
const effect = fc.record({
  impact,
  key: fc.oneof(
    hostile,
    hostile.map((path) => `setting ${path}`),
  ),
  says: sentence,
});
const setting = fc.record({ path: hostile, before: hostile, after: hostile, impact });
const site = fc.record({
  site: hostile,
  name: hostile,
  environment: hostile,
  kind: fc.constantFrom<SiteReview['kind']>('changed', 'added', 'removed', 'unreadable'),
  impact,
  effects: fc.array(effect, { maxLength: 3 }),
  settings: fc.array(setting, { maxLength: 2 }),
  securityGroups: fc.array(
    fc.record({
      kind: fc.constantFrom('opened' as const, 'closed' as const),
      direction: fc.constantFrom('in' as const, 'out' as const),
      group: hostile,
      protocol: hostile,
      ports: hostile,
      peer: hostile,
    }),
    { maxLength: 1 },
  ),
  findings: fc.array(
    fc.record({
      kind: fc.constantFrom('new' as const, 'gone' as const),
      rule: hostile,
      where: hostile,
      accepted: fc.boolean(),
    }),
    { maxLength: 1 },
  ),
  acknowledgements: fc.array(
    fc.record({ kind: fc.constantFrom('added' as const, 'removed' as const), rule: hostile, text: hostile }),
    { maxLength: 1 },
  ),
  faults: fc.array(sentence, { maxLength: 2 }),
  message: fc.option(hostile, { nil: undefined }),
  changes: hostile.map((id) => ({ ...NO_CHANGES, parts: [{ section: id, id, before: id, after: `${id}2` }] })),
  cell: fc.constant({ kind: 'none' as const, changes: NO_CHANGES }),
});
const fleet = fc.record({
  sites: fc.array(site, { maxLength: 4 }),
  untouched: fc.nat(2),
  shared: fc.array(
    fc.record({
      environment: hostile,
      kind: fc.constantFrom('added' as const, 'changed' as const),
      settings: fc.array(setting, { maxLength: 1 }),
      stacks: fc.constant([]),
      effects: fc.array(
        effect.map((one) => ({ effect: one })),
        { maxLength: 1 },
      ),
    }),
    { maxLength: 1 },
  ),
  quotas: fc.constant([]),
  impact,
  invalid: fc.boolean(),
});

test('no text of a file breaks the table, or is read as anything but code', () => {
  fc.assert(
    fc.property(fleet, sentence, fc.array(hostile, { maxLength: 2 }), (review, remark, complaints) => {
      const markdown = reviewMarkdown(review, { ...FRAME, remarks: [remark], complaints });
      const tables = commentTables(markdown);
      expect(tables).toHaveLength(review.sites.length + review.untouched > 0 ? 1 : 0);
      // One row for each hospital: groups need three that are equal.
      const others = review.untouched > 0 ? 1 : 0;
      expect(tables.flatMap(({ rows }) => rows)).toHaveLength(review.sites.length + others);
      for (const row of tables.flatMap(writtenCells)) {
        expect(row).toHaveLength(3);
        for (const cell of row) expect(cell.length).toBeLessThanOrEqual(LONGEST_CELL);
      }
      const kinds = commentTokens(markdown).map(({ type }) => type);
      for (const kind of ['link', 'image', 'em', 'del', 'def', 'hr', 'checkbox']) expect(kinds).not.toContain(kind);
      for (const { raw } of commentTokens(markdown).filter(({ type }) => type === 'html'))
        expect(raw).toMatch(/^(<details><summary>.*<\/summary>|<\/details>|<\/?code>|<wbr>)\s*$/);
      const outside = commentHtml(markdown).replace(/<code[ >].*?<\/code>/gs, '');
      expect(outside).not.toContain(MARK);
    }),
    { numRuns: runs(100) },
  );
});

describe('a large fleet', () => {
  const many = (count: number): FleetReview => {
    const [one] = CASES['a narrower policy and a new key']?.sites ?? [];
    if (one === undefined) throw new RangeError('no such case');
    // Each has an effect of its own, so that none are grouped.
    const sites = Array.from({ length: count }, (_, index): SiteReview => {
      const effects = one.effects.map((effect) => ({ ...effect, key: `${effect.key} ${index}` }));
      return { ...one, site: `hospital-with-a-name-${index}`, effects };
    });
    return { sites, untouched: 0, shared: [], quotas: [], impact: 'hospital', invalid: false };
  };

  test.each([1, 50, 200, 1000, 5000])('%i changed hospitals fit into a comment', (count) => {
    const markdown = reviewMarkdown(many(count), FRAME);
    expect(markdown.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    const rows = cellsOf(markdown).flat().slice(2);
    // All of them, or one row of their class.
    expect([1, count]).toContain(rows.length);
    if (count <= 200) expect(rows).toHaveLength(count);
    for (const cell of rows.flat()) expect(cell.length).toBeLessThan(120);
    if (count === 1000) {
      expect(rows[0]).toEqual(['1000 hospitals', '**hospital must act**', '']);
      expect(markdown).toContain('hospital-with-a-name-999');
    }
    if (count > 1) expect(markdown).toContain('**Omitted, because a comment is limited to 65536 characters:**');
  });
});
