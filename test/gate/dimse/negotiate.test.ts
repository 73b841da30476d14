import { isStorageClass, transferSyntaxOf } from '../../../services/gate/dimse/acceptable';
import { readAssociateRequest } from '../../../services/gate/dimse/associate-request';
import { answerContexts, rejectionOf } from '../../../services/gate/dimse/negotiate';
import { associateRequest, CT, EXPLICIT, IMPLICIT, item, type Request } from '../../support/programs/dimse-scu';

const TITLES = { calledAeTitle: 'HEARTLAB', callingAeTitles: ['CT1', 'MR 2'] };

function rejection(request: Request) {
  const read = readAssociateRequest(associateRequest(request).subarray(6));
  if (read === undefined) throw new Error('the request could not be read');
  return rejectionOf(read, TITLES);
}

describe('AE titles (PS3.5 section 6.2: case-sensitive, spaces at either end are ignored)', () => {
  test.each([
    [{}, undefined],
    [{ calling: 'MR 2' }, undefined],
    [{ called: '  HEARTLAB', calling: ' CT1' }, undefined],
    [{ called: 'HEARTLAB\0\0\0\0\0\0\0\0', calling: 'CT1\0' }, undefined],
    [{ called: 'heartlab' }, 'called-ae-title'],
    [{ called: 'HEARTLAB2' }, 'called-ae-title'],
    [{ called: '' }, 'called-ae-title'],
    [{ calling: 'ct1' }, 'calling-ae-title'],
    [{ calling: 'MR2' }, 'calling-ae-title'],
    [{ calling: '' }, 'calling-ae-title'],
    [{ calling: 'CT1\0X' }, 'calling-ae-title'],
    [{ called: 'ANY', calling: 'ANY' }, 'called-ae-title'],
    [{ version: 2 }, 'protocol-version'],
    [{ version: 3 }, undefined],
    [{ application: '1.2.840.10008.3.1.1.2' }, 'application-context'],
  ] as const)('%j: %s', (request, expected) => {
    expect(rejection(request)).toBe(expected);
  });
});

describe('SOP classes', () => {
  test.each([
    ['CT Image Storage', CT],
    ['Encapsulated PDF Storage', '1.2.840.10008.5.1.4.1.1.104.1'],
    ['Twelve-Lead ECG Waveform Storage', '1.2.840.10008.5.1.4.1.1.9.1.1'],
    ['CT Performed Procedure Protocol Storage', '1.2.840.10008.5.1.4.1.1.200.2'],
    ['RT Beams Delivery Instruction Storage', '1.2.840.10008.5.1.4.34.7'],
    ['Siemens CSA Non-Image Storage (private)', '1.3.12.2.1107.5.9.1'],
  ])('%s is stored', (_name, uid) => expect(isStorageClass(uid)).toBe(true));

  test.each([
    ['Study Root Find', '1.2.840.10008.5.1.4.1.2.2.1'],
    ['Study Root Move', '1.2.840.10008.5.1.4.1.2.2.2'],
    ['Modality Worklist', '1.2.840.10008.5.1.4.31'],
    ['Modality Performed Procedure Step', '1.2.840.10008.3.1.2.3.3'],
    ['Storage Commitment Push Model', '1.2.840.10008.1.20.1'],
    ['Basic Greyscale Print', '1.2.840.10008.5.1.1.9'],
    ['Inventory Storage', '1.2.840.10008.5.1.4.1.1.201.1'],
    ['Inventory Find', '1.2.840.10008.5.1.4.1.1.201.2'],
    ['CT Defined Procedure Protocol Storage (no study)', '1.2.840.10008.5.1.4.1.1.200.1'],
    ['Hanging Protocol Storage (no study)', '1.2.840.10008.5.1.4.38.1'],
    ['Unified Procedure Step Push', '1.2.840.10008.5.1.4.34.6.1'],
    ['the storage root', '1.2.840.10008.5.1.4.1.1'],
    ['a letter', '1.2.840.10008.5.1.4.1.1.x'],
    ['an empty UID', ''],
    ['65 characters', `1.${'2'.repeat(63)}`],
  ])('%s is not stored', (_name, uid) => expect(isStorageClass(uid)).toBe(false));
});

describe('transfer syntaxes', () => {
  const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.70';
  const HTJ2K = '1.2.840.10008.1.2.4.201';
  const BIG = '1.2.840.10008.1.2.2';
  const RLE = '1.2.840.10008.1.2.5';
  const HEVC = '1.2.840.10008.1.2.4.107';
  test.each([
    ['compressed, alone', [JPEG_LOSSLESS], JPEG_LOSSLESS],
    ['RLE', [RLE], RLE],
    ['H.265', [HEVC], HEVC],
    ['HTJ2K', [HTJ2K], HTJ2K],
    ['the sender prefers a compressed one', [JPEG_LOSSLESS, EXPLICIT, IMPLICIT], JPEG_LOSSLESS],
    ['the sender prefers an uncompressed one', [IMPLICIT, EXPLICIT, JPEG_LOSSLESS], EXPLICIT],
    ['implicit first', [IMPLICIT, EXPLICIT], EXPLICIT],
    ['big endian first', [BIG, EXPLICIT, IMPLICIT], EXPLICIT],
    ['big endian alone', [BIG], BIG],
    ['implicit alone', [IMPLICIT], IMPLICIT],
    ['deflated first', ['1.2.840.10008.1.2.1.99', EXPLICIT], EXPLICIT],
    ['deflated alone', ['1.2.840.10008.1.2.1.99'], undefined],
    ['deflated frames', ['1.2.840.10008.1.2.8.1'], undefined],
    ['JPIP Referenced', ['1.2.840.10008.1.2.4.94'], undefined],
    ['JPIP Referenced Deflate', ['1.2.840.10008.1.2.4.95'], undefined],
    ['JPIP HTJ2K Referenced Deflate', ['1.2.840.10008.1.2.4.205'], undefined],
    ['private (GE, implicit with big endian pixels)', ['1.2.840.113619.5.2'], undefined],
    ['none', [], undefined],
  ])('%s', (_what, proposed, expected) => expect(transferSyntaxOf(proposed)).toBe(expected));
});

test('each context has its own answer (PS3.8 table 9-18)', () => {
  const answers = answerContexts([
    { id: 1, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: [IMPLICIT] },
    { id: 3, abstractSyntax: CT, transferSyntaxes: [EXPLICIT] },
    { id: 5, abstractSyntax: CT, transferSyntaxes: ['1.2.840.10008.1.2.1.99'] },
    { id: 7, abstractSyntax: '1.2.840.10008.5.1.4.1.2.2.1', transferSyntaxes: [IMPLICIT] },
  ]);
  expect(answers.map(({ id, result, transferSyntax }) => [id, result, transferSyntax])).toEqual([
    [1, 0, IMPLICIT],
    [3, 0, EXPLICIT],
    [5, 4, undefined],
    [7, 3, undefined],
  ]);
});

describe('a malformed request is refused', () => {
  test.each([
    ['no context', { contexts: [] }],
    ['an even context id', { contexts: [[2, CT, [EXPLICIT]]] }],
    [
      'the same id twice',
      {
        contexts: [
          [1, CT, [EXPLICIT]],
          [1, CT, [IMPLICIT]],
        ],
      },
    ],
    ['a context without transfer syntax', { contexts: [[1, CT, []]] }],
  ] as const)('%s', (_what, request) => {
    expect(readAssociateRequest(associateRequest(request).subarray(6))).toBeUndefined();
  });

  test('a truncated request is refused or has fewer items', () => {
    const whole = associateRequest().subarray(6);
    const contexts = Array.from({ length: whole.length }, (_, end) => readAssociateRequest(whole.subarray(0, end)));
    // The items before the first context: 68 bytes, and 25 of the application context.
    expect(contexts.slice(0, 94).every((read) => read === undefined)).toBe(true);
    expect(contexts.filter((read) => read !== undefined).every((read) => read.contexts.length === 1)).toBe(true);
  });
});

test('roles, asynchronous operations, extended negotiation and identities are ignored', () => {
  const moreUserItems = [
    item(0x53, Buffer.from([0, 2, 0, 2])),
    item(0x54, Buffer.concat([Buffer.from([0, 25]), Buffer.from(CT), Buffer.from([1, 1])])),
    item(0x56, Buffer.concat([Buffer.from([0, 25]), Buffer.from(CT), Buffer.alloc(6)])),
    item(0x58, Buffer.from([1, 1, 0, 1, 0x61, 0, 0])),
  ];
  const read = readAssociateRequest(associateRequest({ moreUserItems, longestData: 0 }).subarray(6));
  expect(read).toMatchObject({ longestData: 0, callingAeTitle: 'CT1', contexts: [{ id: 1, abstractSyntax: CT }] });
});
