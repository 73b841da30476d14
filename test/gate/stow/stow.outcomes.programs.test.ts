import { FAILURE_REASONS } from '../../../services/gate/store/outcome';
import { type TestObject, testObject } from '../../support/builders/gate-objects';
import { BOUNDARY, body, parsedOutcomes, TYPE } from '../../support/programs/stow-server';
import { LARGEST, withDoor } from '../../support/programs/with-stow-server';

/** The outcome of a body's parts in a real Orthanc, and the answer. */

withDoor('the answers of STOW-RS on a real Orthanc', ({ cell, door, expectStored }) => {
  const uidOf = ({ uids }: TestObject): string => uids.sopInstance;

  test('if some parts are stored: 202, and each failure has its reason', async () => {
    const good = testObject();
    const first = testObject();
    const large = testObject({ side: 500 });
    await door().post(first.bytes, 'application/dicom');
    const { sopInstance, study, series } = first.uids;
    const deflated = testObject({ transferSyntax: '1.2.840.10008.1.2.1.99' });
    const cut = testObject();
    const parts = [
      good.bytes,
      testObject({ sopInstance, study, series }).bytes,
      Buffer.from('no DICOM'),
      large.bytes,
      deflated.bytes,
      cut.bytes.subarray(0, -10),
      Buffer.alloc(0),
      testObject({ data: Buffer.from('08001600554900000800180055490000', 'hex') }).bytes,
    ];
    const reply = await door().post(body(parts.map((content) => ({ content }))), TYPE);
    expect(reply.status).toBe(202);
    expect(parsedOutcomes(reply)).toEqual({
      stored: [uidOf(good)],
      failed: [
        [sopInstance, FAILURE_REASONS['other-content'].code],
        [uidOf(large), FAILURE_REASONS['too-large'].code],
        [uidOf(deflated), FAILURE_REASONS.compressed.code],
        [uidOf(cut), FAILURE_REASONS['cut-short'].code],
      ],
      other: [FAILURE_REASONS['not-dicom'].code, FAILURE_REASONS['not-dicom'].code, FAILURE_REASONS['no-uids'].code],
    });
    await expectStored([good, first]);
    for (const lost of [large, deflated, cut]) expect(await cell().stored(uidOf(lost))).toEqual([]);
  });

  test('if no part is stored: 409, or 413 with the limit if an object was too large', async () => {
    const none = await door().post(body([{ content: Buffer.from('x') }]), TYPE);
    expect([none.status, parsedOutcomes(none).other]).toEqual([409, [FAILURE_REASONS['not-dicom'].code]]);
    const large = testObject({ side: 500 });
    const reply = await door().post(large.bytes, 'application/dicom');
    expect([reply.status, parsedOutcomes(reply).failed]).toEqual([
      413,
      [[uidOf(large), FAILURE_REASONS['too-large'].code]],
    ]);
    expect(reply.body).toContain(`At most ${LARGEST} bytes`);
    expect(reply.headers.get('warning')).toContain(`At most ${LARGEST} bytes`);
  });

  test('an object of another study than the path names is not stored', async () => {
    const mine = testObject();
    const other = testObject();
    const path = `/dicomweb/studies/${mine.uids.study}`;
    const reply = await door().post(body([{ content: mine.bytes }, { content: other.bytes }]), TYPE, { path });
    expect([reply.status, parsedOutcomes(reply)]).toEqual([
      202,
      { stored: [uidOf(mine)], failed: [[uidOf(other), FAILURE_REASONS['other-study'].code]], other: [] },
    ]);
    expect(await cell().stored(uidOf(other))).toEqual([]);
    expect((await door().post(other.bytes, 'application/dicom', { path })).status).toBe(409);
  });

  test('a body that ends early: 400 with the objects that were stored before', async () => {
    const one = testObject();
    const two = testObject();
    const whole = body([{ content: one.bytes }, { content: two.bytes }]);
    const reply = await door().post(whole.subarray(0, -60), TYPE);
    expect(reply.status).toBe(400);
    expect(parsedOutcomes(reply)).toEqual({
      stored: [uidOf(one)],
      failed: [[uidOf(two), FAILURE_REASONS['cut-short'].code]],
      other: [],
    });
    expect(reply.headers.get('warning')).toContain('1 of 2 objects are stored');
    await expectStored([one]);
    expect(await cell().stored(uidOf(two))).toEqual([]);
  });

  test.each([
    ['S33: LF only', (whole: string) => whole.replaceAll('\r\n', '\n'), 'CR LF'],
    ['another boundary', (whole: string) => whole.replaceAll(BOUNDARY, 'another'), 'boundary'],
    ['only the closing boundary', () => `--${BOUNDARY}--`, 'no object'],
    ['no bytes', () => '', 'boundary'],
  ])('a body with %s is answered 400 with the reason', async (_, change, reason) => {
    const whole = body([{ content: testObject().bytes }]).toString('latin1');
    const reply = await door().post(Buffer.from(change(whole), 'latin1'), TYPE);
    expect([reply.status, reply.body.includes(reason)]).toEqual([400, true]);
  });

  test('a bare body without a byte is answered 400', async () => {
    const reply = await door().post(Buffer.alloc(0), 'application/dicom');
    expect([reply.status, reply.body]).toEqual([400, 'The body contains no object.\n']);
  });

  test('a connection that ends within the body frees all memory, and complete objects are stored', async () => {
    const one = testObject();
    const two = testObject();
    const whole = body([{ content: one.bytes }, { content: two.bytes }]);
    const before = door().answers.length;
    const head = `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nContent-Length: ${whole.length}\r\nContent-Type: ${TYPE}\r\n\r\n`;
    await door().raw([Buffer.from(head), whole.subarray(0, -60)], { hangUp: true });
    while (door().answers.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
    const { status, outcomes, text } = door().answers.at(-1) ?? {};
    expect([status, outcomes?.map((outcome) => (outcome.kind === 'stored' ? 'stored' : outcome.reason))]).toEqual([
      400,
      ['stored', 'cut-short'],
    ]);
    expect(text).toBe('The connection ended within the body. 1 of 2 objects are stored.');
    await expectStored([one]);
  });

  test('without the server: 409; the object is stored when it is sent again', async () => {
    await cell().killOrthanc();
    const object = testObject();
    const reply = await door().post(object.bytes, 'application/dicom');
    expect([reply.status, parsedOutcomes(reply).failed]).toEqual([409, [[uidOf(object), FAILURE_REASONS.server.code]]]);
    await cell().startOrthanc();
    expect((await door().post(object.bytes, 'application/dicom')).status).toBe(200);
  });
});
