import { Agent, request } from 'node:http';
import type { Cell } from '../../support/programs/gate-cell';

/** The content of Orthanc, read without the gate's code. */

// No connection is reused: Orthanc closes one after a second without a request, which can be the moment of the next request.
const agent = new Agent({ maxSockets: 4 });
afterAll(() => agent.destroy());

/** Orthanc can end a connection without an answer right after a heavy load. Reading changes nothing, so it is repeated. */
async function ask(cell: Cell, method: string, path: string, body = ''): Promise<Buffer> {
  for (let left = 5; ; left -= 1)
    try {
      return await askOnce(cell, method, path, body);
    } catch (error) {
      if (left === 0 || !(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
    }
}

function askOnce(cell: Cell, method: string, path: string, body: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    request({ host: '127.0.0.1', port: cell.port, agent, method, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(parts));
        else reject(new Error(`Orthanc answers ${response.statusCode} to ${method} ${path}`));
      });
    })
      .once('error', reject)
      .end(body);
  });
}

/** The files under a SOP Instance UID: Orthanc may hold several. */
export async function filesOf(cell: Cell, sopInstance: string): Promise<readonly Buffer[]> {
  const query = JSON.stringify({ Level: 'Instance', Query: { SOPInstanceUID: sopInstance } });
  const ids: readonly string[] = JSON.parse((await ask(cell, 'POST', '/tools/find', query)).toString());
  return Promise.all(ids.map((id) => ask(cell, 'GET', `/instances/${id}/file`)));
}

export async function countOf(cell: Cell): Promise<number> {
  return Number(JSON.parse((await ask(cell, 'GET', '/statistics')).toString()).CountInstances);
}

/** A file without its preamble and without group 2, whose own length (0002,0000) comes first in it (DICOM PS3.10, section 7.1). */
export function dataSetOf(file: Buffer): Buffer {
  expect(file.toString('latin1', 128, 132)).toBe('DICM');
  expect(file.readUInt32LE(132)).toBe(2);
  return file.subarray(144 + file.readUInt32LE(140));
}

/** Fails unless Orthanc has exactly these data sets, each once, byte for byte. */
export async function expectStored(
  cell: Cell,
  objects: readonly { sopInstance: string; data: Buffer }[],
): Promise<void> {
  const waiting = [...objects];
  const work = async (): Promise<void> => {
    for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
      const files = await filesOf(cell, object.sopInstance);
      expect([object.sopInstance, files.length]).toEqual([object.sopInstance, 1]);
      expect([object.sopInstance, files.map((file) => dataSetOf(file).equals(object.data))]).toEqual([
        object.sopInstance,
        [true],
      ]);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
}
