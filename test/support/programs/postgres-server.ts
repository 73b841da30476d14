import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  connectToDatabase,
  type DatabaseConnection,
  type DatabaseServer,
  type MasterLogin,
} from '../../../lib/custom-resources/cell-database/connection';
import {
  type CellDatabaseDependencies,
  createCellDatabaseHandler,
} from '../../../lib/custom-resources/cell-database/handler';
import { databaseEvent, secretArn } from '../builders/database-events';
import { until } from '../until';
import { Authority } from './certificates';
import { Postgres } from './postgres-process';

/** Of RDS's own superuser, which only the tests have. */
const ROOT_PASSWORD = 'an-invented-root-password';
export const MASTER: MasterLogin = { username: 'orthanc', password: 'an-invented-master-password' };

/**
 * A real PostgreSQL with the roles of RDS: a master user that is no superuser, and owns `postgres`, `template1` and the
 * instance's first
 * database (RDS user guide, "Understanding the rds_superuser role"). Every statement is in its log.
 */
export class RealServer {
  private constructor(
    readonly folder: string,
    readonly authority: Authority,
    readonly port: number,
    private readonly postgres: Postgres,
  ) {}

  static async start(): Promise<RealServer> {
    const folder = mkdtempSync(join(tmpdir(), 'heartlab-cell-database-'));
    chmodSync(folder, 0o755);
    const authority = new Authority(folder, 'rds');
    const tls = authority.issue('server', '/CN=localhost', 'DNS:localhost');
    const postgres = await Postgres.start(folder, ROOT_PASSWORD, tls);
    const server = new RealServer(folder, authority, postgres.port, postgres);
    try {
      await server.prepare();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  private async prepare(): Promise<void> {
    // It listens before it accepts connections.
    await until('PostgreSQL takes connections', () => this.asRoot('SELECT 1').catch(() => undefined));
    await this.asRoot(
      `CREATE ROLE orthanc LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD '${MASTER.password}'`,
      'GRANT pg_signal_backend TO orthanc',
      'ALTER DATABASE postgres OWNER TO orthanc',
      'ALTER DATABASE template1 OWNER TO orthanc',
      'CREATE DATABASE studies OWNER orthanc',
      "ALTER SYSTEM SET log_statement = 'all'",
      'SELECT pg_reload_conf()',
    );
  }

  async stop(): Promise<void> {
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  get address(): DatabaseServer {
    return { host: 'localhost', port: this.port, ca: readFileSync(this.authority.certificate, 'utf8') };
  }

  log(): string {
    return readFileSync(join(this.folder, 'postgres.log'), 'utf8');
  }

  async client(login: MasterLogin, database: string): Promise<Client> {
    const { host, port, ca } = this.address;
    const client = new Client({ host, port, database, user: login.username, password: login.password, ssl: { ca } });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async asRoot(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const client = await this.client({ username: 'stow', password: ROOT_PASSWORD }, 'postgres');
    try {
      let rows: readonly Record<string, unknown>[] = [];
      for (const statement of statements) rows = (await client.query(statement)).rows;
      return rows;
    } finally {
      await client.end();
    }
  }

  /** The result of one query, for a login and a database. */
  async ask(login: MasterLogin, database: string, query: string): Promise<readonly Record<string, unknown>[]> {
    const client = await this.client(login, database);
    try {
      return (await client.query(query)).rows;
    } finally {
      await client.end();
    }
  }

  /** Removes the objects that a test created for a site. */
  async forget(...sites: readonly string[]): Promise<void> {
    for (const site of sites)
      await this.asRoot(`DROP DATABASE IF EXISTS "site-${site}" WITH (FORCE)`, `DROP ROLE IF EXISTS "site-${site}"`);
  }
}

export const loginOf = (site: string): MasterLogin => ({
  username: `site-${site}`,
  password: `an-invented-password-of-${site}`,
});

/** The handler with a real server; the wire to Secrets Manager is tested separately. */
export function handlerOn(server: RealServer, changes: Partial<CellDatabaseDependencies> = {}) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const handler = createCellDatabaseHandler({
    server: server.address,
    masterSecretArn: secretArn('master'),
    readLogin: async (arn) => (arn === secretArn('master') ? MASTER : loginOf(arn.split(':').at(-1) ?? '')),
    connect: connectToDatabase,
    salt: () => Buffer.from('an invented salt'),
    now: Date.now,
    pause: () => new Promise((resolve) => setTimeout(resolve, 20)),
    log: (line) => lines.push(line),
    ...changes,
  });
  return { handler, lines };
}

/** A connection that the server closes after this number of statements. */
export function killedAfter(statements: number, seen: string[] = []): CellDatabaseDependencies['connect'] {
  return async (server, login) => {
    const connection: DatabaseConnection = await connectToDatabase(server, login);
    return {
      end: () => connection.end(),
      query: async (text, values) => {
        if (seen.length >= statements) {
          await connection.end();
          // Like a Lambda function that ends: without a retry.
          throw new Error('the function was ended');
        }
        seen.push(text);
        return connection.query(text, values);
      },
    };
  };
}

/** A server for the tests of a file. After each test the objects of the sites `alpha` and `alpha-2` are removed. */
export function realServer(): () => RealServer {
  let server: RealServer | undefined;
  beforeAll(async () => {
    server = await RealServer.start();
  });
  const started = (): RealServer => {
    if (server === undefined) throw new Error('PostgreSQL has not started');
    return server;
  };
  afterAll(() => server?.stop());
  afterEach(() => started().forget('alpha', 'alpha-2'));
  return started;
}

/** The handler's creation of each site's database and login. */
export async function createIn(server: RealServer, ...sites: readonly string[]): Promise<void> {
  for (const site of sites) await handlerOn(server).handler(databaseEvent('Create', site));
}
