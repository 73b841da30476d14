import fc from 'fast-check';

/** Fragments that cause surprises in YAML. */
const FRAGMENTS = [
  '- ',
  '? ',
  ': ',
  ',',
  ', ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '|',
  '>',
  '#',
  ' #',
  '\n',
  '\n  ',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  '<<: ',
  'null',
  '~',
  '0x1F',
  '0o17',
  '1e3',
  '1e999',
  '.inf',
  '-',
  '+1',
  '1_0',
  '010',
  'true',
  'Yes',
  '@',
  '`',
  '%',
  'a: b\n',
  '2027-03-31',
  'key',
  '\r\n',
  ' ',
  '  ',
  '- - ',
  '"a: b"',
  "'it''s'",
  '>-\n  x\n',
  '|2\n   x\n',
  'é',
  '\u{1F600}',
  '{a}',
  '[a,]',
  '{a: ,}',
  'a:b',
  '::',
  '=',
  '.5',
  '5.',
  '-0',
  '0b1',
  '1.5',
  '.nan',
  'TRUE',
  '1:30',
  '&a ',
  '*a',
  '!!str ',
  '\t',
  '\r',
  '\\',
  '"\\u005f_proto__": ',
  '__proto__: ',
  'constructor: ',
  '\ufeff',
  '\u0085',
  '\u2028',
  '[[[[[[',
  '{{{{',
  '? - ',
  'site: ',
  '\0',
  '99999999999999999999',
] as const;

/** YAML-like texts: combinations of fragments, or real files with fragments inserted and removed. */
export function yamlText(examples: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...FRAGMENTS);
  const made = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
  const edit = fc.tuple(fc.nat(10_000), fc.nat(8), piece);
  const edited = fc
    .tuple(fc.constantFrom(...examples), fc.array(edit, { minLength: 1, maxLength: 5 }))
    .map(([text, edits]) =>
      edits.reduce((before, [at, cut, insert]) => {
        const start = at % (before.length + 1);
        return before.slice(0, start) + insert + before.slice(start + cut);
      }, text),
    );
  return fc.oneof(made, edited, fc.string({ unit: 'binary', maxLength: 60 }));
}
