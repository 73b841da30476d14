import { readFileSync } from 'node:fs';
import { newUid } from '../../../lib/dicom/dicom-object';
import { createKeyLock } from '../../../services/gate/store/key-lock';
import { orthancId } from '../../../services/gate/store/orthanc';
import { spooled, type TestObject, testObject } from '../../support/builders/gate-objects';
import { Authority } from '../../support/programs/certificates';
import type { Cell, TaskStore } from '../../support/programs/gate-cell';
import { withCells } from '../../support/programs/with-cells';
import { until } from '../../support/until';

withCells('the store on a real Orthanc and PostgreSQL', (programs) => {
  let cell: Cell;
  let task: TaskStore;
  beforeAll(async () => {
    cell = await programs().cell('alpha');
    task = cell.task();
  });
  const store = async (object: TestObject, by = task) => by.store.store(await spooled(by.spool, object.bytes));
  /** The data sets that are stored under the UID. */
  const stored = async ({ uids }: TestObject): Promise<readonly Buffer[]> =>
    (await cell.stored(uids.sopInstance)).map((file) =>
      file.subarray(file.indexOf(Buffer.from([8, 0, 0x16, 0, 0x55]))),
    );
  /** Jest compares long buffers slowly. */
  const expectStored = async (object: TestObject): Promise<void> =>
    expect((await stored(object)).map((data) => data.equals(object.data))).toEqual([true]);

  test('an object is stored and can be read back', async () => {
    const object = testObject();
    expect(await store(object)).toEqual({
      kind: 'stored',
      uids: object.uids,
      bytes: object.bytes.length,
      isNew: true,
    });
    expect(await cell.stored(object.uids.sopInstance)).toEqual([object.bytes]);
  });

  test('the same data set with another header is stored and not new', async () => {
    const object = testObject();
    await store(object);
    const again = Buffer.from(object.bytes);
    again.write('another preamble');
    expect(await store({ ...object, bytes: again })).toMatchObject({ kind: 'stored', isNew: false });
    expect(await cell.stored(object.uids.sopInstance)).toEqual([object.bytes]);
  });

  test.each([
    ['other pixels', {}],
    ['another patient', { patientId: 'ID-2' }],
    ['another study', { study: newUid() }],
  ])('an object with the same UID and %s is refused, and the first one is kept', async (_, difference) => {
    const object = testObject();
    await store(object);
    const { sopInstance, study, series } = object.uids;
    const other = testObject({ sopInstance, study, series, ...difference });
    expect(await store(other)).toMatchObject({ kind: 'failed', reason: 'other-content' });
    expect(await cell.stored(sopInstance)).toEqual([object.bytes]);
  });

  test.each([
    ['the same patient', 'ID-1'],
    ['two patients', 'ID-2'],
  ])('of two objects with one UID in two tasks, from %s, exactly one is stored', async (_, patientId) => {
    const second = cell.task();
    for (let round = 0; round < 10; round += 1) {
      const one = testObject();
      const { sopInstance, study, series } = one.uids;
      const other = testObject({ sopInstance, study, series, patientId });
      const outcomes = await Promise.all([store(one), store(other, second)]);
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['failed', 'stored']);
      expect(outcomes).toContainEqual(expect.objectContaining({ reason: 'other-content' }));
      expect(await stored(one)).toEqual([outcomes[0]?.kind === 'stored' ? one.data : other.data]);
    }
  });

  test('the same object sent many times to two tasks is always stored, and new once', async () => {
    const second = cell.task();
    const object = testObject();
    const outcomes = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => store(object, n % 2 === 0 ? task : second)));
    expect(outcomes.filter((outcome) => outcome.kind === 'stored')).toHaveLength(6);
    expect(outcomes.filter((outcome) => outcome.kind === 'stored' && outcome.isNew)).toHaveLength(1);
  });

  test.each(['ID-1', '', ' blanks  ', 'lower|case', 'M\xfcller'])(
    'an object of the patient %j is stored, and is not new the second time',
    async (patientId) => {
      const object = testObject({ patientId });
      expect(await store(object)).toMatchObject({ kind: 'stored', isNew: true });
      expect(await store(object)).toMatchObject({ kind: 'stored', isNew: false });
    },
  );

  test("the gate computes Orthanc's id", async () => {
    const object = testObject({ patientId: ' ID 5 ' });
    await store(object);
    expect(await task.orthanc.lookup(object.uids.sopInstance)).toEqual([orthancId(' ID 5', object.uids)]);
  });

  test('a preamble that looks like a ZIP file is not unpacked', async () => {
    const object = testObject({ preamble: Buffer.from('PK\x03\x04') });
    expect(await store(object)).toMatchObject({ kind: 'stored', isNew: true });
    expect(await stored(object)).toEqual([object.data]);
    expect(await store(object)).toMatchObject({ kind: 'stored', isNew: false });
  });

  test('what Orthanc can not read is refused', async () => {
    const { uids, data } = testObject();
    // An element has no VR.
    const broken = testObject({ ...uids, data: Buffer.concat([data, Buffer.from('0800990011110000ffff', 'hex')]) });
    expect(await store(broken)).toMatchObject({ kind: 'failed', reason: 'not-dicom' });
    expect(await cell.stored(uids.sopInstance)).toEqual([]);
  });

  test("objects answered as stored are stored, although the gate's database sessions end meanwhile", async () => {
    const objects = Array.from({ length: 40 }, () => testObject({ side: 300 }));
    const ending = (async () => {
      for (let times = 0; times < 5; times += 1) {
        await cell.endSessions();
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    })();
    const outcomes = await Promise.all(objects.map((object) => store(object)));
    await ending;
    for (const [index, object] of objects.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === 'stored') await expectStored(object);
      else expect(outcome).toMatchObject({ reason: 'server' });
    }
    // The store reconnects.
    expect(await store(testObject())).toMatchObject({ kind: 'stored' });
  });

  test('objects answered as stored are stored, although all database sessions end meanwhile', async () => {
    const objects = Array.from({ length: 40 }, () => testObject({ side: 300 }));
    const storing = Promise.all(objects.map((object) => store(object)));
    await cell.endSessions('all');
    const outcomes = await storing;
    for (const [index, object] of objects.entries()) if (outcomes[index]?.kind === 'stored') await expectStored(object);
  });

  test('objects answered as stored are stored, although Orthanc is killed meanwhile', async () => {
    const objects = Array.from({ length: 40 }, () => testObject({ side: 300 }));
    const storing = objects.map((object) => store(object));
    // Four are stored at a time, so most of them are not stored yet.
    await Promise.race(storing);
    await cell.killOrthanc();
    const outcomes = await Promise.all(storing);
    expect(await store(testObject())).toMatchObject({ kind: 'failed', reason: 'server' });
    await cell.startOrthanc();
    expect(outcomes).toContainEqual(expect.objectContaining({ reason: 'server' }));
    for (const [index, object] of objects.entries()) if (outcomes[index]?.kind === 'stored') await expectStored(object);
    for (const object of objects) expect(await store(object)).toMatchObject({ kind: 'stored' });
  });

  test('the gate waits for a lock of another task until the time limit', async () => {
    const impatient = cell.task({ patience: 200 });
    const object = testObject();
    let release: (() => void) | undefined;
    const firstRun = task.lock.run(object.uids.sopInstance, () => new Promise<void>((resolve) => (release = resolve)));
    const end = await until('the lock is held', () => release);
    expect(await store(object, impatient)).toMatchObject({ kind: 'failed', reason: 'server' });
    expect(impatient.problems).toEqual(['another object with this UID has been in progress for 0.2 s']);
    end();
    expect(await firstRun).toMatchObject({ wasHeld: true });
    expect(await store(object, impatient)).toMatchObject({ kind: 'stored' });
  });

  test('no password is sent to a database with a certificate of another authority', async () => {
    const other = new Authority(programs().folder, 'other');
    const ca = readFileSync(other.certificate, 'utf8');
    const lock = createKeyLock({ ...cell.database, ca, patience: 0 });
    let ran = false;
    const work = async (): Promise<void> => {
      ran = true;
    };
    await expect(lock.run(newUid(), work)).rejects.toThrow('certificate');
    expect(ran).toBe(false);
  });

  test('a lock is not reported as held when its session has ended', async () => {
    const run = task.lock.run(newUid(), () => cell.endSessions());
    expect((await run).wasHeld).toBe(false);
  });
});
