import { cellDatabaseMark, cellDatabaseName } from '../../config/cell-database';
import { CellDatabaseError } from './failure';
import { databaseRefusal, type FoundDatabase, reasonToLeave, roleMark } from './judge';
import type { DatabaseRequest } from './request';
import * as sql from './statements';

type Row = Readonly<Record<string, unknown>>;

/** A connection of the master user to the database `postgres` that holds the lock. */
export interface DatabaseSession {
  readonly query: (text: string, values?: string[]) => Promise<{ readonly rows: readonly Row[] }>;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

async function find(session: DatabaseSession, name: string): Promise<FoundDatabase> {
  const [role] = (await session.query(sql.FIND_ROLE, [name])).rows;
  const [database] = (await session.query(sql.FIND_DATABASE, [name])).rows;
  return {
    role: role && { comment: text(role.comment) },
    database: database && { owner: text(database.owner) ?? '', comment: text(database.comment) },
  };
}

/**
 * Creates a cell's role and database, or updates existing ones to match the request. A run may end after any statement: the
 * next run completes it. The role can't log in before the last statement.
 *
 * @returns the databases that remain open to PUBLIC, because the master user may not change them
 */
export async function ensureDatabase(
  session: DatabaseSession,
  request: Extract<DatabaseRequest, { type: 'Ensure' }>,
  verifier: string,
): Promise<readonly string[]> {
  const { site, holder, connectionLimit } = request;
  const name = cellDatabaseName(site);
  const found = await find(session, name);
  const refused = databaseRefusal(site, found);
  if (refused !== undefined) throw new CellDatabaseError(refused);
  const version = Number((await session.query('SHOW server_version_num')).rows[0]?.server_version_num);

  await session.query('BEGIN');
  if (found.role === undefined) await session.query(sql.createRole(name));
  await session.query(sql.commentOnRole(name, roleMark(site, holder)));
  await session.query(sql.joinRole(name, version));
  await session.query('COMMIT');

  if (found.database === undefined) await session.query(sql.createDatabase(name));
  await session.query(sql.commentOnDatabase(name, cellDatabaseMark(site)));
  const open = (await session.query(sql.FIND_OPEN)).rows.map(({ name, ours }) => ({ name: text(name) ?? '', ours }));
  for (const { name } of open.filter(({ ours }) => ours === true)) await session.query(sql.shutOutPublic(name));
  await session.query(sql.openDatabase(name));
  await session.query(sql.allowLogin(name, connectionLimit, verifier));
  return open.filter(({ ours }) => ours !== true).map(({ name }) => name);
}

/**
 * Disables the login and ends its sessions. Role, database and studies are kept.
 *
 * @returns why it did nothing; undefined if the login is disabled
 */
export async function takeLogin(
  session: DatabaseSession,
  { site, holder }: Extract<DatabaseRequest, { type: 'Delete' }>,
): Promise<string | undefined> {
  const name = cellDatabaseName(site);
  const reason = reasonToLeave(site, holder, await find(session, name));
  if (reason !== undefined) return reason;
  await session.query(sql.denyLogin(name));
  const [sessions] = (await session.query(sql.END_SESSIONS, [name])).rows;
  if (sessions?.left !== 0) {
    throw new CellDatabaseError(
      `The role "${name}" can no longer log in, but ${sessions?.left} of its sessions did not end. Check that the tasks of CellStack-${site} have stopped, then delete the stack again.`,
    );
  }
  return undefined;
}
