import { createServer } from 'node:http';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { type DicomObject, dicomObject } from '../../lib/rehearsal/dicom-object';
import { type Ask, ask, MULTIPART, multipart, type Reply } from './programs/client';
import { ALPHA, BETA, basic, GAMMA, PASSWORDS, statusOf, stow, withRealPrograms } from './programs/hospitals';
import { freePorts } from './programs/program';

/** A gate whose environment says `reads: existence`, as most do: a hospital learns whether a study is stored, and nothing of it. */

const CERTIFICATE = { 'x-amzn-mtls-clientcert-subject': 'CN=alpha-clinic,O=Alpha' };
const PASSWORD = basic(BETA.site, PASSWORDS['beta-clinic']);

withRealPrograms('the real programs tell whether a study is there', (hospitals) => {
  let ports = { mtls: 0, basic: 0, inner: 0 };
  const stored: DicomObject = dicomObject();
  const question = (study: string): string => `/dicomweb/studies?StudyInstanceUID=${study}`;
  const doors = (): readonly (readonly [string, (what?: Partial<Ask>) => Promise<Reply>])[] => [
    ['mTLS', (what) => ask({ port: ports.mtls, host: ALPHA.host, path: '/', headers: CERTIFICATE, ...what })],
    ['Basic', (what) => ask({ port: ports.basic, host: BETA.host, path: '/', headers: PASSWORD, ...what })],
  ];

  beforeAll(async () => {
    const { ingest } = hospitals();
    const [mtls = 0, basicPort = 0, inner = 0] = await freePorts(3);
    ports = { mtls, basic: basicPort, inner };
    const folder = join(ingest.folder, 'existence');
    const files = { folder, certificate: join(folder, 'tls.crt'), certificateKey: join(folder, 'tls.key') };
    await ingest.startGate('existence', ingest.gateOptions({ ports, ...files, reads: 'existence' }));
    await hospitals().alpha(stow(multipart(stored.bytes)));
  });

  test.each([0, 1])('after a store, which it proves, on door %d', async (index) => {
    const [, at] = doors()[index] ?? [];
    const object = dicomObject();
    const before = await at?.({ path: question(object.study) });
    expect([before?.status, before?.body.toString(), before?.headers['content-type']]).toEqual([204, '', undefined]);
    const headers = index === 0 ? CERTIFICATE : PASSWORD;
    const store = stow(multipart(object.bytes), headers);
    expect((await at?.({ ...store, path: '/dicomweb/studies' }))?.status).toBe(200);
    const after = await at?.({ path: question(object.study) });
    expect(after?.status).toBe(200);
    expect(after?.headers['content-type']).toBe('application/dicom+json');
    expect(after?.body.toString()).toBe(`[{"0020000D":{"vr":"UI","Value":["${object.study}"]}}]`);
    expect(JSON.stringify(after?.headers)).not.toMatch(/orthanc|x-accel|inventED/i);
  });

  test('of two patients’ studies that have one UID, too', async () => {
    const twice = dicomObject();
    const other = Buffer.from(twice.bytes);
    // Its last digit, in the header and in the data set.
    const next = String((Number(twice.instance.at(-1)) + 1) % 10);
    for (let at = other.indexOf(twice.instance); at >= 0; at = other.indexOf(twice.instance, at))
      other.write(next, at + twice.instance.length - 1, 'latin1');
    other.write('XX', other.indexOf('ID-'), 'latin1');
    await hospitals().alpha(stow(multipart(twice.bytes, other)));
    const all = await hospitals().alpha({ path: question(twice.study) });
    expect(JSON.parse(all.body.toString())).toHaveLength(2);
    for (const [, at] of doors()) expect(await statusOf(at({ path: question(twice.study) }))).toBe(200);
  });

  test('to nobody else', async () => {
    const [path, { mtls, basic: basicPort }] = [question(stored.study), ports];
    const other = { 'x-amzn-mtls-clientcert-subject': 'CN=other-clinic' };
    const gamma = basic(GAMMA.site, PASSWORDS['gamma-clinic']);
    const wrong = basic(BETA.site, PASSWORDS['gamma-clinic']);
    expect(await statusOf(ask({ port: mtls, host: ALPHA.host, path, headers: other }))).toBe(403);
    expect(await statusOf(ask({ port: mtls, host: ALPHA.host, path }))).toBe(403);
    expect(await statusOf(ask({ port: basicPort, host: BETA.host, path, headers: gamma }))).toBe(403);
    expect(await statusOf(ask({ port: basicPort, host: BETA.host, path, headers: wrong }))).toBe(401);
    expect(await statusOf(ask({ port: basicPort, host: BETA.host, path }))).toBe(401);
  });

  const uid = stored.study;
  test.each([
    ['everything', '/dicomweb/studies'],
    ['everything, with a question mark', '/dicomweb/studies?'],
    ['no UID', '/dicomweb/studies?StudyInstanceUID='],
    ['a wildcard', question('*')],
    ['a wildcard at the end', question(`${uid.slice(0, -1)}*`)],
    ['a question mark', question(`${uid.slice(0, -1)}?`)],
    ['an encoded wildcard', question(`${uid.slice(0, -1)}%2A`)],
    ['a list by comma', question(`${uid},1.2.3`)],
    ['a list by backslash', question(`${uid}\\1.2.3`)],
    ['a list by encoded backslash', question(`${uid}%5C1.2.3`)],
    ['a range', question(`${uid}-${uid}`)],
    ['an encoded digit', question(`%32${uid.slice(1)}`)],
    ['a line feed', question(`${uid}%0A`)],
    ['a space', question(`${uid}%20`)],
    ['a NUL', question(`${uid}%00`)],
    ['a quote', question(`${uid}%22`)],
    ['65 digits', question('1'.repeat(65))],
    ['one more parameter', `${question(uid)}&includefield=00100010`],
    ['a limit', `${question(uid)}&limit=1`],
    ['a second UID', `${question(uid)}&StudyInstanceUID=1.2.3`],
    ['a semicolon', `${question(uid)};limit=1`],
    ['an ampersand', `${question(uid)}&`],
    ['a parameter before it', `/dicomweb/studies?limit=1&StudyInstanceUID=${uid}`],
    ['the name as a tag', `/dicomweb/studies?0020000D=${uid}`],
    ['the name in lower case', `/dicomweb/studies?studyinstanceuid=${uid}`],
    ['an encoded name', `/dicomweb/studies?StudyInstanceUI%44=${uid}`],
    ['a patient’s name', '/dicomweb/studies?PatientName=INVENTED*'],
    ['a slash at the end', `/dicomweb/studies/?StudyInstanceUID=${uid}`],
    ['an encoded path', `/dicomweb/%73tudies?StudyInstanceUID=${uid}`],
    ['two slashes', `/dicomweb//studies?StudyInstanceUID=${uid}`],
    ['a way around', `/dicomweb/x/../studies?StudyInstanceUID=${uid}`],
    ['a line feed in the path', `/dicomweb/studies%0a?StudyInstanceUID=${uid}`],
    ['series', `/dicomweb/series?StudyInstanceUID=${uid}`],
    ['instances', `/dicomweb/instances?StudyInstanceUID=${uid}`],
    ['the study’s series', `/dicomweb/studies/${uid}/series`],
    ['the study', `/dicomweb/studies/${uid}`],
    ['its metadata', `/dicomweb/studies/${uid}/metadata`],
    ['an object', `/dicomweb/studies/${uid}/series/${stored.series}/instances/${stored.instance}`],
    ['its picture', `/dicomweb/studies/${uid}/rendered`],
    ['WADO-URI', `/wado?requestType=WADO&studyUID=${uid}`],
    ['the inner path', `/existence/${uid}`],
    ['the server’s own question', '/tools/find'],
  ])('and answers nothing else: %s', async (_, path) => {
    for (const [, at] of doors()) {
      const reply = await at({ path });
      expect(reply.status).toBe(404);
      expect(reply.body.toString()).not.toMatch(/INVENTED|2\.25|0020000D/);
    }
  });

  test('a UID that is like another is another', async () => {
    for (const study of [uid.slice(0, -1), `${uid}.`, `.${uid}`, `${uid}0`, `0${uid}`, '.', '..', '...', '0'])
      for (const [, at] of doors())
        expect([study, await statusOf(at({ path: question(study) }))]).toEqual([study, 204]);
  });

  test('by no other method, with no body, and whatever the client accepts', async () => {
    const [path, [, at]] = [question(uid), doors()[0] ?? ['', () => Promise.reject(new Error('no door'))]];
    for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'get']) {
      const status = await statusOf(at({ path, method }));
      // Node writes methods in capitals.
      expect(status).toBe(method === 'get' ? 200 : 404);
    }
    expect(
      await statusOf(
        at({ path, method: 'POST', body: Buffer.from('x'), headers: { ...CERTIFICATE, 'content-type': MULTIPART } }),
      ),
    ).toBe(400);
    expect(await statusOf(at({ path, body: Buffer.from('{"Level":"Patient"}') }))).toBe(413);
    const xml = await at({
      path,
      headers: { ...CERTIFICATE, accept: 'application/dicom+xml', 'accept-encoding': 'gzip' },
    });
    expect(xml.headers['content-type']).toBe('application/dicom+json');
    expect(xml.body.toString()).toContain(uid);
  });

  test('asked with a whole URL in the request’s line, the same', async () => {
    const line = (target: string): Promise<string> =>
      new Promise((resolve, reject) => {
        let text = '';
        const socket = connect({ port: ports.mtls, host: '127.0.0.1', rejectUnauthorized: false }, () =>
          socket.write(
            `GET ${target} HTTP/1.1\r\nHost: ${ALPHA.host}\r\nX-Amzn-Mtls-Clientcert-Subject: CN=alpha-clinic\r\nConnection: close\r\n\r\n`,
          ),
        );
        socket.on('data', (part) => {
          text += part.toString();
        });
        socket.once('end', () => resolve(text)).once('error', reject);
      });
    expect(await line(`https://${ALPHA.host}${question(uid)}`)).toMatch(/^HTTP\/1\.1 200 /);
    for (const target of [`${question(uid)}#x`, `${question(uid)}\\1.2`, `${question(uid)}\t`, `${question('*')}`])
      expect(await line(target)).toMatch(/^HTTP\/1\.1 40[04] /);
  });

  test.each([
    ['form-data', 'multipart/form-data; boundary=a-boundary-of-the-test', multipart(stored.bytes), 415],
    ['a truncated body', MULTIPART, multipart(dicomObject().bytes).subarray(0, 3000), 400],
    ['a body without its end', MULTIPART, multipart(dicomObject().bytes).subarray(0, -30), 400],
    ['no DICOM', MULTIPART, multipart(Buffer.from('no DICOM')), 400],
    ['half a bare object', 'application/dicom', dicomObject().bytes.subarray(0, 3000), 400],
  ])('and refuses as the other gate does: %s', async (_, type, body, status) => {
    for (const [index, [, at]] of doors().entries()) {
      const headers = { ...(index === 0 ? CERTIFICATE : PASSWORD), 'content-type': type };
      const sent = at({ method: 'POST', path: '/dicomweb/studies', headers, body });
      expect(await hospitals().storesNothing(() => statusOf(sent))).toBe(status);
    }
  });

  test('its log holds no UID', () => {
    const log = hospitals().ingest.log('existence');
    expect(log).toContain('"action":"ask"');
    expect(log).not.toMatch(/2\.25\.|Study|INVENTED/);
  });

  // What a server of another version, or one without its database, might say.
  test.each([
    [200, { 'content-length': '40' }, '[{"00100010":{"Value":["INVENTED^NAME"]}}]'.slice(0, 40)],
    [200, { 'content-length': '120' }, 'INVENTED'.padEnd(120, '.')],
    [200, { 'transfer-encoding': 'chunked' }, '["INVENTED"]'],
    [200, { 'content-length': '0', 'content-encoding': 'gzip' }, ''],
    [204, {}, ''],
    [301, { location: '/INVENTED' }, ''],
    [404, {}, '[]'],
    [500, { 'content-length': '2' }, '[]'],
    [503, {}, 'INVENTED'],
  ])('and %d %j is no answer to it', async (status, headers, body) => {
    let asked = '';
    const server = createServer((request, response) => {
      request.on('data', (part: Buffer) => {
        asked += part.toString();
      });
      request.once('end', () => response.writeHead(status, headers).end(body));
    });
    const { ingest } = hospitals();
    const [mtls = 0, basicPort = 0, inner = 0, serverPort = 0] = await freePorts(4);
    await new Promise<void>((resolve) => server.listen(serverPort, '127.0.0.1', resolve));
    const folder = join(ingest.folder, `strange-${mtls}`);
    const files = { folder, certificate: join(folder, 'tls.crt'), certificateKey: join(folder, 'tls.key') };
    const options = { ports: { mtls, basic: basicPort, inner }, serverPort, ...files, reads: 'existence' as const };
    try {
      await ingest.startGate(`strange-${mtls}`, ingest.gateOptions(options));
      const reply = await ask({ port: mtls, host: ALPHA.host, path: question(uid), headers: CERTIFICATE });
      expect(reply.status).toBe(502);
      expect(JSON.stringify([reply.headers, reply.body.toString()])).not.toMatch(/INVENTED|2\.25/);
      expect(JSON.parse(asked)).toEqual({ Level: 'Study', Query: { StudyInstanceUID: uid }, Limit: 1 });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('and while the server is down, neither yes nor no', async () => {
    await hospitals().ingest.killServer();
    for (const [, at] of doors()) {
      expect(await statusOf(at({ path: question(uid) }))).toBe(502);
      expect(await statusOf(at({ path: question('1.2.3') }))).toBe(502);
      expect(await statusOf(at({ path: '/health' }))).toBe(503);
    }
    await hospitals().ingest.startServer();
    for (const [, at] of doors()) expect(await statusOf(at({ path: question(uid) }))).toBe(200);
  });
});
