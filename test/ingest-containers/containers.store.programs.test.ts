import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dicomObject } from '../../lib/dicom/dicom-object';
import { type Hospitals, ODD_TITLE, statusOf, stow, withRealPrograms } from '../support/programs/hospitals';
import type { Reply } from '../support/programs/https-client';
import { listens } from '../support/programs/postgres-process';
import { Program } from '../support/programs/program';
import { bodyOf, parsedOutcomes, TYPE } from '../support/programs/stow-server';
import { until } from '../support/until';

/** Runs the generated configuration of a cell's containers in the real programs: the gate, Orthanc and PostgreSQL (Debian's packages). */

const outcomeOf = ({ body }: Reply) => parsedOutcomes({ body: body.toString() });

withRealPrograms('a cell with its deployed configuration', (hospitals) => {
  const hospitalNames = [['alpha'], ['beta']] as const;
  const peer = (hospital: Hospitals, calling: string, called = 'HEARTLAB') => [
    '-aet',
    calling,
    '-aec',
    called,
    '127.0.0.1',
    `${hospital.task('alpha').places.dimse}`,
  ];

  test.each(hospitalNames)(
    'stores, finds and returns the STOW-RS objects of %s, and accepts them again',
    async (who) => {
      const hospital = hospitals();
      const objects = [dicomObject(), dicomObject(300)];
      const body = bodyOf(...objects.map(({ bytes }) => bytes));
      for (const _ of [1, 2]) {
        const reply = await hospital.ask(who, stow(body));
        expect([reply.status, outcomeOf(reply)]).toEqual([
          200,
          { stored: objects.map(({ instance }) => instance), failed: [], other: [] },
        ]);
        expect(reply.body.toString()).toContain(`https://${who}-clinic.ingest.example/dicomweb/studies/`);
      }
      for (const object of objects) await hospital.expectStored(who, object);
    },
  );

  test('nothing of one hospital is visible to the other', async () => {
    const hospital = hospitals();
    const object = dicomObject();
    await hospital.storesNothing('beta', () => hospital.ask('alpha', stow(bodyOf(object.bytes))));
    const path = `/dicomweb/studies/${object.study}/instances`;
    expect((await hospital.ask('beta', { path })).body.toString()).toBe('[]');
  });

  test.each([['ALPHA1'], [ODD_TITLE]])(
    'stores the C-STORE objects of %s, and responds to its C-ECHO',
    async (title) => {
      const hospital = hospitals();
      const object = dicomObject();
      const file = join(hospital.folder, 'store.dcm');
      writeFileSync(file, object.bytes);
      expect(spawnSync('echoscu', peer(hospital, title)).status).toBe(0);
      expect(spawnSync('storescu', [...peer(hospital, title), file]).status).toBe(0);
      await hospital.expectStored('alpha', object, 'C-STORE');
      // STOW-RS compares the object with the stored one.
      expect((await hospital.ask('alpha', stow(bodyOf(object.bytes)))).status).toBe(200);
    },
  );

  test.each([
    ['an unknown calling AE title', 'UNKNOWN', 'HEARTLAB'],
    ['one in another case', 'alpha1', 'HEARTLAB'],
    ['one that only receives', 'ALPHAPACS', 'HEARTLAB'],
    ['another called one', 'ALPHA1', 'WRONG'],
  ])('refuses %s', async (_, calling, called) => {
    const hospital = hospitals();
    const file = join(hospital.folder, 'refused.dcm');
    writeFileSync(file, dicomObject().bytes);
    const sent = await hospital.storesNothing('alpha', async () =>
      spawnSync('storescu', [...peer(hospital, calling, called), file], { encoding: 'utf8' }),
    );
    expect(sent.status).not.toBe(0);
    expect(sent.stderr).toContain('Association Rejected');
  });

  test.each([
    ['to-alpha-clinic-1', 'ALPHAPACS'],
    ['to-alpha-clinic-2', 'ALPHABOTH'],
  ])('delivers by C-STORE to %s, under its AE title %s', async (modality, title) => {
    const hospital = hospitals();
    const task = hospital.task('alpha');
    const object = dicomObject();
    await hospital.ask('alpha', stow(bodyOf(object.bytes)));
    const received = join(hospital.folder, modality);
    mkdirSync(received);
    const args = ['-d', '+B', '-od', received, `${hospital.pacsPort}`];
    const pacs = new Program('storescp', args, join(hospital.folder, `${modality}.log`));
    try {
      await pacs.ready(() => listens(hospital.pacsPort));
      const query = { Level: 'Instance', Query: { SOPInstanceUID: object.instance } };
      const [identifier = ''] = JSON.parse(await task.asServer('/tools/find', JSON.stringify(query)));
      const job = JSON.parse(await task.asServer(`/modalities/${modality}/store`, identifier));
      expect(job).toMatchObject({ InstancesCount: 1, FailedInstancesCount: 0 });
      const [file = ''] = await until('the PACS has it', () => {
        const files = readdirSync(received);
        return files.length > 0 ? files : undefined;
      });
      expect(readFileSync(join(received, file)).subarray(-object.data.length).equals(object.data)).toBe(true);
      expect(pacs.output()).toMatch(new RegExp(`Called Application Name: +${title}\\s`));
      expect(pacs.output()).toMatch(/Calling Application Name: +HEARTLAB\s/);
    } finally {
      await pacs.stop();
    }
  });

  test('two tasks store at the same time, and only one of two objects with the same UID is stored', async () => {
    const hospital = hospitals();
    const { port: second } = await hospital.secondTask();
    const ports = [hospital.front('alpha'), second];
    const objects = Array.from({ length: 16 }, () => dicomObject());
    const replies = await Promise.all(
      objects.map(({ bytes }, index) => hospital.ask('alpha', { ...stow(bodyOf(bytes)), port: ports[index % 2] ?? 0 })),
    );
    expect(replies.map(({ status }) => status)).toEqual(objects.map(() => 200));
    for (const object of objects) await hospital.expectStored('alpha', object);

    const one = dicomObject();
    const other = Buffer.from(one.bytes);
    other.writeUInt8((other.at(-1) ?? 0) ^ 1, other.length - 1);
    const [first, last] = await Promise.all(
      [one.bytes, other].map((bytes, index) =>
        hospital.ask('alpha', { ...stow(bodyOf(bytes)), port: ports[index] ?? 0 }),
      ),
    );
    expect([first?.status, last?.status].toSorted()).toEqual([200, 409]);
    const loser = first?.status === 409 ? first : last;
    expect(loser && outcomeOf(loser).failed).toEqual([[one.instance, 0x0111]]);
    await hospital.expectStored('alpha', first?.status === 200 ? one : { ...one, bytes: other });
  });

  test('a server that is killed during an upload: no success response, an unhealthy task, and a working retry afterwards', async () => {
    const hospital = hospitals();
    const task = hospital.task('alpha');
    const object = dicomObject(4000);
    const body = bodyOf(object.bytes);
    const health = () =>
      statusOf(hospital.ask('alpha', { port: task.places.https, ca: undefined, path: '/health', method: 'GET' }));
    const before = await task.statistics();
    await until('the task is healthy', async () => (await health()) === 200);
    let finish = (): void => {};
    let outcome: Promise<Reply | 'no answer'> | undefined;
    // 15 of 16 MB are written, far more than all buffers between client and server can hold.
    await new Promise<void>((resolve) => {
      const reply = hospital.ask('alpha', {
        method: 'POST',
        headers: { 'content-type': TYPE, 'content-length': body.length },
        write: (sent) => {
          finish = () => sent.end(body.subarray(15_000_000));
          sent.write(body.subarray(0, 15_000_000), () => resolve());
        },
      });
      outcome = reply.catch(() => 'no answer' as const);
    });
    await task.killServer();
    finish();
    const reply = await outcome;
    if (reply === undefined || reply === 'no answer') throw new Error('the gate has not answered');
    expect([reply.status, outcomeOf(reply).stored]).toEqual([409, []]);
    expect(outcomeOf(reply).failed).toEqual([[object.instance, 0x0110]]);
    // The gate caches the health of the server for a moment.
    await until('the task is unhealthy', async () => (await health()) === 503);
    await task.startServer();
    await until('the task is healthy', async () => (await health()) === 200);
    expect(await task.statistics()).toEqual(before);
    expect((await hospital.ask('alpha', stow(body))).status).toBe(200);
    await hospital.expectStored('alpha', object);
  });

  test.each(hospitalNames)('a storage failure of %s never gets a success response', async (who) => {
    const hospital = hospitals();
    const { instances } = hospital.task(who).places;
    const object = dicomObject();
    const bare = { method: 'POST', headers: { 'content-type': 'application/dicom' }, body: object.bytes };
    renameSync(instances, `${instances}-away`);
    writeFileSync(instances, 'no folder');
    try {
      for (const what of [stow(bodyOf(object.bytes)), bare]) {
        const reply = await hospital.storesNothing(who, () => hospital.ask(who, what));
        expect([reply.status, outcomeOf(reply)]).toEqual([
          409,
          { stored: [], failed: [[object.instance, 0x0110]], other: [] },
        ]);
      }
    } finally {
      rmSync(instances);
      renameSync(`${instances}-away`, instances);
    }
    expect((await hospital.ask(who, bare)).status).toBe(200);
    await hospital.expectStored(who, object);
  });
});
