import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { CELL_DATABASE_CONNECTIONS, cellDatabaseName } from '../../config/cell-database';
import { ensureDatabase } from '../../custom-resources/cell-database/database';
import { scramVerifier } from '../../custom-resources/cell-database/login';

/** A cell's database login. */
export interface CellLogin {
  readonly user: string;
  readonly password: string;
}

/** Printable, without characters that Orthanc's configuration would have to escape. */
export const newPassword = (): string => randomBytes(18).toString('base64url');

/** Creates each site's database and role with the deploy's own code. */
export async function makeCellDatabases(
  socket: { readonly folder: string; readonly port: number; readonly master: string },
  sites: readonly string[],
): Promise<readonly CellLogin[]> {
  const { folder, port, master } = socket;
  const client = new Client({ host: folder, port, user: master, database: 'postgres', ssl: false });
  // Without a listener, closing the lab would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const logins: CellLogin[] = [];
    for (const site of sites) {
      const password = newPassword();
      const holder = { stackId: 'rehearsal', logicalId: 'CellDatabase' };
      await ensureDatabase(
        client,
        { type: 'Ensure', site, secretArn: 'rehearsal', connectionLimit: CELL_DATABASE_CONNECTIONS, holder },
        scramVerifier(password, randomBytes(16)),
      );
      logins.push({ user: cellDatabaseName(site), password });
    }
    return logins;
  } finally {
    await client.end();
  }
}
