import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parseDicom } from 'dicom-parser';
import { SECONDARY_CAPTURE } from '../../../lib/dicom/dicom-element';
import { type DicomObject, dicomObject } from '../../../lib/dicom/dicom-object';
import { folderOf } from '../../support/builders/site-folder';
import { Scu } from '../../support/programs/dimse-scu';
import { until } from '../../support/until';
import { front } from './front';
import { hashingSpool, largeFile } from './large-object';
import { dataSetOf } from './memory-store';

/** What is stored for dcmtk's programs, and what is refused. */

const NEEDED = ['/usr/bin/storescu', '/usr/bin/echoscu', '/usr/bin/findscu', '/usr/bin/dcmcrle'];
const isThere = NEEDED.every(existsSync);
// Not console.warn: Jest shows nothing of a file whose tests are all skipped.
if (!isThere) process.stderr.write('SKIPPED: DIMSE with real senders. It needs: apt-get install dcmtk\n');

interface Result {
  readonly status: number;
  readonly output: string;
}

const executed = promisify(execFile);
async function run(command: string, ...args: readonly (string | number)[]): Promise<Result> {
  try {
    const { stdout, stderr } = await executed(command, args.map(String));
    return { status: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number; stdout?: string; stderr?: string };
    return { status: typeof code === 'number' ? code : -1, output: `${stdout}${stderr}` };
  }
}

const TITLES = ['-aec', 'HEARTLAB', '-aet', 'CT1'];
const send = (port: number, ...args: readonly (string | number)[]): Promise<Result> =>
  run('storescu', '-v', ...TITLES, 'localhost', port, ...args);

/** One file per object, in one folder. */
function filesOf(objects: readonly DicomObject[]): { readonly folder: string; readonly paths: readonly string[] } {
  const names = objects.map((_, index) => `${index}.dcm`);
  const folder = folderOf(Object.fromEntries(objects.map(({ bytes }, index) => [names[index], bytes])));
  return { folder, paths: names.map((name) => `${folder}/${name}`) };
}

const only = <T>(all: readonly T[]): T => {
  const [one] = all;
  if (one === undefined || all.length !== 1) throw new Error(`${all.length} instead of one`);
  return one;
};

(isThere ? describe : describe.skip)('dcmtk 3.6.7', () => {
  test('C-ECHO succeeds', async () => {
    const { port, events } = await front();
    expect(await run('echoscu', ...TITLES, 'localhost', port)).toEqual({ status: 0, output: '' });
    expect(events.at(-1)).toMatchObject({ kind: 'ended', how: 'released' });
  });

  test.each([
    [['-aec', 'OTHER', '-aet', 'CT1'], 'Called AE Title Not Recognized'],
    [['-aec', 'heartlab', '-aet', 'CT1'], 'Called AE Title Not Recognized'],
    [['-aec', 'HEARTLAB', '-aet', 'OTHER'], 'Calling AE Title Not Recognized'],
    [['-aec', 'HEARTLAB', '-aet', 'ct1'], 'Calling AE Title Not Recognized'],
  ])('echoscu %j: %s', async (titles, message) => {
    const { port } = await front();
    const { status, output } = await run('echoscu', ...titles, 'localhost', port);
    expect(status).not.toBe(0);
    expect(output).toContain(message);
    expect(output).toContain('Rejected Permanent');
  });

  test('an association over the limit is rejected as transient', async () => {
    const { port } = await front({ limits: { associations: 1 } });
    const other = await Scu.associated(port);
    const { output } = await run('echoscu', ...TITLES, 'localhost', port);
    expect(output).toContain('Rejected Transient');
    expect(output).toContain('Local Limit Exceeded');
    other.close();
  });

  test.each([
    [['-R']],
    [['+C']],
    [['-R', '+C']],
    [['--max-send-pdu', 131_072, '-pdu', 131_072]],
    [['--max-send-pdu', 4096, '-pdu', 4096]],
  ])('storescu %j: several files on one association, each data set byte for byte', async (options) => {
    const gate = await front();
    const objects = [dicomObject(), dicomObject(600), dicomObject(7)];
    const { status, output } = await send(gate.port, ...options, ...filesOf(objects).paths);
    expect([status, output]).toEqual([0, expect.stringContaining('Received Store Response (Success)')]);
    expect(gate.store.kept.map(({ bytes }) => dataSetOf(bytes))).toEqual(objects.map(({ data }) => data));
    expect(gate.store.kept.map(({ expected }) => expected)).toEqual(
      objects.map(({ instance }) => ({ sopClass: SECONDARY_CAPTURE, sopInstance: instance })),
    );
    expect(gate.events.filter(({ kind }) => kind !== 'object')).toMatchObject([
      { kind: 'begun' },
      { kind: 'ended', how: 'released' },
    ]);
    expect(gate.spool.unfreed).toBe(0);
  });

  describe('transfer syntaxes', () => {
    /** The dcmtk command that converts the file, the option of storescu, and the stored syntax. */
    test.each([
      ['Explicit VR Little Endian', ['dcmconv', '+te'], '-xe', '1.2.840.10008.1.2.1'],
      ['Implicit VR Little Endian', ['dcmconv', '+ti'], '-xi', '1.2.840.10008.1.2'],
      ['RLE', ['dcmcrle'], '-xr', '1.2.840.10008.1.2.5'],
      ['Explicit VR Big Endian', ['dcmconv', '+tb'], '-xb', '1.2.840.10008.1.2.2'],
      ['JPEG lossless', ['dcmcjpeg', '+e1'], '-xs', '1.2.840.10008.1.2.4.70'],
      ['JPEG baseline', ['dcmcjpeg', '+eb'], '-xy', '1.2.840.10008.1.2.4.50'],
    ])('%s is stored unchanged', async (_name, [convert = '', ...how], propose, transferSyntax) => {
      const gate = await front();
      const { folder, paths } = filesOf([dicomObject(100)]);
      const file = `${folder}/as-it-is.dcm`;
      expect(await run(convert, ...how, only(paths), file)).toMatchObject({ status: 0 });
      const { status, output } = await send(gate.port, propose, file);
      expect([status, output]).toEqual([0, expect.stringContaining('Received Store Response (Success)')]);
      const { bytes } = only(gate.store.kept);
      expect(parseDicom(bytes, { untilTag: 'x00020010' }).string('x00020010')).toBe(transferSyntax);
      expect(parseDicom(readFileSync(file), { untilTag: 'x00020010' }).string('x00020010')).toBe(transferSyntax);
      expect(dataSetOf(bytes)).toEqual(dataSetOf(readFileSync(file)));
      writeFileSync(`${folder}/stored.dcm`, bytes);
      const dump = await run('dcmdump', `${folder}/stored.dcm`);
      expect([dump.status, dump.output]).toEqual([0, expect.stringContaining('(0002,0016) AE [CT1]')]);
      expect(dump.output).not.toMatch(/^[WEF]: /m);
    });

    test('a deflated file arrives uncompressed', async () => {
      const gate = await front();
      const object = dicomObject(100);
      const { folder, paths } = filesOf([object]);
      expect(await run('dcmconv', '+td', only(paths), `${folder}/deflated.dcm`)).toMatchObject({ status: 0 });
      const { status } = await send(gate.port, '-xd', `${folder}/deflated.dcm`);
      expect(status).toBe(0);
      expect(dataSetOf(only(gate.store.kept).bytes)).toEqual(object.data);
    });

    test('a big endian file arrives in little endian if the sender proposes both', async () => {
      const gate = await front();
      const object = dicomObject(100);
      const { folder, paths } = filesOf([object]);
      expect(await run('dcmconv', '+tb', only(paths), `${folder}/big.dcm`)).toMatchObject({ status: 0 });
      expect(await send(gate.port, '+C', '-xb', `${folder}/big.dcm`)).toMatchObject({ status: 0 });
      expect(dataSetOf(only(gate.store.kept).bytes)).toEqual(object.data);
    });
  });

  test.each([
    ['findscu', ['-S', '-k', 'QueryRetrieveLevel=STUDY']],
    ['findscu', ['-W', '-k', 'PatientName=']],
    ['movescu', ['-S', '-aem', 'CT1', '-k', 'QueryRetrieveLevel=STUDY', '-k', 'StudyInstanceUID=2.25.1']],
    ['getscu', ['-S', '-k', 'QueryRetrieveLevel=STUDY', '-k', 'StudyInstanceUID=2.25.1']],
  ])('%s %j gets no presentation context', async (program, args) => {
    const gate = await front();
    const { output } = await run(program, '-v', ...TITLES, ...args, 'localhost', gate.port);
    expect(output).toMatch(/No (Acceptable |adequate )?Presentation Context/i);
    expect(gate.events.some(({ kind }) => kind === 'object')).toBe(false);
  });

  test('the sender logs a failure with its comment', async () => {
    const gate = await front();
    gate.store.failure = 'other-content';
    const { status, output } = await run(
      'storescu',
      '-d',
      ...TITLES,
      'localhost',
      gate.port,
      only(filesOf([dicomObject()]).paths),
    );
    expect(status).not.toBe(0);
    expect(output).toContain('0x0111');
    expect(output).toContain('Another object with this SOP Instance UID is stored');
  });

  test('objects that were acknowledged before an abort are kept', async () => {
    const gate = await front();
    const object = dicomObject();
    await send(gate.port, '--abort', only(filesOf([object]).paths));
    expect(dataSetOf(only(gate.store.kept).bytes)).toEqual(object.data);
    await until('the association has ended', () => gate.events.find(({ kind }) => kind === 'ended'));
    expect(gate.events.at(-1)).toMatchObject({ kind: 'ended', how: 'aborted' });
  });

  test('200 silent connections do not affect a sender', async () => {
    // None of the connections reaches the time limit of the association request.
    const gate = await front({ limits: { requestSeconds: 1000 } });
    const silent = await Promise.all(Array.from({ length: 200 }, () => Scu.connected(gate.port)));
    expect(await run('echoscu', ...TITLES, 'localhost', gate.port)).toMatchObject({ status: 0 });
    expect(await send(gate.port, only(filesOf([dicomObject()]).paths))).toMatchObject({ status: 0 });
    for (const scu of silent) scu.close();
  });

  test('an object of 200 MB does not need memory of that size', async () => {
    const { spool, digest, most } = hashingSpool();
    const { folder } = filesOf([]);
    const expected = await largeFile(`${folder}/large.dcm`, 200);
    const gate = await front({ spool });
    const before = process.memoryUsage().rss;
    const { status } = await send(gate.port, '--max-send-pdu', 131_072, `${folder}/large.dcm`);
    expect(status).toBe(0);
    expect(digest()).toBe(expected);
    expect(most() - before).toBeLessThan(40_000_000);
  });
});
