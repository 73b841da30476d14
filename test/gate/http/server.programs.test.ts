import { asHeader, certificate } from '../../support/programs/certificates';
import { BASIC, type Gate, PASSWORD, SITE, STORED, startGate, WRONG } from '../../support/programs/http-gate';
import { call, raw } from '../../support/programs/https-client';
import { until } from '../../support/until';

const OBJECTS = { 'Content-Type': 'multipart/related; type="application/dicom"; boundary=b', Authorization: BASIC };

describe('a site with Basic authentication', () => {
  let gate: Gate;
  beforeEach(async () => {
    gate = await startGate();
  });
  afterEach(() => gate.stop());

  test('a study is stored, and the answer of the store is returned', async () => {
    const answer = await call(
      gate.port,
      { method: 'POST', path: '/dicomweb/studies', headers: { ...OBJECTS, Host: 'alpha-clinic.ingest.example' } },
      'body',
    );
    expect(answer).toMatchObject({ status: 200, text: '{"ok":true}' });
    expect(answer.headers['content-type']).toBe('application/dicom+json');
    expect(gate.given).toEqual([
      {
        baseUrl: 'https://alpha-clinic.ingest.example/dicomweb',
        type: OBJECTS['Content-Type'],
        body: Buffer.from('body'),
      },
    ]);
    expect(gate.asked).toEqual([]);
  });

  test('a stored study has a line in the log, with metrics and without data of it', async () => {
    await call(gate.port, { method: 'POST', path: '/dicomweb/studies/1.2.3', headers: OBJECTS }, 'x'.repeat(5000));
    const line = await until('the log has a line', () => gate.lines[0]);
    expect(line).toMatchObject({
      event: 'transfer',
      door: 'stow',
      action: 'store',
      status: 200,
      stored: 1,
      failures: {},
    });
    expect(line).toMatchObject({ Site: SITE, Studies: 1, Objects: 1, Bytes: STORED.bytes });
    expect(Number(line.bytesIn)).toBeGreaterThanOrEqual(5000);
    expect(Number(line.bytesIn)).toBeLessThan(7000);
    expect(Number(line.bytesOut)).toBeGreaterThan(11);
    expect(JSON.stringify(line)).not.toMatch(/1\.2\.3|127\.0\.0\.1|dicomweb|Basic|pppp/);
  });

  test('the study in the path is passed to the store', async () => {
    await call(gate.port, { method: 'POST', path: '/dicomweb/studies/1.2.3', headers: OBJECTS }, 'body');
    expect(gate.given[0]?.study).toBe('1.2.3');
  });

  test('a query is forwarded with only its Accept and its host name', async () => {
    const headers = {
      Authorization: BASIC,
      Accept: 'application/dicom+json',
      Host: 'Alpha.Example:443',
      Cookie: 'a=b',
    };
    const answer = await call(gate.port, { path: '/dicomweb/studies?StudyInstanceUID=1.2&limit=1', headers });
    expect(answer.status).toBe(200);
    expect(gate.asked).toEqual([
      {
        method: 'GET',
        url: '/dicomweb/studies?StudyInstanceUID=1.2&limit=1',
        headers: {
          accept: 'application/dicom+json',
          host: 'alpha.example',
          forwarded: 'host=alpha.example;proto=https',
          connection: 'close',
        },
      },
    ]);
  });

  test.each([
    ['no name', undefined, 'This service requires HTTP Basic authentication.'],
    ['a wrong password', WRONG, 'Refused. The user name or password is wrong.'],
  ])('%s: 401', async (_, authorization, words) => {
    const headers = authorization === undefined ? {} : { Authorization: authorization };
    const answer = await call(gate.port, { method: 'POST', path: '/dicomweb/studies', headers }, 'body');
    expect(answer).toMatchObject({ status: 401, text: expect.stringContaining(words) });
    expect(answer.headers['www-authenticate']).toBe('Basic realm="HeartLab DICOMweb", charset="UTF-8"');
    expect(answer.text).not.toContain(PASSWORD);
    expect(gate.given).toEqual([]);
    const line = await until('the log has a line', () => gate.lines[0]);
    expect(line.RefusedIdentities).toBe(authorization === undefined ? undefined : 1);
  });

  test('a header of a load balancer does not authenticate', async () => {
    const headers = { 'X-Amzn-Mtls-Clientcert-Leaf': asHeader(certificate(`/CN=${SITE}`)) };
    expect(await call(gate.port, { path: '/dicomweb/studies', headers })).toMatchObject({ status: 401 });
    const wrong = { 'X-Amzn-Mtls-Clientcert-Leaf': asHeader(certificate('/CN=beta')), Authorization: BASIC };
    expect(await call(gate.port, { path: '/dicomweb/studies', headers: wrong })).toMatchObject({ status: 200 });
  });

  test.each([
    ['GET', '/dicomweb/servers', 404, 'There is no such resource.'],
    ['GET', '/', 404, 'There is no such resource.'],
    ['PUT', '/dicomweb/studies', 405, 'Supported: GET, POST.'],
    ['DELETE', '/dicomweb/studies/1.2', 405, 'Supported: GET, POST.'],
    ['POST', '/dicomweb/series', 405, 'Supported: GET.'],
    ['HEAD', '/dicomweb/series', 405, ''],
    ['POST', '/health', 405, 'Supported: GET.'],
    ['GET', '/dicomweb/studies?_method=DELETE', 400, 'The query is not valid for QIDO-RS or WADO-RS'],
    ['GET', '/dicomweb/studies?%5fmethod=DELETE', 400, 'The query is not valid for QIDO-RS or WADO-RS'],
    ['GET', '/dicomweb/%', 400, 'The path or the Host header of the request cannot be read.'],
  ])('%s %s: %i', async (method, path, status, words) => {
    const answer = await call(gate.port, { method, path, headers: { Authorization: BASIC } });
    expect(answer).toMatchObject({ status, text: expect.stringContaining(words) });
    expect(answer.text.split('\n').length).toBeLessThanOrEqual(2);
    expect(answer.headers.allow).toBe(
      status === 405 ? (/Supported: (.*)\.\n$/.exec(answer.text)?.[1] ?? 'GET') : undefined,
    );
    expect(gate.asked).toEqual([]);
  });

  test('an unauthenticated caller does not learn what exists', async () => {
    for (const path of ['/dicomweb/studies', '/dicomweb/servers', '/x'])
      expect(await call(gate.port, { path })).toMatchObject({ status: 401 });
  });

  test('Expect: 100-continue is answered only after authentication', async () => {
    const headers = { ...OBJECTS, Expect: '100-continue' };
    const sent = await call(gate.port, { method: 'POST', path: '/dicomweb/studies', headers }, 'body');
    expect(sent).toMatchObject({ status: 200, continued: true });
    expect(gate.given[0]?.body.toString()).toBe('body');
    const refused = await call(
      gate.port,
      { method: 'POST', path: '/dicomweb/studies', headers: { ...headers, Authorization: WRONG } },
      'b',
    );
    expect(refused).toMatchObject({ status: 401, continued: false });
  });

  test('a refused body of any size is read, so that the answer arrives', async () => {
    const answer = await call(
      gate.port,
      { method: 'POST', path: '/dicomweb/studies', headers: { ...OBJECTS, Authorization: WRONG } },
      Buffer.alloc(20_000_000),
    );
    expect(answer).toMatchObject({ status: 401, text: expect.stringContaining('wrong') });
    expect(answer.headers.connection).toBe('close');
  });

  // Forms that senders use.
  test.each([
    ['HTTP/1.0 without Host', 'POST /dicomweb/studies HTTP/1.0\r\n', '/dicomweb'],
    [
      'an absolute URI',
      'POST https://a.example/dicomweb/studies HTTP/1.1\r\nHost: b.example\r\n',
      'https://a.example/dicomweb',
    ],
    ['a port', 'POST /dicomweb/studies HTTP/1.1\r\nHost: a.example:443\r\n', 'https://a.example/dicomweb'],
    ['a trailing dot', 'POST /dicomweb/studies HTTP/1.1\r\nHost: a.example.\r\n', 'https://a.example/dicomweb'],
    ['two slashes', 'POST //dicomweb//studies HTTP/1.1\r\nHost: a.example\r\n', 'https://a.example/dicomweb'],
    ['a trailing slash', 'POST /dicomweb/studies/ HTTP/1.1\r\nHost: a.example\r\n', 'https://a.example/dicomweb'],
    ['a query', 'POST /dicomweb/studies?x=1 HTTP/1.1\r\nHost: a.example\r\n', 'https://a.example/dicomweb'],
    ['an address', 'POST /dicomweb/studies HTTP/1.1\r\nHost: 10.0.0.4\r\n', 'https://10.0.0.4/dicomweb'],
  ])('%s', async (_, head, baseUrl) => {
    const answer = await raw(
      gate.port,
      `${head}Authorization: ${BASIC}\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(gate.given).toEqual([{ baseUrl, body: Buffer.from('body') }]);
  });

  test('chunks and trailers', async () => {
    const chunks = '4\r\nbody\r\n3;x=y\r\n123\r\n0\r\nX-Trailer: z\r\n\r\n';
    const head = `POST /dicomweb/studies HTTP/1.1\r\nHost: a\r\nAuthorization: ${BASIC}\r\nConnection: close\r\n`;
    expect(await raw(gate.port, `${head}Transfer-Encoding: chunked\r\nTrailer: X-Trailer\r\n\r\n${chunks}`)).toMatch(
      /^HTTP\/1\.1 200 /,
    );
    expect(gate.given[0]?.body.toString()).toBe('body123');
  });

  test.each([
    ['invalid HTTP', 'HELLO\r\n\r\n', '400'],
    ['HTTP/1.1 without Host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', '400'],
    ['two Host headers', 'GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', '400'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', '400'],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      '400',
    ],
    ['headers of 70 K', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, '431'],
    ['an invalid host', 'GET /health HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n', '400'],
    ['a quote in the host', 'GET /health HTTP/1.1\r\nHost: a";x\r\nConnection: close\r\n\r\n', '400'],
  ])('%s: refused in one line', async (_, text, status) => {
    const answer = await raw(gate.port, text);
    expect(answer).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} [^]*Connection: close[^]*\\r\\n\\r\\n[^\\n]{20,}\\n$`, 'i'),
    );
  });

  test('headers as long as a load balancer forwards are accepted', async () => {
    const headers = { Authorization: BASIC, 'X-Long': 'x'.repeat(16_000), 'X-Longer': 'x'.repeat(16_000) };
    expect(await call(gate.port, { path: '/dicomweb/studies', headers })).toMatchObject({ status: 200 });
  });
});

describe('a site with mTLS', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({ auth: 'mtls' });
  });
  afterAll(() => gate.stop());

  test('its certificate is accepted, and is reported once', async () => {
    const headers = { 'X-Amzn-Mtls-Clientcert-Leaf': gate.leaf };
    for (const _ of [1, 2, 3])
      expect(await call(gate.port, { path: '/dicomweb/studies', headers })).toMatchObject({ status: 200 });
    const reports = gate.lines.filter(({ event }) => event === 'certificate');
    expect(reports).toMatchObject([{ Site: SITE, CertificateDays: 29 }]);
    expect(Date.parse(`${reports[0]?.certificateEnds}`)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  });

  test.each<[string, () => Record<string, string | string[]>, string]>([
    ['none', () => ({}), 'exactly one client certificate'],
    ['another', () => ({ 'X-Amzn-Mtls-Clientcert-Leaf': asHeader(certificate('/CN=beta')) }), 'is "beta"'],
    ['two', () => ({ 'X-Amzn-Mtls-Clientcert-Leaf': [gate.leaf, gate.leaf] }), 'exactly one client certificate'],
    ['a password', () => ({ Authorization: BASIC }), 'exactly one client certificate'],
    ['the subject alone', () => ({ 'X-Amzn-Mtls-Clientcert-Subject': `CN=${SITE}` }), 'exactly one client certificate'],
  ])('%s: 403', async (_, headers, words) => {
    const answer = await call(gate.port, { method: 'POST', path: '/dicomweb/studies', headers: headers() }, 'body');
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining(words) });
    expect(gate.given).toEqual([]);
  });
});
