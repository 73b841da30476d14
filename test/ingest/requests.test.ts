import {
  EXISTENCE,
  KNOWN_QUERY,
  ONE_STUDY,
  PAYLOADS,
  routes,
  SUCCESS_WITHOUT_OBJECTS,
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

  test.each([
    ['POST /dicomweb/studies 200 149', true],
    ['POST /dicomweb/studies 200 ', true],
    ['POST /dicomweb/studies 200 250', false],
    ['POST /dicomweb/studies 200 1490', false],
    ['POST /dicomweb/studies 409 149', false],
    ['POST /instances 200 149', false],
    ['GET /dicomweb/studies 200 2', false],
  ])('the answer %s is a success without objects: %s', (answer, unmasked) => {
    expect(new RegExp(SUCCESS_WITHOUT_OBJECTS).test(answer)).toBe(unmasked);
  });
});
