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

export function renderSafeText({ words, values }: SafeText): string {
  return words.map((word, index) => `${word}${values[index] ?? ''}`).join('');
}

/** What happens, without the details: the sentence up to its first colon, semicolon or full stop, without parentheses. */
export function headlineOf(text: SafeText): SafeText {
  const kept: { words: string[]; values: string[] } = { words: [''], values: [] };
  let depth = 0;
  for (const [index, word] of text.words.entries()) {
    for (const part of word.split(/( \(|\)|[:;.](?=\s|$))/)) {
      if (part === ' (') depth++;
      else if (part === ')' && depth > 0) depth--;
      else if (depth === 0 && /^[:;.]$/.test(part)) return kept;
      else if (depth === 0) kept.words[kept.words.length - 1] += part;
    }
    const value = text.values[index];
    if (value === undefined || depth > 0) continue;
    kept.values.push(value);
    kept.words.push('');
  }
  return kept;
}

/** The first characters of a sentence. */
export function cutText({ words, values }: SafeText, length: number): SafeText {
  const cut: { words: string[]; values: string[] } = { words: [], values: [] };
  let left = length;
  const take = (text: string): string => {
    const taken = [...text].slice(0, left).join('');
    left -= [...text].length;
    return left < 0 ? `${taken}…` : taken;
  };
  for (const [index, word] of words.entries()) {
    cut.words.push(take(word));
    const value = values[index];
    if (left < 0 || value === undefined) break;
    cut.values.push(take(value));
    if (left < 0) {
      cut.words.push('');
      break;
    }
  }
  return cut;
}
