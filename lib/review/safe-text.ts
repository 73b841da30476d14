/**
 * A sentence with values in it. The words are ours; the values come from files and templates and may contain anything, so the
 * code that outputs the sentence decides how to escape them. There is always one word more than values.
 */
export interface SafeText {
  readonly words: readonly string[];
  readonly values: readonly string[];
}

/** Builds a sentence. An inserted sentence keeps its words and values. */
export function safeText(words: TemplateStringsArray, ...values: readonly (string | number | SafeText)[]): SafeText {
  const text = { words: [words[0] ?? ''], values: [] as string[] };
  for (const [index, value] of values.entries()) {
    const next = words[index + 1] ?? '';
    if (typeof value === 'object') {
      const [first = '', ...others] = value.words;
      text.words[text.words.length - 1] += first;
      text.words.push(...others);
      text.values.push(...value.values);
      text.words[text.words.length - 1] += next;
    } else {
      text.values.push(String(value));
      text.words.push(next);
    }
  }
  return text;
}

/** Our own words, from a table. */
export const plainWords = (text: string): SafeText => ({ words: [text], values: [] });

export function plainText({ words, values }: SafeText): string {
  return words.map((word, index) => `${word}${values[index] ?? ''}`).join('');
}
