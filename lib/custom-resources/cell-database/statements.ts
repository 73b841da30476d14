/** The statements as text, because PostgreSQL does not support parameters in them. */

export const sqlIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Backslashes are not allowed, so `standard_conforming_strings` makes no difference. */
export function sqlLiteral(text: string): string {
  if (text.includes('\\')) throw new RangeError('a literal with a backslash');
  return `'${text.replaceAll("'", "''")}'`;
}

export const createRole = (role: string): string => `CREATE ROLE ${sqlIdentifier(role)} NOLOGIN`;

export const commentOnRole = (role: string, comment: string): string =>
  `COMMENT ON ROLE ${sqlIdentifier(role)} IS ${sqlLiteral(comment)}`;

/**
 * Allows the master user, who is not a superuser, to create and change a database that the role owns. Before PostgreSQL 16 a member
 * has all rights of the role. Since 16 the grant names them: INHERIT and SET (documentation of 16, "GRANT").
 *
 * @param version `server_version_num`
 */
export const joinRole = (role: string, version: number): string =>
  `GRANT ${sqlIdentifier(role)} TO CURRENT_USER${version >= 160_000 ? ' WITH INHERIT TRUE, SET TRUE' : ''}`;

/** Not open for connections until the default rights of PUBLIC on every new database are revoked. */
export const createDatabase = (name: string): string =>
  `CREATE DATABASE ${sqlIdentifier(name)} OWNER ${sqlIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8' ALLOW_CONNECTIONS false`;

export const commentOnDatabase = (name: string, comment: string): string =>
  `COMMENT ON DATABASE ${sqlIdentifier(name)} IS ${sqlLiteral(comment)}`;

export const revokeFromPublic = (database: string): string =>
  `REVOKE ALL ON DATABASE ${sqlIdentifier(database)} FROM PUBLIC`;

export const openDatabase = (name: string): string => `ALTER DATABASE ${sqlIdentifier(name)} ALLOW_CONNECTIONS true`;

export const allowLogin = (role: string, connectionLimit: number, verifier: string): string =>
  `ALTER ROLE ${sqlIdentifier(role)} LOGIN NOCREATEDB NOCREATEROLE CONNECTION LIMIT ${connectionLimit} PASSWORD ${sqlLiteral(verifier)}`;

export const denyLogin = (role: string): string => `ALTER ROLE ${sqlIdentifier(role)} NOLOGIN`;

export const FIND_ROLE = `SELECT shobj_description(oid, 'pg_authid') AS comment FROM pg_roles WHERE rolname = $1`;

export const FIND_DATABASE = `SELECT pg_get_userbyid(datdba) AS owner, shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`;

/** Databases in which PUBLIC may connect or create temporary tables; `ours` are those that the master user may change. */
export const FIND_OPEN = `SELECT datname AS name, pg_has_role(datdba, 'USAGE') AS ours FROM pg_database
WHERE EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) AS entry WHERE entry.grantee = 0)
ORDER BY datname`;

/** Ends the sessions of a role, and waits up to five seconds for each. */
export const END_SESSIONS = `SELECT count(*) FILTER (WHERE NOT ended)::int AS left FROM (
  SELECT pg_terminate_backend(pid, 5000) AS ended FROM pg_stat_activity WHERE usename = $1) AS sessions`;
