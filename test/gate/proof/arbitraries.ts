import fc from 'fast-check';
import { SYNTAXES } from '../../support/builders/dicom-data-sets';

/** Random plans of STOW-RS bodies. `body.ts` creates their bytes with new UIDs. */

/** A piece of an object's content. Those with the boundary in them are never a delimiter. */
export type Piece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The first bytes of `CR LF -- boundary`, at least one. */
  | { readonly kind: 'beginning'; readonly share: number }
  /** A line that begins with a delimiter and continues. */
  | { readonly kind: 'longer'; readonly text: string }
  /** The boundary without the hyphens, or without a line of its own. */
  | { readonly kind: 'inside'; readonly hyphens: string };

const pieces: fc.Arbitrary<readonly Piece[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 300 }) }),
    fc.record({
      kind: fc.constant('bytes' as const),
      bytes: fc.constantFrom('\r', '\n', '\r\n', '--', '\r\n--', '\r\n\r\n', '-').map((text) => Buffer.from(text)),
    }),
    fc.record({ kind: fc.constant('beginning' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({
      kind: fc.constant('longer' as const),
      text: fc.constantFrom('x', '-', '-x', '--x', '\n', '\rx', ' x', '\t-', '='),
    }),
    fc.record({ kind: fc.constant('inside' as const), hyphens: fc.constantFrom('', '-', '--', '\n--', '\r--') }),
  ),
  { maxLength: 12 },
);

export interface PartPlan {
  /**
   * `again` and `changed` are about the same SOP Instance UID as the part before it: with another preamble and group 2, or with another
   * data set.
   */
  readonly kind: 'object' | 'again' | 'changed' | 'no-dicom' | 'no-study' | 'ends-early' | 'deflated';
  readonly syntax: (typeof SYNTAXES)[number];
  readonly preamble: { readonly kind: 'zeros' | 'zip' | 'random' | 'delimiter'; readonly bytes: Uint8Array };
  readonly inside: readonly Piece[];
  readonly privateMeta: Uint8Array | undefined;
  readonly padding: number | undefined;
  /** Where an object ends early, within its last value. */
  readonly share: number;
  readonly headers: readonly string[];
  /** Blanks behind the boundary in the line before the part. */
  readonly blanks: string;
}

/** Headers as senders write them: none, any case, any parameter, a wrong Content-Type. */
const headers = fc.constantFrom<readonly string[]>(
  ['Content-Type: application/dicom'],
  [],
  ['content-type:application/dicom'],
  ['CONTENT-TYPE : Application/DICOM'],
  ['Content-Type: application/dicom; transfer-syntax=1.2.840.10008.1.2.1'],
  ['Content-Type: "application/dicom"; transfer-syntax="1.2.840.10008.1.2.4.90"; x="a;b\\"c"'],
  ['Content-Type: application/octet-stream', 'Content-Location: 1.dcm'],
  ['Content-Type: application/dicom;', ' transfer-syntax=*', 'MIME-Version: 1.0'],
  ['Content-Disposition: form-data; name="f"; filename="ä.dcm"', 'Content-Length: 7'],
  ['Content-Transfer-Encoding: binary', 'Content-ID: <1@pacs>', 'Content-Type: text/plain'],
);

const blanks = fc.oneof({ weight: 4, arbitrary: fc.constant('') }, fc.constantFrom(' ', '\t', '  \t ', ' '.repeat(70)));

const part: fc.Arbitrary<PartPlan> = fc.record({
  kind: fc.oneof(
    { weight: 10, arbitrary: fc.constant('object' as const) },
    { weight: 6, arbitrary: fc.constantFrom('again' as const, 'changed' as const, 'no-dicom' as const) },
    { weight: 3, arbitrary: fc.constantFrom('no-study' as const, 'ends-early' as const, 'deflated' as const) },
  ),
  syntax: fc.constantFrom(...SYNTAXES),
  preamble: fc.record({
    kind: fc.constantFrom('zeros' as const, 'zip' as const, 'random' as const, 'delimiter' as const),
    bytes: fc.uint8Array({ minLength: 128, maxLength: 128 }),
  }),
  inside: pieces,
  privateMeta: fc.option(fc.uint8Array({ maxLength: 60 }), { nil: undefined }),
  padding: fc.option(fc.nat(40), { nil: undefined }),
  share: fc.double({ min: 0, max: 0.99, noNaN: true }),
  headers,
  blanks,
});

/** RFC 2046, section 5.1.1: `bchars`, no blank at the end. */
const BCHARS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ";
const boundary = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...BCHARS), minLength: 1, maxLength: 70 }),
    fc.string({ unit: fc.constantFrom('-', '=', 'a'), minLength: 1, maxLength: 12 }),
  )
  .map((text) => text.replace(/ +$/, ''))
  .filter((text) => text !== '');

export interface BodyPlan {
  readonly boundary: string;
  readonly preamble: string;
  readonly parts: readonly PartPlan[];
  readonly lastBlanks: string;
  readonly epilogue: string;
  readonly chunked: boolean;
  readonly pieces: readonly number[];
  /** Where the body ends early: as a share of its bytes, or a number of bytes from the end of a part's delimiter. */
  readonly cut:
    | undefined
    | {
        readonly at: { readonly share: number } | { readonly part: number; readonly offset: number };
        /** Whether the sender ends its request, or the connection. */
        readonly how: 'request' | 'connection';
      };
}

export const bodyPlans: fc.Arbitrary<BodyPlan> = fc.record({
  boundary,
  preamble: fc.constantFrom('', '', '\r\n', 'This is a message with multiple parts.\r\n', '--\r\n'),
  parts: fc.array(part, { maxLength: 5 }),
  lastBlanks: blanks,
  epilogue: fc.constantFrom('', '\r\n', '\n', '\r\nThe end.', '\r\n\r\n--\r\n'),
  chunked: fc.boolean(),
  pieces: fc.oneof(
    fc.constant([1_000_000]),
    fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 6 }),
    fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
  ),
  cut: fc.option(
    fc.record({
      at: fc.oneof(
        fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }) }),
        fc.record({ part: fc.nat(4), offset: fc.integer({ min: -6, max: 6 }) }),
      ),
      how: fc.constantFrom('request' as const, 'connection' as const),
    }),
    // In half of the cases.
    { nil: undefined, freq: 2 },
  ),
});
