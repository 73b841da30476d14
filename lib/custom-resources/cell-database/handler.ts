import { types } from 'node:util';
import { cellDatabaseName } from '../../config/cell-database';
import {
  type DatabaseConnection,
  type DatabaseServer,
  databaseErrorText,
  isTemporary,
  type MasterLogin,
} from './connection';
import { type DatabaseSession, ensureDatabase, takeLogin } from './database';
import { CellDatabaseError } from './failure';
import { type DatabaseRequest, parseRequest } from './request';
import { scramVerifier } from './scram';

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
const PATIENCE = 240_000;

/**
 * `onEvent` of the CDK's Provider framework for `Custom::HeartLabCellDatabase`, a cell's database and login. It never drops
 * anything.
 */
export function createCellDatabaseHandler(
  world: CellDatabaseDependencies,
): (event: unknown) => Promise<{ PhysicalResourceId: string }> {
  return async (event) => {
    let site: string | undefined;
    try {
      const request = parseRequest(event);
      if (request.type === 'Nothing') return { PhysicalResourceId: request.physicalId };
      site = request.site;
      const detail = request.type === 'Delete' ? await remove(world, request) : await make(world, request);
      world.log({ heartlab: 'cell-database', site, request: request.type, outcome: 'done', ...detail });
      return { PhysicalResourceId: cellDatabaseName(site) };
    } catch (error) {
      const detail = databaseErrorText(error, world.server);
      world.log({ heartlab: 'cell-database', site, outcome: 'failed', detail, ...place(error) });
      throw new CellDatabaseError(site === undefined ? detail : `${site}: ${detail}`);
    }
  };
}

type Detail = Readonly<Record<string, unknown>>;

async function make(
  world: CellDatabaseDependencies,
  request: Extract<DatabaseRequest, { type: 'Ensure' }>,
): Promise<Detail> {
  const name = cellDatabaseName(request.site);
  const { username, password } = await world.readLogin(request.secretArn);
  if (username !== name) {
    throw new CellDatabaseError(
      `The secret ${request.secretArn} does not have the username ${name}. Restore the generated value, then deploy again.`,
    );
  }
  const verifier = scramVerifier(password, world.salt());
  const open = await connected(world, (session) => ensureDatabase(session, request, verifier));
  // Not a failure: the owner of such a database decided to leave it open to PUBLIC.
  return open.length === 0 ? {} : { openToEverybody: open };
}

async function remove(
  world: CellDatabaseDependencies,
  request: Extract<DatabaseRequest, { type: 'Delete' }>,
): Promise<Detail> {
  const left = await connected(world, (session) => takeLogin(session, request));
  return left === undefined ? {} : { nothingDone: left };
}

/** Does the work with a connection. While the database can't be reached, it repeats all of the work with a new connection. */
async function connected<T>(
  world: CellDatabaseDependencies,
  work: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  const master = await world.readLogin(world.masterSecretArn);
  const until = world.now() + PATIENCE;
  for (;;) {
    let connection: DatabaseConnection | undefined;
    try {
      connection = await world.connect(world.server, master);
      return await work(connection);
    } catch (error) {
      if (!isTemporary(error) || world.now() >= until) throw error;
    } finally {
      // This also releases the lock. Not awaited, because on a lost connection it may never resolve.
      void connection?.end().catch(() => undefined);
    }
    await world.pause();
  }
}

/** Where an internal error was thrown: the frames of its stack, without the message. */
function place(error: unknown): Detail {
  if (error instanceof CellDatabaseError || !types.isNativeError(error)) return {};
  return { at: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) };
}
