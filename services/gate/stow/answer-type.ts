import { parseMediaType, splitList } from './media-type';

/** What an answer can be written as; the first is the default (DICOM PS3.18, section 8.7.3.1 and 8.7.5). */
const ANSWER_TYPES = [
  { name: 'application/dicom+json', form: 'json' },
  { name: 'application/json', form: 'json' },
  { name: 'application/dicom+xml', form: 'xml' },
  { name: 'application/xml', form: 'xml' },
  { name: 'text/xml', form: 'xml' },
] as const;

export type AnswerType = (typeof ANSWER_TYPES)[number];

/** Characters of Accept that are read: of a longer one, none. To take it apart would take time that grows with its square. */
const MOST_ACCEPT = 1024;

/**
 * The type that Accept prefers (RFC 9110, section 12.5.1): the highest `q`, among equals the one that is named more exactly. Where it
 * allows none of them the default is answered all the same: what became of the objects must not be withheld.
 */
export function answerType(accept: string | undefined): AnswerType {
  const ranges = splitList(accept !== undefined && accept.length <= MOST_ACCEPT ? accept : '').map((text) => {
    const { name, parameters } = parseMediaType(text);
    const q = Number(parameters.get('q') ?? 1);
    return { name, q: Number.isNaN(q) ? 1 : q };
  });
  const scored = ANSWER_TYPES.map((type) => {
    const [major] = type.name.split('/');
    const exactness = [`*/*`, `${major}/*`, type.name];
    // The most exact range that covers a type gives its q.
    const best = ranges
      .filter(({ name }) => exactness.includes(name))
      .reduce<{ q: number; exact: number }>(
        (found, { name, q }) => (exactness.indexOf(name) > found.exact ? { q, exact: exactness.indexOf(name) } : found),
        { q: 0, exact: -1 },
      );
    return { type, ...best };
  });
  const [first = scored[0]] = scored.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q || b.exact - a.exact);
  return first?.type ?? ANSWER_TYPES[0];
}
