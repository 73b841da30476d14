import fc from 'fast-check';
import { readTarget } from '../../../services/gate/http/request-target';
import { routeOf } from '../../../services/gate/http/routes';
import { BASIC, type Gate, startGate } from '../../support/programs/http-gate';
import { raw } from '../../support/programs/https-client';

const routed = (method: string, url: string) => {
  const target = readTarget(url, 'a.example');
  return target === undefined ? undefined : routeOf(method, target.path, target.query);
};

test.each([
  ['/dicomweb/studies', '/dicomweb/studies'],
  ['/dicomweb/studies/', '/dicomweb/studies'],
  ['/dicomweb/studies?00100020=11235813&includefield=all&limit=5', undefined],
  ['/dicomweb/studies?ModalitiesInStudy=CT,MR&StudyDate=20200101-20201231&PatientName=A*%5EB', undefined],
  ['/dicomweb/series?fuzzymatching=true&00081115.0020000E=1.2', undefined],
  ['/dicomweb/instances', undefined],
  ['/dicomweb/studies/1.2/series', undefined],
  ['/dicomweb/studies/1.2/instances', undefined],
  ['/dicomweb/studies/1.2/metadata', undefined],
  ['/dicomweb/studies/1.2/series/3.4/thumbnail?viewport=100,100', undefined],
  ['/dicomweb/studies/1.2/series/3.4/instances', undefined],
  ['/dicomweb/studies/1.2/series/3.4/instances/5', undefined],
  ['/dicomweb/studies/1.2/series/3.4/instances/5/rendered?window=1,2,linear', undefined],
  ['/dicomweb/studies/1.2/series/3.4/instances/5/frames/1,2', undefined],
  [
    '/dicomweb/studies/1.2/series/3.4/instances/5/frames/1%2C2',
    '/dicomweb/studies/1.2/series/3.4/instances/5/frames/1,2',
  ],
  ['/dicomweb/studies/1.2/series/3/instances/4/bulk/0040a730-0001', undefined],
  ['/dicomweb/%73tudies', '/dicomweb/studies'],
  [`/dicomweb/studies/${'1'.repeat(64)}`, undefined],
])('GET %s is forwarded to the server', (url, path = url) => {
  expect(routed('GET', url)).toEqual({ action: 'read', path });
});

test.each([
  '/dicomweb',
  '/dicomweb/',
  '/dicomweb/servers',
  '/dicomweb/servers/x/get',
  '/dicomweb/info',
  '/dicomweb/studies/..',
  '/dicomweb/studies/%2e%2e/servers',
  '/dicomweb/studies/%252e%252e',
  '/dicomweb/studies/1.2/../../servers',
  '/dicomweb/studies/1..2',
  '/dicomweb/studies/.1',
  `/dicomweb/studies/${'1'.repeat(65)}`,
  '/dicomweb/studies/1.2/series/3/instances/4/frames/0x1',
  '/dicomweb/studies/1.2/series/3/instances/4/file',
  '/dicomweb/studies/1.2%00',
  '/dicomweb/studies/1.2%0a',
  '/dicomweb/studies/1.2%3f_method=DELETE',
  '/dicomweb/studies/1.2%23',
  '/dicomweb\\studies',
  '/DICOMWEB/studies',
  '/instances',
  '/tools/find',
  '/health/x',
])('GET %s is not forwarded', (url) => {
  expect(routed('GET', url)).toMatchObject({ action: 'refuse', status: 404 });
});

/** Parts of allowed and forbidden targets. */
const pieces = fc.constantFrom(
  '/',
  '//',
  'dicomweb',
  'studies',
  'series',
  'instances',
  '1.2.3',
  'frames',
  '1,2',
  'bulk',
  'metadata',
  'servers',
  '..',
  '.',
  '%2e%2e',
  '%2f',
  '%00',
  '%0d%0a',
  '%3f',
  '%23',
  '\\',
  '?',
  '&',
  '=',
  '_method',
  '%5fmethod',
  'DELETE',
  'limit',
  ';',
  '#',
  '%',
  '*',
  '%c0%af',
  '\u00ff',
  'https://x.example',
  '@',
  ':',
  '_',
  '+',
  "'",
);
const urls = fc.oneof(
  fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
  fc.array(pieces, { maxLength: 10 }).map((parts) => `/dicomweb/studies${parts.join('')}`),
  fc.array(pieces, { maxLength: 10 }).map((parts) => `/dicomweb/studies/1.2/series/3?${parts.join('')}`),
  fc
    .array(fc.constantFrom('limit=1', 'PatientName=A%5fB*', '00100020=_method', 'x', '_method=PUT'), { maxLength: 3 })
    .map((parameters) => `/dicomweb/series?${parameters.join('&')}`),
);
const methods = fc.constantFrom('GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH');

/** The requests that may reach the server, from PS3.18 and Orthanc's documentation and not from the code. */
function isHarmless(method: string, url: string): boolean {
  const [path = '', ...queries] = url.split('?');
  return (
    method === 'GET' &&
    /^\/dicomweb\/(studies|series|instances)(\/|$)/.test(path) &&
    !/[^a-zA-Z0-9.,/-]|\/\/|\/\.+(\/|$)/.test(path) &&
    queries.length <= 1 &&
    (queries[0] ?? '').split(/[&;]/).every((parameter) => /^[A-Za-z0-9.,]*(=|$)/.test(parameter))
  );
}

describe('random requests', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate();
  });
  afterAll(() => gate.stop());

  test('only DICOMweb queries and retrievals reach the server', async () => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(methods, urls, async (method, url) => {
        gate.asked.length = 0;
        const head = `${method} ${url === '' ? '/' : url} HTTP/1.1\r\nHost: a\r\nAuthorization: ${BASIC}\r\n`;
        const answer = await raw(
          gate.port,
          Buffer.from(`${head}Connection: close\r\nX-Http-Method-Override: DELETE\r\n\r\n`, 'latin1'),
        );
        expect(answer).toMatch(/^HTTP\/1\.1 [2-4]\d\d /);
        for (const asked of gate.asked) {
          passed += 1;
          expect([asked, isHarmless(asked.method, asked.url)]).toEqual([asked, true]);
          expect(Object.keys(asked.headers).sort()).toEqual(['connection', 'forwarded', 'host']);
        }
      }),
      { numRuns: 600, seed: 14 },
    );
    // Otherwise the property would hold for a gate that refuses everything.
    expect(passed).toBeGreaterThan(20);
  });
});

test('gate and server read a path in the same way', () => {
  fc.assert(
    fc.property(urls, (url) => {
      const target = readTarget(url, 'a');
      if (target === undefined) return;
      expect(target.path).toMatch(/^\//);
      expect(target.path).not.toMatch(/\/\/|.\/$/s);
      const wanted = routeOf('GET', target.path, target.query);
      if (wanted.action === 'read') expect(routed('GET', wanted.path)).toEqual(wanted);
    }),
    { numRuns: 5000 },
  );
});
