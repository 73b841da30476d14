import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DicomObject, dicomObject } from '../../lib/rehearsal/dicom-object';
import { albConfiguration } from './programs/alb';
import { multipart } from './programs/client';
import { ALPHA, GAMMA, PASSWORDS, stow, withRealPrograms } from './programs/hospitals';
import { listens } from './programs/postgres';
import { freePorts, Program } from './programs/program';

/** The shell lines of docs/stow.md, section 4, run as they stand there: only the names of site and domain and the UID are others. */

const section =
  readFileSync('docs/stow.md', 'utf8')
    .split(/^## /m)
    .find((part) => part.startsWith('4. ')) ?? '';
const blocks = [...section.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, text = '']) => text);
const blockWith = (words: string): string => {
  const found = blocks.filter((text) => text.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} blocks of docs/stow.md have ${JSON.stringify(words)}`);
  return found[0] ?? '';
};

withRealPrograms('the shell lines of docs/stow.md', (hospitals) => {
  let alb: Program | undefined;
  let base = '';

  // A gate that says `reads: existence`, the default, and a load balancer of its own before it.
  beforeAll(async () => {
    const { ingest, certificate } = hospitals();
    const [mtls = 0, basic = 0, inner = 0, mtlsPort = 0, basicPort = 0] = await freePorts(5);
    base = join(ingest.folder, 'documented');
    mkdirSync(base);
    const files = { folder: base, certificate: join(base, 'tls.crt'), certificateKey: join(base, 'tls.key') };
    await ingest.startGate(
      'existence',
      ingest.gateOptions({ ports: { mtls, basic, inner }, ...files, reads: 'existence' }),
    );
    const front = ingest.ca.issue('documented', '/CN=documented', `DNS:${ALPHA.host},DNS:${GAMMA.host}`);
    const configuration = join(base, 'documented-alb.conf');
    const text = albConfiguration({
      ...{ folder: base, mtlsPort, basicPort, gate: { mtls, basic } },
      ...{ certificate: front.certificate, certificateKey: front.key, clientCa: ingest.clientCa.certificate },
    });
    writeFileSync(configuration, text);
    alb = await new Program(
      '/usr/sbin/nginx',
      ['-e', 'stderr', '-c', configuration],
      join(base, 'documented-alb.log'),
    ).ready(() => listens(mtlsPort));
    for (const [site, port] of [
      [ALPHA, mtlsPort],
      [GAMMA, basicPort],
    ] as const) {
      const folder = join(base, site.site);
      mkdirSync(folder);
      writeFileSync(join(folder, '.curlrc'), `connect-to = "${site.host}:443:127.0.0.1:${port}"\n`);
      cpSync(ingest.ca.certificate, join(folder, 'ca-bundle.pem'));
    }
    cpSync(certificate.certificate, join(base, ALPHA.site, 'client.crt'));
    cpSync(certificate.key, join(base, ALPHA.site, 'client.key'));
    writeFileSync(
      join(base, GAMMA.site, 'netrc'),
      `machine ${GAMMA.host} login ${GAMMA.site} password ${PASSWORDS['gamma-clinic']}\n`,
    );
  });
  afterAll(() => alb?.stop());

  describe.each([
    ['mTLS', ALPHA, '--cert'],
    ['Basic', GAMMA, '--netrc-file'],
  ])('at the %s door', (_, { site, host }, door) => {
    /** What the lines print, run in the hospital's folder. */
    function lines(...texts: readonly string[]): string {
      const settings = blockWith('site=')
        .replace(/^site=\S+ domain=\S+/m, `site=${site} domain=${host.slice(site.length + 1)}`)
        .replace(/trust="" +# or: (trust="[^"]*").*/, '$1');
      const cwd = join(base, site);
      const result = spawnSync('bash', ['-eu'], {
        ...{ cwd, encoding: 'utf8', input: [settings, blockWith(`door="${door}`), ...texts].join('\n') },
        env: { PATH: process.env.PATH, CURL_HOME: cwd },
      });
      expect([result.status, result.stderr]).toEqual([0, '']);
      return result.stdout.trim();
    }
    const images = (): readonly DicomObject[] => {
      const objects = [dicomObject(), dicomObject(300)];
      for (const [index, { bytes }] of objects.entries())
        writeFileSync(join(base, site, `image-${index + 1}.dcm`), bytes);
      return objects;
    };
    const listed = (): readonly string[] =>
      JSON.parse(readFileSync(join(base, site, 'answer.json'), 'utf8'))['00081199'].Value.map(
        (item: Record<string, { Value: readonly string[] }>) => item['00081155']?.Value[0],
      );
    const asks = (uid: string): string => lines(blockWith('uid=').replace(/^uid=\S+/m, `uid=${uid}`));

    test('store the objects of a multipart body, which the answer lists and the question finds', async () => {
      const objects = images();
      const [one] = objects;
      expect(asks(one?.study ?? '')).toBe('204');
      expect(lines(blockWith('--data-binary @body.bin'))).toBe('200');
      expect(listed()).toEqual(objects.map(({ instance }) => instance));
      expect(asks(one?.study ?? '')).toBe(`[{"0020000D":{"vr":"UI","Value":["${one?.study}"]}}]200`);
      for (const object of objects) await hospitals().expectStored(object);
    });

    test('do so chunked, too', () => {
      const objects = images();
      const chunked = blockWith('--data-binary @body.bin')
        .replace('--data-binary @body.bin', '-X POST -T -')
        .replace(/"\$url"\n$/, '"$url" < body.bin\n');
      expect(section).toContain('`-X POST -T -` in its place, and `< body.bin`');
      expect(lines(chunked)).toBe('200');
      expect(listed()).toEqual(objects.map(({ instance }) => instance));
    });

    test('store a bare object', async () => {
      const [one] = images();
      const bare = blockWith("Content-Type: application/dicom'");
      expect(lines(bare)).toBe('200');
      const status = (): unknown => JSON.parse(readFileSync(join(base, site, 'bare.json'), 'utf8')).Status;
      expect(status()).toBe('Success');
      expect(lines(bare)).toBe('200');
      expect(status()).toBe('AlreadyStored');
      if (one !== undefined) await hospitals().expectStored(one);
    });
  });

  test('a server whose storage fails is never a success', async () => {
    const hospital = hospitals();
    const instances = join(hospital.ingest.folder, 'instances');
    renameSync(instances, `${instances}-away`);
    writeFileSync(instances, 'no folder');
    try {
      const object = dicomObject();
      const reply = await hospital.storesNothing(() => hospital.alpha(stow(multipart(object.bytes))));
      // The server itself answers 200 here, with an empty list.
      expect(reply.status).toBe(503);
      const bare = { method: 'POST', headers: { 'content-type': 'application/dicom' }, body: object.bytes };
      expect((await hospital.storesNothing(() => hospital.alpha(bare))).status).toBe(500);
    } finally {
      rmSync(instances);
      renameSync(`${instances}-away`, instances);
    }
  });
});
