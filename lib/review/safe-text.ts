/**
 * A sentence with values in it. Words are ours; values come from files and templates and may hold anything, so that whoever
 * writes the sentence out decides how to make them harmless. There is always one word more than values.
 */
export interface SafeText {
  readonly words: readonly string[];
  readonly values: readonly string[];
}

/** A sentence within a sentence keeps its words and values. */
export function safeText(words: TemplateStringsArray, ...values: readonly (string | number | SafeText)[]): SafeText {
  const said = { words: [words[0] ?? ''], values: [] as string[] };
  for (const [index, value] of values.entries()) {
    const next = words[index + 1] ?? '';
    if (typeof value === 'object') {
      const [first = '', ...others] = value.words;
      said.words[said.words.length - 1] += first;
      said.words.push(...others);
      said.values.push(...value.values);
      said.words[said.words.length - 1] += next;
    } else {
      said.values.push(String(value));
      said.words.push(next);
    }
  }
  return said;
}

/** Words of ours, chosen from a table. */
export const plainWords = (text: string): SafeText => ({ words: [text], values: [] });

export function plainText({ words, values }: SafeText): string {
  return words.map((word, index) => `${word}${values[index] ?? ''}`).join('');
}
