import { parseMediaType, splitList } from './media-type';

/** The media types of answers; the first is the default (DICOM PS3.18, section 8.7.3.1 and 8.7.5). */
const ANSWER_TYPES = [
  { name: 'application/dicom+json', form: 'json' },
  { name: 'application/json', form: 'json' },
  { name: 'application/dicom+xml', form: 'xml' },
  { name: 'application/xml', form: 'xml' },
  { name: 'text/xml', form: 'xml' },
] as const;

export type AnswerType = (typeof ANSWER_TYPES)[number];

/** Characters of Accept. A longer header is ignored, because the time to parse it grows with the square of its length. */
const MOST_ACCEPT = 1024;

/**
 * The type that Accept prefers (RFC 9110, section 12.5.1): the highest `q`, and among equals the most specific. If Accept allows
 * none of the types, the default is used: the sender must learn the result for its objects.
 */
export function answerType(accept: string | undefined): AnswerType {
  const ranges = splitList(accept !== undefined && accept.length <= MOST_ACCEPT ? accept : '').map((text) => {
    const { name, parameters } = parseMediaType(text);
    const q = Number(parameters.get('q') ?? 1);
    return { name, q: Number.isNaN(q) ? 1 : q };
  });
  const scored = ANSWER_TYPES.map((type) => {
    const [major] = type.name.split('/');
    const rangesByPrecision = [`*/*`, `${major}/*`, type.name];
    // The most specific range that covers a type gives its q.
    const best = ranges
      .filter(({ name }) => rangesByPrecision.includes(name))
      .reduce<{ q: number; precision: number }>(
        (found, { name, q }) =>
          rangesByPrecision.indexOf(name) > found.precision ? { q, precision: rangesByPrecision.indexOf(name) } : found,
        { q: 0, precision: -1 },
      );
    return { type, ...best };
  });
  const [first = scored[0]] = scored.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q || b.precision - a.precision);
  return first?.type ?? ANSWER_TYPES[0];
}
