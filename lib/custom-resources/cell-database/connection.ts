import { Client } from 'pg';

export interface DatabaseServer {
  readonly host: string;
  readonly port: number;
  /** The CAs that may sign the server's certificate, as PEM. */
  readonly ca: string;
}

export interface MasterLogin {
  readonly username: string;
  readonly password: string;
}

/** A connection of the master user to the database `postgres` that holds the lock. */
export interface DatabaseSession {
  readonly query: (
    text: string,
    values?: string[],
  ) => Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
}

export interface DatabaseConnection extends DatabaseSession {
  readonly end: () => Promise<void>;
}

/** Timeouts in milliseconds for connecting, for one statement, and for the lock. */
export const DATABASE_TIMEOUTS = { connection: 10_000, statement: 60_000, lock: 120_000 };

/** The key, an arbitrary number, of the lock that every run first takes in the database `postgres`. */
const LOCK_KEY = 4_857_014;

/** Connects as the master user over verified TLS, and takes the lock. */
export async function connectToDatabase(server: DatabaseServer, login: MasterLogin): Promise<DatabaseConnection> {
  const { host, port, ca } = server;
  const client = new Client({
    host,
    port,
    database: 'postgres',
    user: login.username,
    password: login.password,
    // `pg` passes the host to TLS as the server's name.
    ssl: { ca, rejectUnauthorized: true },
    connectionTimeoutMillis: DATABASE_TIMEOUTS.connection,
    query_timeout: DATABASE_TIMEOUTS.lock + DATABASE_TIMEOUTS.statement,
    application_name: 'heartlab cell-database',
    keepAlive: true,
  });
  // A connection that is lost between two statements emits an event, which would end the process without a listener.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // A function can end without closing its connection. After this time the server ends the session and releases the lock.
    await client.query(`SET idle_session_timeout = ${DATABASE_TIMEOUTS.statement}`);
    await client.query(`SET idle_in_transaction_session_timeout = ${DATABASE_TIMEOUTS.statement}`);
    await client.query(`SET lock_timeout = ${DATABASE_TIMEOUTS.lock}`);
    await client.query(`SELECT pg_advisory_lock(${LOCK_KEY})`);
    await client.query(`SET statement_timeout = ${DATABASE_TIMEOUTS.statement}`);
    return client;
  } catch (error) {
    // Not awaited, because on a lost connection it may never resolve.
    void client.end().catch(() => undefined);
    throw error;
  }
}
