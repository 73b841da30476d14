import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dicomObject } from '../../../lib/dicom/dicom-object';
import { databaseEvent } from '../../support/builders/database-events';
import { handlerOn, loginOf, RealServer } from '../../support/programs/postgres-server';
import { freePorts, Program } from '../../support/programs/program';

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(() => server.stop());

/** Debian's Orthanc with the database and the role of a cell. */
async function startOrthanc(site: string): Promise<{ readonly url: string; readonly program: Program }> {
  const [port = 0] = await freePorts(1);
  const folder = join(server.folder, `orthanc-${port}`);
  const storage = join(server.folder, `objects-${site}`);
  mkdirSync(folder);
  mkdirSync(storage, { recursive: true });
  const { username, password } = loginOf(site);
  const configuration = {
    Plugins: ['/usr/share/orthanc/plugins/libOrthancPostgreSQLIndex.so'],
    StorageDirectory: storage,
    DicomServerEnabled: false,
    HttpPort: port,
    RemoteAccessAllowed: false,
    PostgreSQL: {
      EnableIndex: true,
      EnableStorage: false,
      Lock: false,
      EnableSsl: true,
      IndexConnectionsCount: 4,
      Host: 'localhost',
      Port: server.port,
      Database: `site-${site}`,
      Username: username,
      Password: password,
    },
  };
  const file = join(folder, 'orthanc.json');
  writeFileSync(file, JSON.stringify(configuration));
  const url = `http://127.0.0.1:${port}`;
  const program = new Program('/usr/sbin/Orthanc', [file], join(folder, 'log'));
  await program.ready(async () => (await fetch(`${url}/system`)).ok);
  return { url, program };
}

test('Orthanc creates its tables and pg_trgm, stores an object, and finds it after the site is added again', async () => {
  const { handler } = handlerOn(server);
  await handler(databaseEvent('Create', 'alpha'));
  const object = dicomObject();
  const first = await startOrthanc('alpha');
  try {
    const stored = await fetch(`${first.url}/instances`, { method: 'POST', body: new Uint8Array(object.bytes) });
    expect(await stored.json()).toMatchObject({ Status: 'Success' });
  } finally {
    await first.program.stop();
  }
  expect(
    await server.ask(loginOf('alpha'), 'site-alpha', `SELECT extname FROM pg_extension WHERE extname = 'pg_trgm'`),
  ).toEqual([{ extname: 'pg_trgm' }]);

  await handler(databaseEvent('Delete', 'alpha'));
  await handler(databaseEvent('Create', 'alpha'));
  const second = await startOrthanc('alpha');
  try {
    const [id]: string[] = JSON.parse(await (await fetch(`${second.url}/instances`)).text());
    const file = Buffer.from(await (await fetch(`${second.url}/instances/${id}/file`)).arrayBuffer());
    expect(file.equals(object.bytes)).toBe(true);
  } finally {
    await second.program.stop();
  }
});
