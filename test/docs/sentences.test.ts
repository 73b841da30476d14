import { PAGES, pageText, proseOf } from './pages';

/** A sentence of the documentation has at most 35 words. Code, tables and headings don't count. */

const MOST_WORDS = 35;

/** Texts that end no sentence although they end with a full stop. */
const ABBREVIATIONS = /\b(e\.g|i\.e|etc|vs|cf|no|St)\.$/i;

/** Paragraphs and list items, each as one line without markup. */
function paragraphs(text: string): readonly string[] {
  const blocks: string[] = [];
  let current = '';
  const end = () => {
    if (current !== '') blocks.push(current);
    current = '';
  };
  for (const line of proseOf(text.replace(/<!--[\s\S]*?-->/g, '')).split('\n')) {
    const item = /^\s*(?:[-*+]|\d+\.)\s+(.*)$/.exec(line);
    const plain = item?.[1] ?? line.trim();
    if (item !== null || plain === '' || /^(\||#|>|\[)/.test(plain)) end();
    if (plain !== '' && !/^(\||#)/.test(plain)) current = current === '' ? plain : `${current} ${plain}`;
  }
  end();
  return blocks;
}

/** Code and the targets of links are one word each. */
const plainText = (markdown: string): string =>
  markdown
    .replace(/`[^`]*`/g, 'code')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/https?:\/\/\S+/g, 'link')
    .replace(/[*_]{1,3}/g, '');

function sentences(paragraph: string): readonly string[] {
  const found: string[] = [];
  let start = 0;
  for (const { index, 0: end } of paragraph.matchAll(/[.!?]["”’)]*(?=\s|$)/g)) {
    const sentence = paragraph.slice(start, index + end.length);
    if (ABBREVIATIONS.test(sentence)) continue;
    found.push(sentence.trim());
    start = index + end.length;
  }
  const rest = paragraph.slice(start).trim();
  return rest === '' ? found : [...found, rest];
}

const wordCount = (sentence: string): number =>
  sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** The sentences that are too long, with their number of words. */
const longSentences = (text: string): readonly string[] =>
  paragraphs(text)
    .flatMap((paragraph) => sentences(plainText(paragraph)))
    .filter((sentence) => wordCount(sentence) > MOST_WORDS)
    .map((sentence) => `${wordCount(sentence)} words: ${sentence}`);

test.each(PAGES)('%s', (page) => {
  expect(longSentences(pageText(page))).toEqual([]);
});

describe('the count', () => {
  const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ');

  test('finds a sentence of more words, over several lines and in a list', () => {
    expect(longSentences(`${words(36)}.`)).toEqual([expect.stringMatching(/^36 words: /)]);
    expect(longSentences(`${words(20)}\n${words(16)}.`)).toHaveLength(1);
    expect(longSentences(`- ${words(36)}\n- ${words(3)}`)).toHaveLength(1);
    expect(longSentences(`${words(35)}. ${words(35)}`)).toEqual([]);
  });

  test('counts code, links and their targets as one word, and ignores tables, headings and code blocks', () => {
    expect(longSentences(`\`${words(40)}\` ${words(34)}`)).toEqual([]);
    expect(longSentences(`[one two](${words(40)}) ${words(33)}`)).toEqual([]);
    expect(longSentences(`| ${words(40)} |\n\n# ${words(40)}\n\n\`\`\`\n${words(40)}\n\`\`\``)).toEqual([]);
  });

  test('ends a sentence at a full stop, not within an abbreviation or a number', () => {
    expect(longSentences(`${words(20)} e.g. ${words(20)}.`)).toHaveLength(1);
    expect(longSentences(`${words(20)} 1.5 ${words(20)}.`)).toHaveLength(1);
    expect(longSentences(`${words(20)} (${words(10)}.) ${words(20)}.`)).toEqual([]);
  });
});
