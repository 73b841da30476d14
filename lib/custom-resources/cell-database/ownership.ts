import { cellDatabaseMark, cellDatabaseName } from '../../config/cell-database';
import type { LoginHolder } from './request';

/** The role and the database with a cell's name in PostgreSQL. Their comments are the marks. */
export interface FoundDatabase {
  readonly role: { readonly comment: string | null } | undefined;
  readonly database: { readonly owner: string; readonly comment: string | null } | undefined;
}

const roleMarkPrefix = (site: string): string => `${cellDatabaseMark(site)}, login of `;

/** The comment on this site's role. It is written in one transaction with the role, so that every role of ours has one. */
export const roleMark = (site: string, { stackId, logicalId }: LoginHolder): string =>
  `${roleMarkPrefix(site)}${stackId} ${logicalId}`;

const isOurs = (site: string, comment: string | null): boolean => comment?.startsWith(roleMarkPrefix(site)) ?? false;

const commentText = (comment: string | null): string => (comment === null ? 'no comment' : `the comment '${comment}'`);

/**
 * Why the site may not use the existing role or database with its name; undefined if it may. A database without a comment is this
 * site's if the site's marked role owns it: the role can't create databases, so a run must have ended before it set the comment.
 */
export function databaseRefusal(site: string, { role, database }: FoundDatabase): string | undefined {
  const name = cellDatabaseName(site);
  if (role !== undefined && !isOurs(site, role.comment)) {
    return `PostgreSQL has a role "${name}" with ${commentText(role.comment)}, which was not created for site ${site}. Nothing was changed. Find out who uses it and rename it (ALTER ROLE "${name}" RENAME TO …), then deploy again.`;
  }
  if (database === undefined) return undefined;
  const mark = cellDatabaseMark(site);
  const isOwnedByRole = role !== undefined && database.owner === name;
  if (isOwnedByRole && (database.comment === mark || database.comment === null)) return undefined;
  const existing = `PostgreSQL has a database "${name}" with owner "${database.owner}" and ${commentText(database.comment)}`;
  return `${existing}; site ${site} adopts only one with owner "${name}" and the comment '${mark}'. Nothing was changed. If the database contains the site's studies, follow "Restoring one hospital" in docs/ingest.md; if not, rename it (ALTER DATABASE "${name}" RENAME TO …). Then deploy again.`;
}

/** Why a Delete does not disable the login; undefined if it does. */
export function reasonToLeave(site: string, holder: LoginHolder, { role }: FoundDatabase): string | undefined {
  if (role === undefined) return 'there is no such role';
  if (!isOurs(site, role.comment)) return `the role has ${commentText(role.comment)}: it does not belong to the site`;
  return role.comment === roleMark(site, holder) ? undefined : 'the login now belongs to another stack or resource';
}
