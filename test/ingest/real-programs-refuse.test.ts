import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dicomObject, PATIENT } from '../../lib/rehearsal/dicom-object';
import { Authority } from './programs/certificates';
import { type Ask, ask, MULTIPART, multipart } from './programs/client';
import { ALPHA, BETA, basic, GAMMA, PASSWORDS, statusOf, stow, withRealPrograms } from './programs/hospitals';
import { AE_TITLE } from './programs/ingest';
import { until } from './programs/program';

withRealPrograms('the real programs refuse, and store nothing', (hospitals) => {
  const good = (): Partial<Ask> => stow(multipart(dicomObject().bytes));

  test('who has no certificate, another CA’s, or an expired one', async () => {
    const hospital = hospitals();
    const stranger = new Authority(hospital.ingest.folder, 'stranger').issue('alpha', '/CN=alpha-clinic', 'DNS:alpha');
    const expired = hospital.ingest.client('expired', '/CN=alpha-clinic', ['20200101000000Z', '20210101000000Z']);
    for (const identity of [undefined, stranger, expired])
      expect([400, 'no answer']).toContain(
        await hospital.storesNothing(() => statusOf(hospital.alpha({ ...good(), identity }))),
      );
  });

  test.each([
    ['another site’s', '/CN=other-clinic'],
    ['two names', '/CN=other-clinic/CN=alpha-clinic'],
    ['the right name in another attribute', '/O=x,CN\\=alpha-clinic/CN=other-clinic'],
    ['the right name in another case', '/CN=Alpha-clinic'],
    ['more behind it', '/CN=alpha-clinic,O\\=x'],
    ['a multi-valued name', '/CN=alpha-clinic+O=x'],
  ])('a certificate of our CA with %s', async (label, subject) => {
    const hospital = hospitals();
    const identity = hospital.ingest.client(label.replaceAll(/\W/g, ''), subject);
    const headers = { 'x-amzn-mtls-clientcert-subject': 'CN=alpha-clinic' };
    const { body, ...rest } = good();
    const asked = { ...rest, ...(body ? { body } : {}), identity, headers: { ...rest.headers, ...headers } };
    expect(await hospital.storesNothing(() => statusOf(hospital.alpha(asked)))).toBe(403);
  });

  test.each([
    ['no password', {}, 401],
    ['a wrong password', basic(BETA.site, 'wrong'), 401],
    ['another site’s password', basic(BETA.site, PASSWORDS['gamma-clinic']), 401],
    ['another site’s name and password', basic(GAMMA.site, PASSWORDS['gamma-clinic']), 403],
    ['a name and a space', basic(`${BETA.site} `, PASSWORDS['beta-clinic']), 403],
    ['a certificate’s header on the Basic door', { 'x-amzn-mtls-clientcert-subject': 'CN=beta-clinic' }, 401],
  ])('%s', async (_, headers, status) => {
    const hospital = hospitals();
    expect(
      await hospital.storesNothing(() =>
        statusOf(hospital.beta({ ...good(), headers: { 'content-type': MULTIPART, ...headers } })),
      ),
    ).toBe(status);
  });

  test('a site at the other door, and a host name that nobody has', async () => {
    const hospital = hospitals();
    const own = basic(BETA.site, PASSWORDS['beta-clinic']);
    expect(await hospital.storesNothing(() => statusOf(hospital.alpha({ ...good(), host: BETA.host })))).toBe(403);
    expect(
      await hospital.storesNothing(() =>
        statusOf(hospital.beta({ ...stow(multipart(dicomObject().bytes), own), host: ALPHA.host })),
      ),
    ).toBe(403);
    expect(await statusOf(hospital.alpha({ headers: { host: 'nobody.hospital.ingest.example' } }))).toBe(403);
  });

  test.each([
    ['/'],
    ['/system'],
    ['/instances'],
    ['/dicomweb'],
    ['/dicomweb/'],
    ['/dicomweb/servers'],
    ['/dicomweb/info'],
    ['/dicomweb/studies/../../instances'],
    ['/dicomweb/studies/..%2f..%2finstances'],
    ['/app/explorer.html'],
    ['/dicomweb/studies%0a'],
    ['/dicomweb/studies/1.2.3%0a'],
    ['/server'],
    ['/existence/1.2.3'],
    ['/health'],
  ])('the path %s', async (path) => {
    const hospital = hospitals();
    expect(await statusOf(hospital.alpha({ path }))).toBe(404);
    expect(await hospital.storesNothing(() => statusOf(hospital.alpha({ ...good(), path })))).toBe(404);
  });

  test('all but GET /health on the gate itself, without an identity', async () => {
    const hospital = hospitals();
    const { mtls, basic: basicPort } = hospital.ingest.ports;
    const asked = (port: number, path: string, method = 'GET') =>
      statusOf(ask({ port, host: ALPHA.host, path, method }));
    for (const port of [mtls, basicPort]) {
      expect(await asked(port, '/health')).toBe(200);
      expect(await asked(port, '/health', 'POST')).toBe(404);
      expect(await asked(port, '/server')).not.toBe(200);
      expect(await asked(port, '/health/')).not.toBe(200);
    }
    for (const path of ['/', '/dicomweb', '/dicomweb/', '/dicomweb/studies', '/dicomweb/info'])
      expect(await asked(mtls, path)).toBe(403);
    expect(await asked(basicPort, '/dicomweb/studies')).toBe(401);
  });

  test('every other method, however it is disguised', async () => {
    const hospital = hospitals();
    const object = dicomObject();
    await hospital.alpha(stow(multipart(object.bytes)));
    const path = `/dicomweb/studies/${object.study}`;
    for (const method of ['DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS'])
      expect(await statusOf(hospital.alpha({ path, method }))).toBe(404);
    for (const query of ['_method=DELETE', '%5fmethod=DELETE', 'limit=1&_method=DELETE', 'limit=1;_method=DELETE'])
      expect(await statusOf(hospital.alpha({ path: `${path}?${query}` }))).toBe(400);
    // A search that reached the server as DELETE would be answered 405.
    expect(await statusOf(hospital.alpha({ headers: { 'x-http-method-override': 'DELETE' } }))).toBe(200);
    await hospital.expectStored(object);
  });

  test.each([
    ['multipart/form-data; boundary=a-boundary-of-the-test'],
    ['multipart/related; boundary=a-boundary-of-the-test'],
    ['multipart/related; type="application/dicom+json"; boundary=a-boundary-of-the-test'],
    ['application/octet-stream'],
    ['application/zip'],
  ])('a body of the type %s', async (type) => {
    const hospital = hospitals();
    const reply = await hospital.storesNothing(() =>
      hospital.alpha(stow(multipart(dicomObject().bytes), { 'content-type': type })),
    );
    expect(reply.status).toBe(415);
    expect(reply.body.toString()).toContain('multipart/related');
  });

  test('a bare object for one study, and two types at once', async () => {
    const hospital = hospitals();
    const bare = stow(dicomObject().bytes, { 'content-type': 'application/dicom' });
    expect(
      await hospital.storesNothing(() => statusOf(hospital.alpha({ ...bare, path: '/dicomweb/studies/1.2.3' }))),
    ).toBe(415);
    const two = stow(multipart(dicomObject().bytes), {
      'content-type': ['multipart/form-data; boundary=x', MULTIPART],
    });
    expect([400, 415]).toContain(await hospital.storesNothing(() => statusOf(hospital.alpha(two))));
  });

  const whole = multipart(dicomObject().bytes);
  const cut = dicomObject().bytes.subarray(0, 3000);
  test.each([
    ['a multipart body cut off inside its object', whole.subarray(0, 3000), MULTIPART],
    ['a multipart body without its end', whole.subarray(0, -30), MULTIPART],
    ['another boundary than its header says', whole, MULTIPART.replace('a-boundary', 'another')],
    ['an empty body', Buffer.alloc(0), MULTIPART],
    ['a part that is no DICOM', multipart(Buffer.from('no DICOM')), MULTIPART],
    ['a part that is half an object', multipart(cut), MULTIPART],
    ['a bare body that is no DICOM', Buffer.from('no DICOM'), 'application/dicom'],
    ['half a bare object', cut, 'application/dicom'],
  ])('%s', async (_, body, type) => {
    const hospital = hospitals();
    expect(await hospital.storesNothing(() => statusOf(hospital.alpha(stow(body, { 'content-type': type }))))).toBe(
      400,
    );
  });

  test('a connection that breaks in the middle of a body', async () => {
    const hospital = hospitals();
    const body = multipart(dicomObject(600).bytes);
    const lines = (): number => hospital.ingest.log('gate').split('\n').length;
    for (const length of [{ 'content-length': body.length }, { 'transfer-encoding': 'chunked' }])
      await hospital.storesNothing(async () => {
        const before = lines();
        const broken = hospital.alpha({
          ...{ method: 'POST', headers: { 'content-type': MULTIPART, ...length } },
          write: (sent) => sent.write(body.subarray(0, 200_000), () => sent.destroy()),
        });
        expect(await statusOf(broken)).toBe('no answer');
        await until('the gate has seen the end of it', () => lines() > before || undefined);
      });
  });

  test('an unknown calling AE title, another called one, and questions', async () => {
    const hospital = hospitals();
    const file = join(hospital.ingest.folder, 'refused.dcm');
    writeFileSync(file, dicomObject().bytes);
    const port = String(hospital.ingest.ports.dicom);
    await hospital.storesNothing(async () => {
      for (const [calling, called] of [
        ['UNKNOWN', AE_TITLE],
        ['alpha1', AE_TITLE],
        [process.env.PATH?.slice(0, 16) ?? '', AE_TITLE],
        ['ALPHA1', 'WRONG'],
      ] as const) {
        const result = spawnSync('storescu', ['-aet', calling, '-aec', called, '127.0.0.1', port, file], {
          encoding: 'utf8',
        });
        expect(result.status).not.toBe(0);
        expect(result.stderr).toContain('Association Rejected');
      }
    });
    const find = spawnSync('findscu', [
      '-S',
      '-aet',
      'ALPHA1',
      '-aec',
      AE_TITLE,
      '-k',
      '0008,0052=STUDY',
      '-k',
      '0010,0010',
      '127.0.0.1',
      port,
    ]);
    expect(`${find.stdout}${find.stderr}`).not.toContain(PATIENT);
  });
});
