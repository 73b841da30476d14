import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { anchorsOf, PAGES, pageText, proseOf } from './pages';

/** Every link of the documentation leads to a file, and to a heading if it names one. */

interface BrokenLink {
  readonly link: string;
  readonly why: string;
}

function brokenLinks(page: string, text: string): readonly BrokenLink[] {
  return [...proseOf(text).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
    ([link, file = '', anchor]) => {
      const target = file === '' ? page : join(dirname(page), file);
      if (!existsSync(target)) return [{ link, why: `there is no ${target}` }];
      if (anchor === undefined || anchorsOf(file === '' ? text : pageText(target)).includes(anchor)) return [];
      return [{ link, why: `${target} has no such heading` }];
    },
  );
}

test.each(PAGES)('%s', (page) => {
  expect(brokenLinks(page, pageText(page))).toEqual([]);
});

test('a missing file and a missing heading are found, and links in code are ignored', () => {
  const text = '# One\n[a](no-such.md) [b](#two) [c](#one) [d](README.md#no)\n```\n[e](no-such.md)\n```\n';
  expect(brokenLinks('README.md', text)).toEqual([
    { link: '](no-such.md)', why: 'there is no no-such.md' },
    { link: '](#two)', why: 'README.md has no such heading' },
    { link: '](README.md#no)', why: 'README.md has no such heading' },
  ]);
});

test('every page of docs is linked from the README or from the index of its folder', () => {
  const linked = (index: string): readonly string[] =>
    [...pageText(index).matchAll(/\]\(([^)#\s]+\.md)/g)].map(([, file = '']) => join(dirname(index), file));
  const indexes = ['README.md', 'docs/decisions/README.md'].flatMap(linked);
  for (const page of PAGES.filter((one) => one.startsWith('docs/')))
    expect([page, indexes.includes(page)]).toEqual([page, true]);
});
