import { readdirSync } from 'node:fs';
import { PAGES, pageText, proseOf } from './pages';

/** Terms of the project: spelt out where they are used, and explained in the glossary. */

test.each(PAGES.filter((page) => /\beIFU\b/.test(proseOf(pageText(page)))))('%s spells eIFU out', (page) => {
  expect(pageText(page)).toMatch(
    /\beIFU \(electronic instructions for use\)|\belectronic instructions for use \(eIFU\)/,
  );
});

describe('docs/glossary.md', () => {
  const terms = [...pageText('docs/glossary.md').matchAll(/^\| ([^|]+) \| ([^|]{20,}) \|$/gm)].map(
    ([, term = '']) => term,
  );

  test('explains the terms, in alphabetical order', () => {
    for (const term of [
      'cell',
      'gate',
      'cause',
      'handover pack',
      'proposal',
      'acknowledgement',
      'rehearsal',
      'drift',
      'guidance',
    ])
      expect(terms).toContain(term);
    const sorted = terms.toSorted((one, other) => one.localeCompare(other, 'en', { sensitivity: 'base' }));
    expect(terms).toEqual(sorted);
  });

  test('is linked from the README', () => {
    expect(pageText('README.md')).toContain('(docs/glossary.md)');
  });
});

describe('docs/decisions', () => {
  const records = readdirSync('docs/decisions').filter((name) => /^\d{4}-.*\.md$/.test(name));

  test.each(records)('%s has context, options, decision and consequences, in this order', (name) => {
    const text = pageText(`docs/decisions/${name}`);
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      'Context',
      'Options',
      'Decision',
      'Consequences',
    ]);
    expect(text).toMatch(/^# \d+\. .+\n\n\d{1,2} \w+ 20\d\d\. (In force|Replaced by .+)\.\n/);
  });

  test('are numbered without a gap, and all are in the index', () => {
    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, index) => index + 1));
    const indexed = [...pageText('docs/decisions/README.md').matchAll(/^\| \d+ \| \[[^\]]+\]\(([^)]+)\) \|/gm)];
    expect(indexed.map(([, name]) => name)).toEqual(records);
  });
});
