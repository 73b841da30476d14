import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** A mutex for each SOP Instance UID, shared by all tasks that use the database. */
export interface KeyLock {
  /**
   * Runs the work while the lock is held. `wasHeld` is false if the lock may have been lost before the work ended. Rejects without
   * running the work if the lock is not available in time, and rejects if the work does.
   */
  run<T>(uid: string, work: () => Promise<T>): Promise<{ readonly value: T; readonly wasHeld: boolean }>;
  close(): Promise<void>;
}

export interface KeyLockOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** PEM of the certificate authorities that may sign the database's certificate. */
  readonly ca: string;
  /** Milliseconds to wait for a lock that another task holds, or for the database. @default 60,000 */
  readonly patience?: number;
}

/**
 * PostgreSQL's session advisory locks (PostgreSQL manual, section 13.3.5), on one connection. PostgreSQL releases the locks of a
 * session that ends; the answer to the unlock shows whether the session still held the lock.
 */
export function createKeyLock(options: KeyLockOptions): KeyLock {
  return new PostgresLock(options);
}

/** Milliseconds within which PostgreSQL must accept a connection or answer. */
const RESPONSE_TIMEOUT = 10_000;
/** Milliseconds between two attempts at a lock that another task holds. */
const PAUSE_WHILE_LOCKED = 50;
const PAUSE_AFTER_ERROR = 500;

class PostgresLock implements KeyLock {
  private connection: Promise<Client> | undefined;
  private current: Client | undefined;
  private lastQuery: Promise<unknown> = Promise.resolve();
  /** The last work for each UID in this process. PostgreSQL grants the same lock repeatedly within one session. */
  private readonly lastWork = new Map<string, Promise<unknown>>();

  constructor(private readonly options: KeyLockOptions) {}

  run<T>(uid: string, work: () => Promise<T>): Promise<{ readonly value: T; readonly wasHeld: boolean }> {
    const previous = this.lastWork.get(uid) ?? Promise.resolve();
    const result = previous.then(() => this.runLocked(keyOf(uid), work));
    const settled = result.then(
      () => {},
      () => {},
    );
    this.lastWork.set(uid, settled);
    settled.then(() => {
      if (this.lastWork.get(uid) === settled) this.lastWork.delete(uid);
    });
    return result;
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    await connection?.then((client) => client.end()).catch(() => {});
  }

  private async runLocked<T>(key: string, work: () => Promise<T>) {
    const client = await this.lock(key);
    try {
      const value = await work();
      return { value, wasHeld: await this.unlock(client, key) };
    } catch (error) {
      await this.unlock(client, key);
      throw error;
    }
  }

  private async lock(key: string): Promise<Client> {
    const { patience = 60_000 } = this.options;
    for (const deadline = Date.now() + patience; ; ) {
      // A lost connection does no harm here: no work has begun.
      const attempt = await this.tryLock(key).catch((error: unknown) => error);
      if (attempt instanceof Client) return attempt;
      if (Date.now() > deadline)
        throw attempt ?? new Error(`another object with this UID has been in progress for ${patience / 1000} s`);
      await sleep(attempt === undefined ? PAUSE_WHILE_LOCKED : PAUSE_AFTER_ERROR);
    }
  }

  /** Undefined: another task holds it. Never a blocking lock, which would block all others on this connection. */
  private async tryLock(key: string): Promise<Client | undefined> {
    const client = await this.openConnection();
    return (await this.query(client, 'SELECT pg_try_advisory_lock($1) AS done', key)) ? client : undefined;
  }

  /** Whether the session held the lock until now. */
  private unlock(client: Client, key: string): Promise<boolean> {
    return this.query(client, 'SELECT pg_advisory_unlock($1) AS done', key).catch(() => false);
  }

  private async query(client: Client, text: string, key: string): Promise<boolean> {
    try {
      // One query at a time, as pg requires.
      const query = this.lastQuery.then(() => client.query<{ done: boolean }>({ text, values: [key] }));
      this.lastQuery = query.then(
        () => {},
        () => {},
      );
      const { rows } = await query;
      return rows[0]?.done === true;
    } catch (error) {
      // After any failure the session is ended, so it holds no lock.
      this.drop(client);
      throw error;
    }
  }

  private openConnection(): Promise<Client> {
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = undefined;
      throw error;
    });
    return this.connection;
  }

  private async connect(): Promise<Client> {
    const { host, port, database, user, password, ca } = this.options;
    const client = new Client({
      host,
      port,
      database,
      user,
      password,
      application_name: 'gate',
      ssl: { ca, rejectUnauthorized: true },
      keepAlive: true,
      connectionTimeoutMillis: RESPONSE_TIMEOUT,
      query_timeout: RESPONSE_TIMEOUT,
      // PostgreSQL detects within half a minute that a task has stopped, and releases its locks.
      options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4',
    });
    client.on('error', () => this.drop(client));
    client.on('end', () => this.drop(client));
    await client.connect().catch((error: unknown) => {
      client.end().catch(() => {});
      throw error;
    });
    this.current = client;
    return client;
  }

  private drop(client: Client): void {
    if (this.current !== client) return;
    this.current = undefined;
    this.connection = undefined;
    client.end().catch(() => {});
  }
}

/** 64 bits of the UID's SHA-256, as PostgreSQL's bigint. Two UIDs with the same key would only wait for each other. */
const keyOf = (uid: string): string => createHash('sha256').update(uid, 'latin1').digest().readBigInt64BE().toString();
