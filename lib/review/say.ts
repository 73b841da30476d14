/**
 * A sentence with values in it. Words are ours; values come from files and templates and may hold anything, so that whoever
 * writes the sentence out decides how to make them harmless.
 */
export interface Said {
  readonly words: readonly string[];
  readonly values: readonly string[];
}

export function say(words: TemplateStringsArray, ...values: readonly (string | number)[]): Said {
  return { words: [...words], values: values.map(String) };
}

export function plainText({ words, values }: Said): string {
  return words.map((word, index) => `${word}${values[index] ?? ''}`).join('');
}
