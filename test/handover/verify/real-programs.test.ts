import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { handoverFacts } from '../../../lib/handover/facts';
import { readmeMarkdown } from '../../../lib/handover/readme';
import { exampleStudyUid } from '../../../lib/handover/verify/test-object';
import type { Site } from '../../../lib/site/model';
import { albConfiguration } from '../../ingest/programs/alb';
import { ALPHA, BETA, PASSWORDS, withRealPrograms } from '../../ingest/programs/hospitals';
import { listens } from '../../ingest/programs/postgres';
import { freePorts, Program } from '../../ingest/programs/program';
import { anEnvironment, aSite } from '../../support/fixtures';
import { filesFor, SHELLS, Workstation } from './workstation';

/** The script that a hospital receives, against the real gate and server. */

const UUID_UID = /2\.25\.[1-9]\d{38}/;

withRealPrograms('verify.sh', (hospitals) => {
  const stations: Workstation[] = [];
  const workstation = (): Workstation => {
    const made = new Workstation();
    stations.push(made);
    return made;
  };
  afterAll(() => {
    for (const station of stations) station.remove();
  });
  const ca = () => readFileSync(hospitals().ingest.ca.certificate, 'utf8');
  const way = (door: 'albMtls' | 'albBasic') => ({
    HEARTLAB_VERIFY_CONNECT: `127.0.0.1:${hospitals().ingest.ports[door]}`,
    HEARTLAB_VERIFY_DIMSE: `127.0.0.1:${hospitals().ingest.ports.dicom}`,
  });
  const alpha = (changes = {}) => {
    const station = workstation();
    station.unpack(filesFor({ site: ALPHA.site, auth: 'mtls', host: ALPHA.host, ca: ca(), ...changes }));
    return station;
  };
  const beta = (changes = {}) => {
    const station = workstation();
    station.unpack(filesFor({ site: BETA.site, auth: 'basic', host: BETA.host, ca: ca(), ...changes }));
    return station;
  };
  const windowsLines = (site: Site): readonly string[] => {
    const facts = handoverFacts(site, anEnvironment(), { hostName: ALPHA.host });
    const nobody = { contacts: [], callingAeTitles: [], deviceFiles: [], deviceBlanks: [], secretsFile: undefined };
    const text = readmeMarkdown({
      ...nobody,
      facts,
      preview: false,
      recordByHeartLab: true,
      caBundle: 'ca-bundle.pem',
    });
    const [, lines = ''] = /```powershell\n([\s\S]*?)```/.exec(text) ?? [];
    return ['', ...lines.split('\n').filter((line) => line.startsWith('curl.exe'))];
  };
  const credentials = ({ certificate, key } = hospitals().certificate) => ['--cert', certificate, '--key', key];
  const failures = (out: string) => out.split('\n').filter((line) => line.startsWith('FAIL'));

  describe.each(SHELLS.map((shell) => [shell[0], shell] as const))('in %s', (name, shell) => {
    const there = ['/bin/', '/usr/bin/'].some((folder) => existsSync(folder + name));
    if (!there) process.stderr.write(`SKIPPED: verify.sh in ${name}. It needs: apt-get install ${name}\n`);
    const run = there ? test : test.skip;

    run('passes with a client certificate, stores a new study and leaves nothing behind', async () => {
      const station = alpha({ dimse: [11112] });
      const before = await hospitals().ingest.statistics();
      const { code, out } = await station.verify(credentials(), way('albMtls'), shell);
      expect(out).not.toMatch(/FAIL|SKIP/);
      expect(code).toBe(0);
      for (const what of ['TCP:', 'TLS:', 'client certificate:', 'STOW-RS:', 'QIDO-RS:', 'DIMSE:', 'C-ECHO:'])
        expect(out).toContain(`PASS  ${what}`);
      expect(out).toMatch(UUID_UID);
      expect((await hospitals().ingest.statistics()).studies).toBe(before.studies + 1);
      expect(readdirSync(station.folder).toSorted()).toEqual(['ca-bundle.pem', 'test-study', 'verify.sh']);
    });

    run('passes with a password, which it never shows', async () => {
      const station = beta();
      const env = { ...way('albBasic'), HEARTLAB_PASSWORD: PASSWORDS['beta-clinic'] };
      const { code, out } = await station.verify([], env, shell);
      expect(out).not.toMatch(/FAIL|SKIP/);
      expect(code).toBe(0);
      expect(out).not.toContain(PASSWORDS['beta-clinic']);
    });
  });

  test.each(['mtls', 'basic'] as const)(
    'passes where a hospital may only ask whether a study is there (%s)',
    async (auth) => {
      const { ingest } = hospitals();
      const [mtls = 0, basic = 0, inner = 0, mtlsPort = 0, basicPort = 0] = await freePorts(5);
      const folder = join(ingest.folder, `verify-${auth}`);
      const files = { folder, certificate: join(folder, 'tls.crt'), certificateKey: join(folder, 'tls.key') };
      await ingest.startGate(
        `verify-${auth}`,
        ingest.gateOptions({ ports: { mtls, basic, inner }, ...files, reads: 'existence' }),
      );
      const front = ingest.ca.issue(`verify-${auth}`, '/CN=ingest', `DNS:${ALPHA.host},DNS:${BETA.host}`);
      const configuration = join(folder, 'alb.conf');
      const doors = { mtlsPort, basicPort, gate: { mtls, basic }, clientCa: ingest.clientCa.certificate };
      writeFileSync(
        configuration,
        albConfiguration({ ...doors, folder, certificate: front.certificate, certificateKey: front.key }),
      );
      const alb = new Program('/usr/sbin/nginx', ['-e', 'stderr', '-c', configuration], join(folder, 'alb.log'));
      try {
        await alb.ready(() => listens(mtlsPort));
        const { code, out } =
          auth === 'mtls'
            ? await alpha().verify(credentials(), { HEARTLAB_VERIFY_CONNECT: `127.0.0.1:${mtlsPort}` })
            : await beta().verify([], {
                ...{ HEARTLAB_VERIFY_CONNECT: `127.0.0.1:${basicPort}`, HEARTLAB_PASSWORD: PASSWORDS['beta-clinic'] },
              });
        expect(out).not.toMatch(/FAIL|SKIP/);
        expect(out).toContain('PASS  QIDO-RS');
        expect(code).toBe(0);
      } finally {
        await alb.stop();
      }
    },
  );

  // On Linux in place of Windows: the arguments are those of the README.
  test('the curl lines of the README for Windows do what it says', async () => {
    const station = alpha();
    const { ingest, certificate } = hospitals();
    const port = ingest.ports.albMtls;
    const site = aSite({ site: ALPHA.site });
    const [, send = '', ask = ''] = windowsLines(site);
    const run = (line: string) =>
      execFileSync('sh', ['-f', '-c', line.replace('curl.exe', `curl --connect-to ::127.0.0.1:${port}`)], {
        cwd: station.folder,
        encoding: 'utf8',
      });
    copyFileSync(certificate.certificate, join(station.folder, 'client.crt'));
    copyFileSync(certificate.key, join(station.folder, 'client.key'));
    const answer = JSON.parse(run(send));
    expect(answer['00081199'].Value).toHaveLength(1);
    expect(answer['00081198']?.Value ?? []).toEqual([]);
    expect(run(ask)).toContain(exampleStudyUid(ALPHA.site));
  });

  test('two runs store two studies', async () => {
    const station = alpha();
    const before = await hospitals().ingest.statistics();
    for (const _ of [1, 2]) expect((await station.verify(credentials(), way('albMtls'))).code).toBe(0);
    expect((await hospitals().ingest.statistics()).studies).toBe(before.studies + 2);
  });

  test('takes the password from a file that Windows wrote', async () => {
    const station = beta();
    const file = join(station.folder, 'password.txt');
    writeFileSync(file, `${PASSWORDS['beta-clinic']}\r\nanother line`);
    expect((await station.verify(['--password-file', file], way('albBasic'))).code).toBe(0);
  });

  test('a proxy of the environment and a ~/.curlrc lead nowhere', async () => {
    const station = alpha();
    writeFileSync(join(station.folder, '.curlrc'), 'insecure\nproxy = "http://127.0.0.1:9"\n');
    const env = { ...way('albMtls'), https_proxy: 'http://127.0.0.1:9', HOME: station.folder };
    expect((await station.verify(credentials(), env)).code).toBe(0);
  });

  describe('fails, and says why:', () => {
    test('no client certificate', async () => {
      const { code, out } = await alpha().verify([], way('albMtls'));
      expect(code).toBe(1);
      expect(failures(out)).toEqual([
        expect.stringContaining('client certificate: none given. Likely: run it again with --cert'),
        expect.stringMatching(/STOW-RS: .* HTTP 400. Likely: no client certificate was sent/),
      ]);
    });

    test('the certificate of another site', async () => {
      const other = hospitals().ingest.client('verify-other', '/CN=other-clinic');
      const { code, out } = await alpha().verify(credentials(other), way('albMtls'));
      expect(code).toBe(1);
      expect(failures(out)).toEqual([
        expect.stringContaining("its CN is 'other-clinic', and HeartLab takes 'alpha-clinic'"),
        expect.stringMatching(/HTTP 403. Likely: who sends isn't alpha-clinic/),
      ]);
    });

    test('a client certificate that has expired', async () => {
      const old = hospitals().ingest.client('verify-old', '/CN=alpha-clinic', ['20240101000000Z', '20240201000000Z']);
      const { out } = await alpha().verify(credentials(old), way('albMtls'));
      expect(failures(out)[0]).toMatch(/client certificate: it has expired \(Feb +1 00:00:00 2024 GMT\)/);
      expect(failures(out)[1]).toMatch(/HTTP 400. Likely: .*expired/);
    });

    test('a key of another certificate', async () => {
      const { certificate } = hospitals().certificate;
      const { key } = hospitals().ingest.client('verify-mixed', '/CN=alpha-clinic');
      const { code, out } = await alpha().verify(credentials({ certificate, key }), way('albMtls'));
      expect(code).toBe(1);
      expect(failures(out)[0]).toContain("the key isn't the certificate's");
      expect(failures(out)[1]).toContain("curl can't use the client certificate or its key");
    });

    test('a wrong password', async () => {
      const { code, out } = await beta().verify([], { ...way('albBasic'), HEARTLAB_PASSWORD: 'invented: not it' });
      expect(code).toBe(1);
      expect(failures(out)).toEqual([expect.stringMatching(/HTTP 401. Likely: a wrong password/)]);
      expect(out).not.toContain('not it');
    });

    test('a wrong CA bundle', async () => {
      const station = alpha({ ca: readFileSync(hospitals().ingest.clientCa.certificate, 'utf8') });
      const { code, out } = await station.verify(credentials(), way('albMtls'));
      expect(code).toBe(1);
      expect(failures(out)[0]).toMatch(/TLS: .* isn't trusted: .*Likely: a wrong or old CA bundle/);
      expect(failures(out)[1]).toMatch(/STOW-RS: .*curl 60.*isn't trusted/);
    });

    test('a certificate for another name', async () => {
      const station = alpha({ host: 'elsewhere.ingest.example' });
      const { code, out } = await station.verify(credentials(), way('albMtls'));
      expect(code).toBe(1);
      expect(failures(out)[0]).toMatch(/is for .*alpha-clinic.ingest.example.*, not for elsewhere.ingest.example/);
    });

    test('an AE title that nobody knows', async () => {
      const station = alpha({ dimse: [104], callingAeTitles: ["NOBODY'S $(id)"] });
      const { code, out } = await station.verify(credentials(), way('albMtls'));
      expect(code).toBe(1);
      expect(failures(out)).toEqual([expect.stringContaining("refuses NOBODY'S $(id). Likely: the calling AE title")]);
    });
  });
});
