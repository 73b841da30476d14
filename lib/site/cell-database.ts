/** The names of a cell's database: a contract between the stack that asks for it, the function that makes it, and the tasks that use it. */

/** The database, and the role that owns it: PostgreSQL has no two roles or databases of one name. */
export const cellDatabaseName = (site: string): string => `site-${site}`;

/** The comment on a database that is this site's. */
export const cellDatabaseMark = (site: string): string => `heartlab site ${site}`;

/** The secret that holds the role's login: JSON with `username` and `password`. */
export const cellDatabaseSecretName = (site: string): string => `heartlab/${site}/database`;

/** 4 tasks during a deploy, each with 4 connections of Orthanc and 1 of the gate, and 4 to spare. */
export const CELL_DATABASE_CONNECTIONS = 24;

/** The custom resource that asks for the database. */
export const CELL_DATABASE_TYPE = 'Custom::HeartLabCellDatabase';
