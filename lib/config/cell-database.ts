/** The names of a cell's database: a contract between the stack that requests it, the function that creates it, and the tasks. */

/** The name of the database and of the role that owns it. PostgreSQL requires unique names of roles and of databases. */
export const cellDatabaseName = (site: string): string => `site-${site}`;

/** The comment on this site's database. */
export const cellDatabaseMark = (site: string): string => `heartlab site ${site}`;

/** The secret with the role's login: JSON with `username` and `password`. */
export const cellDatabaseSecretName = (site: string): string => `heartlab/${site}/database`;

/** 4 tasks during a deploy, each with 4 connections of Orthanc and 1 of the gate, and 4 to spare. */
export const CELL_DATABASE_CONNECTIONS = 24;

/** The type of the custom resource that requests the database. */
export const CELL_DATABASE_TYPE = 'Custom::HeartLabCellDatabase';
