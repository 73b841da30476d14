import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DicomObject, dicomObject } from '../../lib/dicom/dicom-object';
import { STOW_PASSWORD } from '../support/programs/cell-task';
import { ALPHA, BETA, hostOf, withRealPrograms } from '../support/programs/hospitals';
import { parsedOutcomes } from '../support/programs/stow-server';

/** The shell lines of docs/stow.md, section 4, run unchanged except for the names of site and domain and the UID. */

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

test('section 4 has exactly the lines that run here', () => {
  expect(blocks).toHaveLength(6);
});

withRealPrograms('the shell lines of docs/stow.md', (hospitals) => {
  const folderOf = (site: string): string => join(hospitals().folder, 'documented', site);
  beforeAll(() => {
    const { certificate, ca } = hospitals();
    for (const [who, { site }] of [
      ['alpha', ALPHA],
      ['beta', BETA],
    ] as const) {
      const folder = folderOf(site);
      mkdirSync(folder, { recursive: true });
      const way = `127.0.0.1:${hospitals().front(who)}`;
      writeFileSync(join(folder, '.curlrc'), `connect-to = "${hostOf({ site })}:443:${way}"\n`);
      cpSync(ca.certificate, join(folder, 'ca-bundle.pem'));
    }
    cpSync(certificate.certificate, join(folderOf(ALPHA.site), 'client.crt'));
    cpSync(certificate.key, join(folderOf(ALPHA.site), 'client.key'));
    const login = `machine ${hostOf(BETA)} login ${BETA.site} password ${STOW_PASSWORD}\n`;
    writeFileSync(join(folderOf(BETA.site), 'netrc'), login, { mode: 0o600 });
  });

  describe.each([
    ['mTLS', 'alpha', ALPHA.site, '--cert'],
    ['Basic', 'beta', BETA.site, '--netrc-file'],
  ] as const)('with %s', (_, who, site, door) => {
    /** The output of the lines in the hospital's folder. Not spawnSync, because the simulated NLB is in this process. */
    async function lines(...texts: readonly string[]): Promise<string> {
      const domain = hostOf({ site }).slice(site.length + 1);
      const settings = blockWith('site=')
        .replace(/^site=\S+ domain=\S+/m, `site=${site} domain=${domain}`)
        .replace(/trust="" +# or: (trust="[^"]*").*/, '$1');
      const cwd = folderOf(site);
      const env = { PATH: process.env.PATH, CURL_HOME: cwd };
      const text = [settings, blockWith(`auth="${door}`), ...texts].join('\n');
      const [status, out, problems] = await new Promise<readonly [unknown, string, string]>((resolve) => {
        const bash = execFile('bash', ['-eu'], { cwd, env }, (error, stdout, stderr) =>
          resolve([error?.code ?? (error === null ? 0 : error.message), stdout, stderr]),
        );
        bash.stdin?.end(text);
      });
      expect([status, problems]).toEqual([0, '']);
      return out.trim();
    }
    const file = (name: string): string => readFileSync(join(folderOf(site), name), 'utf8');
    const images = (): readonly [DicomObject, DicomObject] => {
      const one = dicomObject();
      const objects = [one, dicomObject(300, one.study, one.series)] as const;
      for (const [index, { bytes }] of objects.entries())
        writeFileSync(join(folderOf(site), `image-${index + 1}.dcm`), bytes);
      return objects;
    };
    const uids = (objects: readonly DicomObject[]): readonly string[] => objects.map(({ instance }) => instance);
    const all = (objects: readonly DicomObject[]) => ({ stored: uids(objects), failed: [], other: [] });
    const asks = (uid: string): Promise<string> => lines(blockWith('uid=').replace(/^uid=\S+/m, `uid=${uid}`));
    const found = (): readonly string[] =>
      JSON.parse(file('found.json')).map(
        (item: Record<string, { Value: readonly string[] }>) => item['00080018']?.Value[0],
      );

    test('store the objects of a multipart body, which the answer and a query list', async () => {
      const objects = images();
      const [{ study }] = objects;
      expect(await asks(study)).toBe('200');
      expect(found()).toEqual([]);
      expect(await lines(blockWith('--data-binary @body.bin'))).toBe('200');
      expect(parsedOutcomes({ body: file('answer.json') })).toEqual(all(objects));
      expect(await asks(study)).toBe('200');
      expect(found().toSorted()).toEqual(uids(objects).toSorted());
      for (const object of objects) await hospitals().expectStored(who, object);
    });

    test('store them in a chunked request, too', async () => {
      const objects = images();
      const chunked = blockWith('--data-binary @body.bin')
        .replace('--data-binary @body.bin', '-X POST -T -')
        .replace(/"\$url"\n$/, '"$url" < body.bin\n');
      expect(section).toContain('`-X POST -T -` in its place, and `< body.bin`');
      expect(await lines(chunked)).toBe('200');
      expect(parsedOutcomes({ body: file('answer.json') })).toEqual(all(objects));
    });

    test('store a single object, also twice, with the answer of a multipart body', async () => {
      const [one] = images();
      for (const _again of [1, 2]) {
        expect(await lines(blockWith("Content-Type: application/dicom'"))).toBe('200');
        expect(parsedOutcomes({ body: file('bare.json') })).toEqual(all([one]));
      }
      await hospitals().expectStored(who, one);
    });
  });
});
