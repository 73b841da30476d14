import { types } from 'node:util';
import { cellDatabaseName } from '../../config/cell-database';
import type { DatabaseConnection, DatabaseServer, DatabaseSession, MasterLogin } from './connection';
import { disableLogin, ensureDatabase } from './database';
import { CellDatabaseError, databaseErrorText, isTemporaryDatabaseError } from './errors';
import { scramVerifier } from './login';
import { type DatabaseRequest, parseRequest } from './request';

/** The dependencies of the handler. */
export interface CellDatabaseDependencies {
  readonly server: DatabaseServer;
  readonly masterSecretArn: string;
  readonly readLogin: (secretArn: string) => Promise<MasterLogin>;
  readonly connect: (server: DatabaseServer, login: MasterLogin) => Promise<DatabaseConnection>;
  readonly salt: () => Buffer;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/** Milliseconds for which an unreachable database is retried: a failover takes one or two minutes. */
const RETRY_DURATION = 240_000;

/**
 * `onEvent` of the CDK's Provider framework for `Custom::HeartLabCellDatabase`, a cell's database and login. It never drops
 * anything.
 */
export function createCellDatabaseHandler(
  dependencies: CellDatabaseDependencies,
): (event: unknown) => Promise<{ PhysicalResourceId: string }> {
  return async (event) => {
    let site: string | undefined;
    try {
      const request = parseRequest(event);
      if (request.type === 'Nothing') return { PhysicalResourceId: request.physicalId };
      site = request.site;
      const detail =
        request.type === 'Delete' ? await disable(dependencies, request) : await ensure(dependencies, request);
      dependencies.log({ heartlab: 'cell-database', site, request: request.type, outcome: 'done', ...detail });
      return { PhysicalResourceId: cellDatabaseName(site) };
    } catch (error) {
      const detail = databaseErrorText(error, dependencies.server);
      dependencies.log({ heartlab: 'cell-database', site, outcome: 'failed', detail, ...stackFrames(error) });
      throw new CellDatabaseError(site === undefined ? detail : `${site}: ${detail}`);
    }
  };
}

type Detail = Readonly<Record<string, unknown>>;

async function ensure(
  dependencies: CellDatabaseDependencies,
  request: Extract<DatabaseRequest, { type: 'Ensure' }>,
): Promise<Detail> {
  const name = cellDatabaseName(request.site);
  const { username, password } = await dependencies.readLogin(request.secretArn);
  if (username !== name) {
    throw new CellDatabaseError(
      `The secret ${request.secretArn} does not have the username ${name}. Restore the generated value, then deploy again.`,
    );
  }
  const verifier = scramVerifier(password, dependencies.salt());
  const openDatabases = await withConnection(dependencies, (session) => ensureDatabase(session, request, verifier));
  // Not a failure: the owner of such a database decided to leave it open to PUBLIC.
  return openDatabases.length === 0 ? {} : { openToEverybody: openDatabases };
}

async function disable(
  dependencies: CellDatabaseDependencies,
  request: Extract<DatabaseRequest, { type: 'Delete' }>,
): Promise<Detail> {
  const reason = await withConnection(dependencies, (session) => disableLogin(session, request));
  return reason === undefined ? {} : { nothingDone: reason };
}

/** Does the work with a connection. While the database can't be reached, all of the work is repeated with a new connection. */
async function withConnection<T>(
  dependencies: CellDatabaseDependencies,
  work: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  const master = await dependencies.readLogin(dependencies.masterSecretArn);
  const deadline = dependencies.now() + RETRY_DURATION;
  for (;;) {
    let connection: DatabaseConnection | undefined;
    try {
      connection = await dependencies.connect(dependencies.server, master);
      return await work(connection);
    } catch (error) {
      if (!isTemporaryDatabaseError(error) || dependencies.now() >= deadline) throw error;
    } finally {
      // This also releases the lock. Not awaited, because on a lost connection it may never resolve.
      void connection?.end().catch(() => undefined);
    }
    await dependencies.pause();
  }
}

/** Where an internal error was thrown: the frames of its stack, without the message. */
function stackFrames(error: unknown): Detail {
  if (error instanceof CellDatabaseError || !types.isNativeError(error)) return {};
  return { at: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) };
}
