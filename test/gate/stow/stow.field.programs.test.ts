import { gzipSync } from 'node:zlib';
import { type TestObject, testObject } from '../../support/builders/gate-objects';
import { BOUNDARY, body, parsedOutcomes, TYPE } from '../../support/programs/stow-server';
import { withDoor } from '../../support/programs/with-stow-server';

/** Requests of senders in public reports, whose ids are in the titles of the tests, stored in a real Orthanc. */

withDoor('STOW-RS on a real Orthanc', ({ cell, door, expectStored }) => {
  const uidOf = ({ uids }: TestObject): string => uids.sopInstance;
  const DICOM = ['Content-Type: application/dicom'];

  test('S34: three objects, the second with a parameter in its type', async () => {
    const objects = [testObject(), testObject(), testObject()];
    const parts = objects.map(({ bytes }, index) => ({
      headers: index === 1 ? ['Content-Type: application/dicom; transfer-syntax=1.2.840.10008.1.2.4.70'] : DICOM,
      content: bytes,
    }));
    const reply = await door().post(body(parts), TYPE);
    expect([reply.status, parsedOutcomes(reply)]).toEqual([200, { stored: objects.map(uidOf), failed: [], other: [] }]);
    await expectStored(objects);
  });

  test.each<readonly [string, readonly string[]]>([
    ['S05: a parameter', ['Content-Type: application/dicom; transfer-syntax=1.2.840.10008.1.2.1']],
    ['S06: MIME-Version and Content-ID', ['MIME-Version: 1.0', 'Content-ID: <1@pacs>', ...DICOM]],
    ['S07: a header in lower case', ['content-type:application/dicom']],
    ['S07u: a value in another case', ['CONTENT-TYPE: Application/DICOM']],
    ['S08: a quoted type', ['Content-Type: "application/dicom"']],
    [
      'Content-Length and Content-Disposition',
      [...DICOM, 'Content-Length: 5', 'Content-Disposition: form-data; name="x"'],
    ],
    ['Content-Transfer-Encoding', [...DICOM, 'Content-Transfer-Encoding: binary']],
    ['application/octet-stream', ['Content-Type: application/octet-stream']],
    ['no header at all', []],
    ['a header in two lines', ['Content-Type: application/dicom;', ' transfer-syntax=1.2.840.10008.1.2.1']],
  ])('a part with %s is stored', async (_, headers) => {
    const object = testObject();
    const reply = await door().post(body([{ headers, content: object.bytes }]), TYPE);
    expect([reply.status, parsedOutcomes(reply)]).toEqual([200, { stored: [uidOf(object)], failed: [], other: [] }]);
    await expectStored([object]);
  });

  test.each([
    [
      'S17a: of the Python module email, quoted',
      '"===============1234567890123456789=="',
      '===============1234567890123456789==',
    ],
    ['S17b: the same unquoted', '===============1234567890123456789==', '===============1234567890123456789=='],
    ['S04: of dashes', '----------------------------', '----------------------------'],
    ['of the Java module MimeMultipart', '----=_Part_0_123.456', '----=_Part_0_123.456'],
    ['with every character of RFC 2046', `"aZ09'()+_,-./:=? x"`, `aZ09'()+_,-./:=? x`],
    ['of one character', 'b', 'b'],
    ['of 70 characters', 'b'.repeat(70), 'b'.repeat(70)],
  ])('a boundary %s is accepted', async (_, written, boundary) => {
    const object = testObject();
    const reply = await door().post(
      body([{ content: object.bytes }], boundary),
      `multipart/related; type="application/dicom"; boundary=${written}`,
    );
    expect([reply.status, parsedOutcomes(reply).stored]).toEqual([200, [uidOf(object)]]);
    await expectStored([object]);
  });

  test.each([
    ['S01: an unquoted type', `multipart/related; type=application/dicom; boundary=${BOUNDARY}`],
    ['S02: the boundary first', `multipart/related;boundary="${BOUNDARY}";type="application/dicom"`],
    ['other cases', `Multipart/Related; Type="Application/DICOM"; Boundary=${BOUNDARY}`],
    [
      'S20: charset and start',
      `multipart/related; charset=utf-8; start="<1>"; type="application/dicom"; boundary=${BOUNDARY}`,
    ],
    [
      'the transfer syntax inside type',
      `multipart/related; type="application/dicom; transfer-syntax=*"; boundary=${BOUNDARY}`,
    ],
    ['blanks around =', `multipart/related ; type = "application/dicom" ; boundary = "${BOUNDARY}" ;`],
  ])('a request with %s is accepted', async (_, type) => {
    const object = testObject();
    const text = Buffer.concat([
      Buffer.from('a preamble\r\n'),
      body([{ content: object.bytes }]),
      Buffer.from('\r\nepilogue'),
    ]);
    expect((await door().post(text, type)).status).toBe(200);
    await expectStored([object]);
  });

  test('S02, S28: a chunked body with trailers', async () => {
    const object = testObject();
    const chunks = [object.bytes.subarray(0, 100), object.bytes.subarray(100)];
    const whole = [Buffer.from(`\r\n--${BOUNDARY}\r\n\r\n`), ...chunks, Buffer.from(`\r\n--${BOUNDARY}--`)];
    const reply = await door().raw([
      Buffer.from(
        `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      ),
      ...whole.flatMap((one) => [Buffer.from(`${one.length.toString(16)}\r\n`), one, Buffer.from('\r\n')]),
      Buffer.from('0\r\nX-Trailer: 1\r\n\r\n'),
    ]);
    expect(reply.status).toBe(200);
    await expectStored([object]);
  });

  test.each([
    ['S10: a gzipped body', TYPE, ['Content-Encoding: gzip'], 'Content-Encoding: gzip'],
    ['a doubly coded body', TYPE, ['Content-Encoding: identity, deflate'], 'Content-Encoding: deflate'],
    ['S16: no type', `multipart/related; boundary=${BOUNDARY}`, [], 'type="application/dicom"'],
    ['S24: form-data', `multipart/form-data; boundary=${BOUNDARY}`, [], 'multipart/form-data'],
    [
      'parts in XML',
      `multipart/related; type="application/dicom+xml"; boundary=${BOUNDARY}`,
      [],
      'application/dicom+xml',
    ],
    ['no boundary', 'multipart/related; type="application/dicom"', [], 'boundary'],
    ['an empty boundary', 'multipart/related; type="application/dicom"; boundary=""', [], 'boundary'],
    ['no Content-Type', undefined, [], 'Content-Type'],
    ['a ZIP file', 'application/zip', [], 'application/zip'],
  ])('%s is answered 415 with the reason, and nothing is stored', async (_, type, headers, reason) => {
    const before = await cell().statistics();
    const plain = body([{ content: testObject().bytes }]);
    const reply = await door().post(headers.length > 0 ? gzipSync(plain) : plain, type, { headers });
    expect(reply.status).toBe(415);
    expect(reply.body).toContain(reason);
    expect(await cell().statistics()).toEqual(before);
  });

  test.each(['application/dicom', 'Application/DICOM; transfer-syntax=1.2.840.10008.1.2.1'])(
    'one bare object as %s gets the answer of one part',
    async (type) => {
      const object = testObject();
      const reply = await door().post(object.bytes, type);
      expect([reply.status, parsedOutcomes(reply)]).toEqual([200, { stored: [uidOf(object)], failed: [], other: [] }]);
      await expectStored([object]);
      const part = await door().post(body([{ content: object.bytes }]), TYPE);
      expect(part.body).toBe(reply.body);
    },
  );
});
