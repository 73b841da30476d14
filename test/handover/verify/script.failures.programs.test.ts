import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, type Identity } from '../../support/programs/certificates';
import { type Answer, FakeServer, known, refused, stored } from '../../support/programs/fake-stow-server';
import { freePorts } from '../../support/programs/program';
import { filesFor, type Settings, Workstation } from '../../support/programs/workstation';

/** What HeartLab's real programs never do, but a network, a proxy or a workstation may. */

const HOST = 'alpha-clinic.ingest.example';
const missing = ['curl', 'openssl'].filter((name) => !existsSync(`/usr/bin/${name}`));
if (missing.length > 0) process.stderr.write(`SKIPPED: failures of verify.sh. It needs: ${missing.join(' ')}\n`);

(missing.length > 0 ? describe.skip : describe)('verify.sh', () => {
  let folder: string;
  let authority: Authority;
  let front: Identity;
  const stations: Workstation[] = [];
  const servers: FakeServer[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'heartlab-verify-'));
    authority = new Authority(folder, 'server');
    front = authority.issue('front', '/CN=ingest', `DNS:*.ingest.example`);
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.stop();
    for (const station of stations.splice(0)) station.remove();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const workstation = (changes: Partial<Settings> = {}): Workstation => {
    const station = new Workstation();
    stations.push(station);
    const ca = readFileSync(authority.certificate, 'utf8');
    station.unpack(filesFor({ site: 'alpha-clinic', auth: 'basic', host: HOST, ca, ...changes }));
    return station;
  };
  const server = async (answer: Parameters<typeof FakeServer.start>[1], identity = front) => {
    const made = await FakeServer.start(identity, answer);
    servers.push(made);
    return made;
  };
  const asked = (url: string, instance: string): Answer =>
    /^\/dicomweb\/studies\/2\.25\.\d{39}\/instances$/.test(url)
      ? { status: 200, body: known(instance) }
      : { status: 404 };
  const good = (method: string, url: string, instance: string): Answer =>
    method === 'POST' ? { status: 200, body: stored(instance) } : asked(url, instance);
  const secret = { HEARTLAB_PASSWORD: 'invented-password' };
  const failures = (out: string) => out.split('\n').filter((line) => line.startsWith('FAIL'));

  test('passes where all is well, under a wildcard certificate', async () => {
    const fake = await server(good);
    const { code, out } = await workstation().verify([], { ...fake.way, ...secret });
    expect(failures(out)).toEqual([]);
    expect(code).toBe(0);
    const [body = Buffer.alloc(0)] = fake.posted;
    expect(body.toString('latin1')).toMatch(/^--heartlab-2\.25\.\d{39}\r\nContent-Type: application\/dicom\r\n\r\n/);
    expect(body.toString('latin1')).toMatch(/\r\n--heartlab-2\.25\.\d{39}--\r\n$/);
  });

  test.each<[string, (method: string, url: string, instance: string) => Answer, RegExp]>([
    ['an answer without the object', () => ({ status: 200, body: '{}' }), /STOW-RS: HTTP 200, but .* doesn't list/],
    [
      'the page of a proxy',
      () => ({ status: 200, body: '<html>Sign in</html>' }),
      /Likely: a proxy answered instead of HeartLab/,
    ],
    ['another object', () => ({ status: 200, body: stored('2.25.1') }), /doesn't list the object/],
    ['a refusal', (_, __, i) => ({ status: 202, body: refused(i, 272) }), /HTTP 202, failure reason 272/],
    [
      'a refusal beside a success',
      (_, __, i) => ({ status: 202, body: `${stored(i).slice(0, -1)},${refused(i, 49152).slice(1)}` }),
      /failure reason 49152/,
    ],
    ['503', () => ({ status: 503 }), /HTTP 503. Likely: a failure on HeartLab's side/],
    ['404', () => ({ status: 404 }), /HTTP 404. Likely: another server/],
    ['a redirect', () => ({ status: 302 }), /HTTP 302. Likely: a proxy or a captive portal/],
  ])('STOW-RS: %s', async (_, answer, expected) => {
    const { code, out } = await workstation().verify([], { ...(await server(answer)).way, ...secret });
    expect(code).toBe(1);
    expect(failures(out)).toEqual([expect.stringMatching(expected)]);
    expect(out).toContain('SKIP  QIDO-RS: not queried, because no study was stored');
  });

  test('an empty FailedSOPSequence is no failure, whatever the JSON looks like', async () => {
    const pretty = (i: string) =>
      JSON.stringify({ '00081198': { vr: 'SQ', Value: [] }, ...JSON.parse(stored(i)) }, null, 3);
    const fake = await server((method, url, i) =>
      method === 'POST' ? { status: 200, body: pretty(i) } : asked(url, i),
    );
    expect((await workstation().verify([], { ...fake.way, ...secret })).code).toBe(0);
  });

  test.each<[string, Answer, RegExp]>([
    ['204', { status: 204 }, /QIDO-RS: HTTP 204, HeartLab doesn't have the study 2\.25\.\d{39}/],
    [
      'an empty list',
      { status: 200, body: '[ ]\n' },
      /QIDO-RS: HTTP 200, HeartLab doesn't have the study 2\.25\.\d{39}/,
    ],
    ['another object', { status: 200, body: known('2.25.1') }, /doesn't list the object/],
    ['a page of a proxy', { status: 200, body: '<html></html>' }, /doesn't list the object/],
    ['403', { status: 403 }, /HTTP 403. Likely: the sender is not alpha-clinic/],
  ])('QIDO-RS: %s', async (_, answer, expected) => {
    const fake = await server((method, url, i) => (method === 'POST' ? good(method, url, i) : answer));
    const { code, out } = await workstation().verify([], { ...fake.way, ...secret });
    expect(code).toBe(1);
    expect(failures(out)).toEqual([expect.stringMatching(expected)]);
  });

  test('an expired server certificate', async () => {
    const old = authority.issue('old', '/CN=ingest', `DNS:${HOST}`, ['20240101000000Z', '20240201000000Z']);
    const { code, out } = await workstation().verify([], { ...(await server(good, old)).way, ...secret });
    expect(code).toBe(1);
    expect(failures(out)[0]).toMatch(/isn't trusted: certificate has expired .*Likely: HeartLab's certificate has/);
    expect(failures(out)[1]).toMatch(/STOW-RS: .*curl 60/);
  });

  test('a wildcard covers one label, not two', async () => {
    const fake = await server(good);
    const { out } = await workstation({ host: `deep.${HOST}` }).verify([], { ...fake.way, ...secret });
    expect(failures(out)[0]).toMatch(/is for \*\.ingest\.example, not for deep\.alpha-clinic/);
  });

  test('DIMSE over TLS: the port has to show the certificate too, and nothing else is tried', async () => {
    const fake = await server(good);
    const env = { ...fake.way, ...secret, HEARTLAB_VERIFY_DIMSE: fake.way.HEARTLAB_VERIFY_CONNECT };
    const { code, out } = await workstation({ dimse: [2762] }).verify([], env);
    expect(code).toBe(0);
    expect(out.match(/^PASS {2}TLS:/gm)).toHaveLength(2);
    expect(out).not.toContain('C-ECHO');
  });

  test('a port that nobody serves', async () => {
    const [port] = await freePorts(1);
    const { code, out } = await workstation({ dimse: [104] }).verify([], {
      ...{ HEARTLAB_VERIFY_CONNECT: `127.0.0.1:${port}`, HEARTLAB_VERIFY_DIMSE: `127.0.0.1:${port}`, ...secret },
    });
    expect(code).toBe(1);
    expect(failures(out)).toEqual([
      expect.stringMatching(/TCP: 127.* doesn't answer. Likely: a firewall rejects the connection/),
      expect.stringMatching(/DIMSE: 127.* doesn't answer. Likely: a firewall rejects the connection/),
    ]);
    expect(out).toContain('SKIP  STOW-RS, QIDO-RS: not tried');
  });

  test('a connection through which only small packets pass', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    // Without the minutes that curl would wait.
    const station = workstation();
    const file = join(station.folder, 'verify.sh');
    const text = readFileSync(file, 'utf8')
      .replaceAll('--max-time 300', '--max-time 2')
      .replace('limited 15', 'limited 2');
    writeFileSync(file, text);
    const { out } = await station.verify([], { HEARTLAB_VERIFY_CONNECT: `127.0.0.1:${port}`, ...secret });
    silent.close();
    expect(failures(out)[0]).toMatch(
      /handshake doesn't complete. Likely: large packets are lost: clamp TCP MSS to \d{4}/,
    );
    expect(failures(out)[1]).toMatch(/STOW-RS: .*curl 28.*clamp TCP MSS/);
  });

  test.each([
    [true, /a resolver that drops answers with private addresses/],
    [false, /the DNS record or hosts entry from the README does not exist yet/],
  ])('a name that DNS does not know (record by HeartLab: %s)', async (recordByHeartLab, expected) => {
    const { code, out } = await workstation({ host: 'alpha-clinic.invalid', recordByHeartLab }).verify([], secret);
    expect(code).toBe(1);
    expect(failures(out)[0]).toMatch(/DNS: alpha-clinic.invalid does not resolve on this workstation/);
    expect(failures(out)[0]).toMatch(expected);
  });

  test('a name that leads elsewhere, and one that leads to the endpoint', async () => {
    const elsewhere = await workstation({ host: 'localhost', addresses: ['192.0.2.1'] }).verify([], {
      ...secret,
    });
    expect(failures(elsewhere.out)[0]).toContain(
      'DNS: localhost resolves to 127.0.0.1, which is not an address of the endpoint (192.0.2.1)',
    );
    const right = await workstation({ host: 'localhost', addresses: ['192.0.2.1', '127.0.0.1'] }).verify([], secret);
    expect(right.out).toContain('PASS  DNS: localhost resolves to 127.0.0.1');
  });

  describe('a workstation without', () => {
    /** All commands but some, as links. */
    const without = (...names: readonly string[]): string => {
      const bin = mkdtempSync(join(folder, 'bin-'));
      for (const place of ['/usr/bin', '/bin'])
        for (const name of readdirSync(place))
          if (!names.includes(name) && !existsSync(join(bin, name))) {
            try {
              symlinkSync(join(place, name), join(bin, name));
            } catch {
              // A link that leads nowhere.
            }
          }
      return bin;
    };

    test('curl can check nothing, and does not say that all is well', async () => {
      const { code, out } = await workstation().verify([], { PATH: without('curl'), ...secret });
      expect(code).toBe(3);
      expect(out).toContain('SKIP  TCP, STOW-RS, QIDO-RS, DIMSE: install curl');
    });

    test('getent asks DNS alone', async () => {
      const bin = without('getent', 'dscacheutil', 'nslookup');
      // In the words of BIND's nslookup, of which Debian's busybox has a shorter form.
      const answer = 'Server:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\nName:\tx\nAddress: 127.0.0.1\n';
      const script = `#!/bin/sh\nprintf '%s' '${answer}'\n`;
      writeFileSync(join(bin, 'nslookup'), script, { mode: 0o755 });
      const { out } = await workstation().verify([], { PATH: bin, ...secret });
      expect(out).toContain(`PASS  DNS: ${HOST} resolves to 127.0.0.1`);
    });

    test('openssl and traceroute still stores a study', async () => {
      const fake = await server(good);
      const env = { PATH: without('openssl', 'traceroute'), ...fake.way, ...secret };
      const { code, out } = await workstation().verify([], env);
      expect(code).toBe(3);
      expect(out).toContain('SKIP  TLS: install openssl');
      expect(out).toContain('PASS  QIDO-RS');
    });
  });

  test.each([
    [['--nonsense'], 'unknown option --nonsense'],
    [['--cert'], '--cert needs a value'],
    [['--password-file', '/nowhere'], "/nowhere can't be read"],
  ])('an invalid command line: %j', async (args, message) => {
    const { code, out } = await workstation().verify(args);
    expect({ code, out }).toEqual({ code: 2, out: `verify.sh: ${message} (sh verify.sh --help)\n` });
  });

  test('no password', async () => {
    const { out } = await workstation().verify([], (await server(() => ({ status: 401 }))).way);
    expect(failures(out)[0]).toContain('password: none given');
  });

  test('the password stands in no argument of a program', async () => {
    const bin = join(folder, 'spy');
    mkdirSync(bin);
    const log = join(folder, 'arguments');
    for (const name of ['curl', 'openssl', 'sed'])
      writeFileSync(
        join(bin, name),
        `#!/bin/sh\nprintf '%s\\n' "$0 $*" >>${log}\nenv >>${log}\nexec /usr/bin/${name} "$@"\n`,
        {
          mode: 0o755,
        },
      );
    const fake = await server(good);
    const { code } = await workstation().verify([], { ...fake.way, ...secret, PATH: `${bin}:${process.env.PATH}` });
    expect(code).toBe(0);
    expect(readFileSync(log, 'utf8')).toContain('/dicomweb/studies');
    expect(readFileSync(log, 'utf8')).not.toContain(secret.HEARTLAB_PASSWORD);
  });

  test('a preview of a pack cannot be run', async () => {
    const { code, out } = await workstation({ addresses: ['<ENDPOINT-ADDRESS-1>'] }).verify([]);
    expect(code).toBe(2);
    expect(out).toContain('this pack is a preview');
  });
});
