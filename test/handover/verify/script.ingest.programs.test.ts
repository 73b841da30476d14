import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '../../../lib/config/model';
import { handoverFacts } from '../../../lib/handover/facts';
import { readmeMarkdown } from '../../../lib/handover/readme';
import { exampleStudyUid } from '../../../lib/handover/verify/test-object';
import { anEnvironment, aSite } from '../../support/builders/sites';
import { STOW_PASSWORD } from '../../support/programs/cell-task';
import { newRsaKey } from '../../support/programs/certificates';
import { ALPHA, BETA, hostOf, withRealPrograms } from '../../support/programs/hospitals';
import { filesFor, SHELLS, Workstation } from '../../support/programs/workstation';

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
  const ca = () => readFileSync(hospitals().ca.certificate, 'utf8');
  const way = (who: 'alpha' | 'beta') => ({
    HEARTLAB_VERIFY_CONNECT: `127.0.0.1:${hospitals().front(who)}`,
    HEARTLAB_VERIFY_DIMSE: `127.0.0.1:${hospitals().task('alpha').places.dimse}`,
  });
  const alpha = (changes = {}) => {
    const station = workstation();
    station.unpack(filesFor({ site: ALPHA.site, auth: 'mtls', host: hostOf(ALPHA), ca: ca(), ...changes }));
    return station;
  };
  const beta = (changes = {}) => {
    const station = workstation();
    station.unpack(filesFor({ site: BETA.site, auth: 'basic', host: hostOf(BETA), ca: ca(), ...changes }));
    return station;
  };
  const windowsLines = (site: Site): readonly string[] => {
    const facts = handoverFacts(site, anEnvironment(), { hostName: hostOf(ALPHA) });
    const nobody = {
      contacts: [],
      heartLab: undefined,
      callingAeTitles: [],
      deviceFiles: [],
      removalFiles: [],
      deviceBlanks: [],
      secretsFile: undefined,
    };
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
      const before = await hospitals().task('alpha').statistics();
      const { code, out } = await station.verify(credentials(), way('alpha'), shell);
      expect(out).not.toMatch(/FAIL|SKIP/);
      expect(code).toBe(0);
      for (const what of ['TCP:', 'TLS:', 'client certificate:', 'STOW-RS:', 'QIDO-RS:', 'DIMSE:', 'C-ECHO:'])
        expect(out).toContain(`PASS  ${what}`);
      expect(out).toMatch(UUID_UID);
      expect((await hospitals().task('alpha').statistics()).studies).toBe(before.studies + 1);
      expect(readdirSync(station.folder).toSorted()).toEqual(['ca-bundle.pem', 'test-study', 'verify.sh']);
    });
  });

  test('passes with a password, which it never shows', async () => {
    const station = beta();
    const env = { ...way('beta'), HEARTLAB_PASSWORD: STOW_PASSWORD };
    const { code, out } = await station.verify([], env);
    expect(out).not.toMatch(/FAIL|SKIP/);
    expect(code).toBe(0);
    expect(out).not.toContain(STOW_PASSWORD);
  });

  // On Linux in place of Windows: the arguments are those of the README.
  test('the curl lines of the README for Windows do what it says', async () => {
    const station = alpha();
    const { certificate } = hospitals();
    const port = hospitals().front('alpha');
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

  test('takes the password from a file that Windows wrote', async () => {
    const station = beta();
    const file = join(station.folder, 'password.txt');
    writeFileSync(file, `${STOW_PASSWORD}\r\nanother line`);
    expect((await station.verify(['--password-file', file], way('beta'))).code).toBe(0);
  });

  test('a proxy of the environment and a ~/.curlrc lead nowhere', async () => {
    const station = alpha();
    writeFileSync(join(station.folder, '.curlrc'), 'insecure\nproxy = "http://127.0.0.1:9"\n');
    const env = { ...way('alpha'), https_proxy: 'http://127.0.0.1:9', HOME: station.folder };
    expect((await station.verify(credentials(), env)).code).toBe(0);
  });

  describe('fails, and says why:', () => {
    test('no client certificate', async () => {
      const { code, out } = await alpha().verify([], way('alpha'));
      expect(code).toBe(1);
      expect(failures(out)).toEqual([
        expect.stringContaining('client certificate: none given. Likely: run it again with --cert'),
        expect.stringMatching(/STOW-RS: .* HTTP 400. Likely: the client certificate is missing/),
      ]);
    });

    test('the certificate of another site', async () => {
      const other = hospitals().client('verify-other', '/CN=other-clinic');
      const { code, out } = await alpha().verify(credentials(other), way('alpha'));
      expect(code).toBe(1);
      expect(failures(out)).toEqual([
        expect.stringContaining("its CN is 'other-clinic', and HeartLab accepts only 'alpha-clinic'"),
        expect.stringMatching(/HTTP 403. Likely: the sender is not alpha-clinic/),
      ]);
    });

    test('a client certificate that has expired', async () => {
      const old = hospitals().client('verify-old', '/CN=alpha-clinic', ['20240101000000Z', '20240201000000Z']);
      const { out } = await alpha().verify(credentials(old), way('alpha'));
      expect(failures(out)[0]).toMatch(/client certificate: it has expired \(Feb +1 00:00:00 2024 GMT\)/);
      expect(failures(out)[1]).toMatch(/HTTP 400. Likely: .*expired/);
    });

    test('a key of another certificate', async () => {
      const { certificate } = hospitals().certificate;
      const station = alpha();
      const key = join(station.folder, 'other.key');
      writeFileSync(key, newRsaKey());
      const { code, out } = await station.verify(credentials({ certificate, key }), way('alpha'));
      expect(code).toBe(1);
      expect(failures(out)[0]).toContain("the key doesn't belong to the certificate");
      expect(failures(out)[1]).toContain("curl can't use the client certificate or its key");
    });

    test('a wrong password', async () => {
      const { code, out } = await beta().verify([], { ...way('beta'), HEARTLAB_PASSWORD: 'invented: not it' });
      expect(code).toBe(1);
      expect(failures(out)).toEqual([expect.stringMatching(/HTTP 401. Likely: a wrong password/)]);
      expect(out).not.toContain('not it');
    });

    test('a wrong CA bundle', async () => {
      const station = alpha({ ca: readFileSync(hospitals().clients.certificate, 'utf8') });
      const { code, out } = await station.verify(credentials(), way('alpha'));
      expect(code).toBe(1);
      expect(failures(out)[0]).toMatch(/TLS: .* isn't trusted: .*Likely: a wrong or old CA bundle/);
      expect(failures(out)[1]).toMatch(/STOW-RS: .*curl 60.*isn't trusted/);
    });

    test('a certificate for another name', async () => {
      const station = alpha({ host: 'elsewhere.ingest.example' });
      const { code, out } = await station.verify(credentials(), way('alpha'));
      expect(code).toBe(1);
      expect(failures(out)[0]).toMatch(/is for .*alpha-clinic.ingest.example.*, not for elsewhere.ingest.example/);
    });

    test('an AE title that nobody knows', async () => {
      const station = alpha({ dimse: [104], callingAeTitles: ["NOBODY'S $(id)"] });
      const { code, out } = await station.verify(credentials(), way('alpha'));
      expect(code).toBe(1);
      expect(failures(out)).toEqual([expect.stringContaining("refuses NOBODY'S $(id). Likely: the calling AE title")]);
    });
  });
});
