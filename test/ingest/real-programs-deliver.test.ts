import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dicomObject } from '../../lib/rehearsal/dicom-object';
import { multipart } from './programs/client';
import { type Hospitals, stow, withRealPrograms } from './programs/hospitals';
import { AE_TITLE } from './programs/ingest';
import { listens } from './programs/postgres';
import { Program, run, until } from './programs/program';

/** Results on their way to a hospital's PACS, and what the AE titles of such PACS may do here. */

withRealPrograms('the real server delivers', (hospitals) => {
  const send = (hospital: Hospitals, title: string) => {
    const object = dicomObject();
    const file = join(hospital.ingest.folder, `${title.replaceAll(/\W/g, '')}.dcm`);
    writeFileSync(file, object.bytes);
    const peer = ['-aet', title, '-aec', AE_TITLE, '127.0.0.1', String(hospital.ingest.ports.dicom)];
    return { object, store: spawnSync('storescu', [...peer, file]), echo: spawnSync('echoscu', peer) };
  };

  const post = (hospital: Hospitals, path: string, body: string): string =>
    run('curl', ['--silent', '--fail', '-d', body, `http://127.0.0.1:${hospital.ingest.ports.http}${path}`]);

  test.each([
    ['to-alpha-clinic-1', 'ALPHAPACS'],
    ['to-alpha-clinic-2', 'ALPHABOTH'],
    ['to-beta-clinic-1', 'ALPHA1'],
  ])('by C-STORE to %s, under its AE title %s, what it holds', async (modality, title) => {
    const hospital = hospitals();
    const object = dicomObject();
    await hospital.alpha(stow(multipart(object.bytes)));
    const received = join(hospital.ingest.folder, modality);
    mkdirSync(received);
    const log = join(hospital.ingest.folder, `${modality}.log`);
    const { pacs: port } = hospital.ingest.ports;
    const pacs = new Program('storescp', ['-d', '+B', '-od', received, String(port)], log);
    try {
      await pacs.ready(() => listens(port));
      const query = { Level: 'Instance', Query: { SOPInstanceUID: object.instance } };
      const [identifier = ''] = JSON.parse(post(hospital, '/tools/find', JSON.stringify(query)));
      const job = JSON.parse(post(hospital, `/modalities/${modality}/store`, identifier));
      expect(job).toMatchObject({ InstancesCount: 1, FailedInstancesCount: 0 });
      const [file = ''] = await until('the PACS has it', () => {
        const files = readdirSync(received);
        return files.length > 0 ? files : undefined;
      });
      expect(readFileSync(join(received, file)).subarray(-object.data.length).equals(object.data)).toBe(true);
      expect(pacs.output()).toMatch(new RegExp(`Called Application Name: +${title}\\s`));
      expect(pacs.output()).toMatch(new RegExp(`Calling Application Name: +${AE_TITLE}\\s`));
    } finally {
      await pacs.stop();
    }
  });

  test('but takes nothing from a PACS that only receives, though it knows its AE title', async () => {
    const hospital = hospitals();
    await hospital.storesNothing(async () => {
      const { store, echo } = send(hospital, 'ALPHAPACS');
      expect(store.status).not.toBe(0);
      expect(`${echo.stdout}${echo.stderr}`).toMatch(/Failed|Abort/);
    });
    expect(hospital.ingest.log('server')).toMatch(/Store is not allowed/);
  });

  // ALPHA1 is a destination of beta as well, BETA_SENDS one of alpha: whichever entry comes first by its name.
  test.each([['ALPHABOTH'], ['ALPHA1'], ['BETA_SENDS']])('and still takes from %s, which does both', async (title) => {
    const hospital = hospitals();
    const { object, store, echo } = send(hospital, title);
    expect([store.status, echo.status]).toEqual([0, 0]);
    expect(`${echo.stdout}${echo.stderr}`).toBe('');
    await hospital.expectStored(object, 'C-STORE');
  });
});
