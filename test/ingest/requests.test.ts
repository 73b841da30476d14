import fc from 'fast-check';
import {
  atMost,
  EXISTENCE,
  KNOWN_QUERY,
  ONE_STUDY,
  PAYLOADS,
  routes,
  successesWithoutObjects,
} from '../../lib/ingest/requests';

const first = (rules: readonly { readonly when: string; readonly value: string }[], text: string, flags = ''): string =>
  rules.find(({ when }) => new RegExp(when, flags).test(text))?.value ?? 'none';

describe('what may be asked', () => {
  test.each([
    ['POST /dicomweb/studies', 'store'],
    ['POST /dicomweb/studies/', 'store'],
    ['POST /dicomweb/studies/1.2.3', 'store-one'],
    ['GET /dicomweb/studies/1.2.3/series/4/instances/5/frames/1,2', 'read'],
    ['GET /dicomweb/instances', 'read'],
    ['GET /dicomweb/studies/1.2/series/3/instances/4/bulk/0040a730-0001', 'read'],
    ['POST /dicomweb/studies/1.2.3/series', 'none'],
    ['POST /dicomweb/servers/x/stow', 'none'],
    ['GET /dicomweb/servers', 'none'],
    ['GET /dicomweb/studies//x', 'none'],
    ['GET /dicomweb/studies/%2e%2e', 'none'],
    ['PUT /dicomweb/studies', 'none'],
    ['post /dicomweb/studies', 'none'],
    ['POST /instances', 'none'],
    ['POST /dicomweb/studies\n', 'none'],
    ['POST /dicomweb/studies/1.2.3\n', 'none'],
    ['GET /dicomweb/studies/1.2.3\n', 'none'],
    ['GET /dicomweb/studies\n', 'none'],
    ['GET /dicomweb/studies/', 'read'],
  ])('%s: %s', (request, route) => {
    expect(first(routes('all'), request)).toBe(route);
    expect(first(routes('existence'), request)).toBe(route === 'read' ? 'none' : route);
  });

  test('the one path of the one question', () => {
    expect(first(routes('all'), 'GET /dicomweb/studies')).toBe('read');
    expect(first(routes('existence'), 'GET /dicomweb/studies')).toBe('ask');
  });

  test.each([
    ['StudyInstanceUID=1.2.3', '1.2.3'],
    [`StudyInstanceUID=${'1'.repeat(64)}`, '1'.repeat(64)],
    [`StudyInstanceUID=${'1'.repeat(65)}`, undefined],
    ['StudyInstanceUID=', undefined],
    ['StudyInstanceUID=1.2.*', undefined],
    ['StudyInstanceUID=1.2.3,1.2.4', undefined],
    ['StudyInstanceUID=1.2.3%5C1.2.4', undefined],
    ['StudyInstanceUID=1.2.3&limit=1', undefined],
    ['StudyInstanceUID=1.2.3&', undefined],
    ['0020000D=1.2.3', undefined],
    ['studyinstanceuid=1.2.3', undefined],
  ])('a question by the query %j is about %j', (query, study) => {
    expect(new RegExp(ONE_STUDY).exec(`GET /dicomweb/studies?${query}`)?.[1]).toBe(study);
  });

  test.each([
    ['200 2', '@not_stored'],
    ['200 3', '@not_stored'],
    ['200 0', '@failed'],
    ['200 4', '@failed'],
    ['200 48', '@stored'],
    ['200 54', '@stored'],
    ['200 ', '@failed'],
    ['200 12', '@failed'],
    ['200 195', '@failed'],
    ['404 195', '@failed'],
    ['500 2', '@failed'],
    ['502 ', '@failed'],
    [' ', 'none'],
  ])('the answer %j to it means %s', (answer, means) => {
    expect(first(EXISTENCE, answer)).toBe(means);
  });

  test.each([
    ['multipart/related; type="application/dicom"; boundary=x', 'multipart'],
    ['multipart/related;boundary=----=_Part_1;type=application/dicom', 'multipart'],
    ['Multipart/Related; Type="Application/DICOM"; start="<1>"; Boundary="a b"', 'multipart'],
    ['application/dicom', 'bare'],
    ['application/dicom; transfer-syntax=1.2.840.10008.1.2', 'none'],
    ['multipart/form-data; boundary=x', 'none'],
    ['multipart/form-data; x="multipart/related; type=application/dicom; boundary=x"', 'none'],
    ['multipart/related; boundary="x; type=application/dicom"', 'none'],
    ['multipart/related; type="application/dicom"', 'none'],
    ['multipart/related; type="application/dicom"; boundary=', 'none'],
    ['multipart/related; type="application/dicom+xml"; boundary=x', 'none'],
    ['multipart/mixed; type="application/dicom"; boundary=x', 'none'],
    ['', 'none'],
  ])('a body of the type %j is %s', (type, kind) => {
    expect(first(PAYLOADS, type, 'i')).toBe(kind);
  });

  test.each([
    ['', true],
    ['PatientName=A*&limit=5&includefield=00081030', true],
    ['00100020=%25&fuzzymatching=true', true],
    ['includefield=all&x', true],
    ['_method=DELETE', false],
    ['limit=1&_method=DELETE', false],
    ['%5Fmethod=DELETE', false],
    ['limit=1;_method=DELETE', false],
    ['limit=1&&x', false],
  ])('the query %j: %s', (query, known) => {
    expect(new RegExp(KNOWN_QUERY).test(query)).toBe(known);
  });

  // A host name of 27 characters: 239 + 27 + 64 bytes at most name a study and no object.
  test.each([
    ['POST /dicomweb/studies 200 149', '@nothing_stored'],
    ['POST /dicomweb/studies 200 ', '@nothing_stored'],
    ['POST /dicomweb/studies 200 307', '@not_kept'],
    ['POST /dicomweb/studies/1.2.3 200 330', '@not_kept'],
    ['POST /dicomweb/studies 200 337', '@not_kept'],
    ['POST /dicomweb/studies 200 338', 'none'],
    ['POST /dicomweb/studies 200 866', 'none'],
    ['POST /dicomweb/studies 200 1490', 'none'],
    ['POST /dicomweb/studies 409 149', 'none'],
    ['POST /instances 200 149', 'none'],
    ['GET /dicomweb/studies 200 2', 'none'],
  ])('the answer %s is a success without objects: %s', (answer, unmasked) => {
    expect(first(successesWithoutObjects(27), answer)).toBe(unmasked);
  });

  test('at most a number: that and every lower one, and no other', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(6000), (most, number) => {
        expect(new RegExp(`^${atMost(most)}$`).test(`${number}`)).toBe(number <= most);
      }),
    );
  });

  test('the shortest answer that names an object is never taken for one without, in either style of JSON', () => {
    const uid = fc.stringMatching(/^[0-9.]{3,64}$/);
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 233 }),
        uid,
        uid,
        uid,
        fc.boolean(),
        (length, study, series, sop, indented) => {
          const url = `https://${'h'.repeat(length)}/dicomweb/studies/${study}`;
          const answer = (named: readonly object[]): string =>
            JSON.stringify(
              {
                '00080005': { Value: ['ISO_IR 100'], vr: 'CS' },
                '00081190': { Value: [url], vr: 'UR' },
                '00081198': { vr: 'SQ' },
                '00081199': named.length === 0 ? { vr: 'SQ' } : { Value: named, vr: 'SQ' },
              },
              undefined,
              indented ? '\t' : undefined,
            );
          const object = {
            '00081150': { Value: ['1.2.840.10008.1.3.10'], vr: 'UI' },
            '00081155': { Value: [sop], vr: 'UI' },
            '00081190': { Value: [`${url}/series/${series}/instances/${sop}`], vr: 'UR' },
          };
          const judged = (text: string) =>
            first(successesWithoutObjects(length), `POST /dicomweb/studies 200 ${text.length}`);
          expect(judged(answer([object]))).toBe('none');
          expect(judged(answer([]))).not.toBe('none');
        },
      ),
    );
  });
});
