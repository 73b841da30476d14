import { cellDatabaseMark, cellDatabaseName } from '../../config/cell-database';
import type { DatabaseSession } from './connection';
import { CellDatabaseError } from './errors';
import { databaseRefusal, type FoundDatabase, reasonToLeave, roleMark } from './ownership';
import type { DatabaseRequest } from './request';
import * as sql from './statements';

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
  const refusal = databaseRefusal(site, found);
  if (refusal !== undefined) throw new CellDatabaseError(refusal);
  const version = Number((await session.query('SHOW server_version_num')).rows[0]?.server_version_num);

  await session.query('BEGIN');
  if (found.role === undefined) await session.query(sql.createRole(name));
  await session.query(sql.commentOnRole(name, roleMark(site, holder)));
  await session.query(sql.joinRole(name, version));
  await session.query('COMMIT');

  if (found.database === undefined) await session.query(sql.createDatabase(name));
  await session.query(sql.commentOnDatabase(name, cellDatabaseMark(site)));
  const openDatabases = (await session.query(sql.FIND_OPEN)).rows.map(({ name, ours }) => ({
    name: text(name) ?? '',
    isOurs: ours === true,
  }));
  for (const { name, isOurs } of openDatabases) if (isOurs) await session.query(sql.revokeFromPublic(name));
  await session.query(sql.openDatabase(name));
  await session.query(sql.allowLogin(name, connectionLimit, verifier));
  return openDatabases.filter(({ isOurs }) => !isOurs).map(({ name }) => name);
}

/**
 * Disables the login and ends its sessions. Role, database and studies are kept.
 *
 * @returns the reason for doing nothing; undefined if the login is disabled
 */
export async function disableLogin(
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
