import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createKeyLock, type KeyLock } from '../../../services/gate/store/key-lock';
import { createObjectStore } from '../../../services/gate/store/object-store';
import { createOrthanc, type OrthancClient } from '../../../services/gate/store/orthanc';
import { createSpool } from '../../../services/gate/store/spool';
import type { ObjectSpool, ObjectStore } from '../../../services/gate/store/store';
import { until } from '../until';
import { Authority } from './certificates';
import { Postgres } from './postgres-process';
import { freePorts, Program } from './program';

/**
 * PostgreSQL, and an Orthanc with its own database for each cell, on loopback: the storage of a gate. Debian's Orthanc stores
 * the instances in a folder instead of S3.
 */

export const PLUGINS = ['DicomWeb', 'PostgreSQLIndex'].map((name) => `/usr/share/orthanc/plugins/libOrthanc${name}.so`);
/** Of every role. */
export const PASSWORD = 'an-invented-password';
const SUPERUSER = { user: 'stow', password: PASSWORD };

/** The store of one task, with its own connection to the database. */
export interface TaskStore {
  readonly store: ObjectStore;
  readonly spool: ObjectSpool;
  readonly lock: KeyLock;
  readonly orthanc: OrthancClient;
  /** The reasons of objects that failed as `server`. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

interface TaskOptions {
  readonly largestObjectBytes?: number;
  readonly storesAtOnce?: number;
  /** Replaces the cell's Orthanc, for example with a fake one before it. */
  readonly port?: number;
  readonly patience?: number;
}

export class Programs {
  readonly cells: Cell[] = [];

  private constructor(
    readonly folder: string,
    readonly postgres: Postgres,
    /** PEM file of the authority that signed PostgreSQL's certificate, which names `localhost`. */
    readonly caFile: string,
  ) {}

  get ca(): string {
    return readFileSync(this.caFile, 'utf8');
  }

  /** @param fsync of PostgreSQL */
  static async start(fsync: 'on' | 'off' = 'off'): Promise<Programs> {
    const folder = mkdtempSync(join(tmpdir(), 'heartlab-cells-'));
    chmodSync(folder, 0o755);
    try {
      const authority = new Authority(folder, 'database');
      const certificate = authority.issue('postgres', '/CN=localhost', 'DNS:localhost');
      const postgres = await Postgres.start(folder, SUPERUSER.password, certificate, fsync);
      const programs = new Programs(folder, postgres, authority.certificate);
      await programs.databaseAnswers();
      return programs;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** It listens before it accepts connections. */
  async databaseAnswers(): Promise<void> {
    await until('PostgreSQL answers', () =>
      this.asSuperuser().then(
        () => true,
        () => undefined,
      ),
    );
  }

  /** A cell's database, role and Orthanc, both named `site-<site>`. */
  async cell(site: string): Promise<Cell> {
    const cell = new Cell(this, await this.database(site));
    this.cells.push(cell);
    await cell.startOrthanc();
    return cell;
  }

  /** The database and role of a cell, and the name of both. The role's password is `PASSWORD`. */
  async database(site: string): Promise<string> {
    const name = `site-${site}`;
    await this.asSuperuser(
      `CREATE ROLE "${name}" LOGIN PASSWORD '${PASSWORD}' CONNECTION LIMIT 24`,
      `CREATE DATABASE "${name}" OWNER "${name}"`,
      `REVOKE ALL ON DATABASE "${name}" FROM PUBLIC`,
    );
    return name;
  }

  async asSuperuser(...statements: readonly string[]): Promise<void> {
    const client = new Client({
      ...SUPERUSER,
      host: 'localhost',
      port: this.postgres.port,
      database: 'postgres',
      ssl: { ca: this.ca },
    });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.cells.map((cell) => cell.stop()));
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Cell {
  /** Orthanc's HTTP. */
  port = 0;
  private orthanc: Program | undefined;
  private readonly tasks: TaskStore[] = [];

  constructor(
    private readonly programs: Programs,
    /** Of database and role. */
    readonly name: string,
  ) {}

  get folder(): string {
    return join(this.programs.folder, this.name);
  }

  async startOrthanc(): Promise<void> {
    if (this.port === 0) [this.port = 0] = await freePorts(1);
    mkdirSync(join(this.folder, 'instances'), { recursive: true });
    const configuration = join(this.folder, 'orthanc.json');
    writeFileSync(configuration, JSON.stringify(this.configuration()), { mode: 0o600 });
    this.orthanc = await new Program('/usr/sbin/Orthanc', [configuration], join(this.folder, 'orthanc.log')).ready(
      async () => (await this.statistics()) !== undefined,
    );
  }

  /** Of Orthanc, since it was started. */
  memory(): ReturnType<Program['memory']> {
    if (this.orthanc === undefined) throw new Error(`${this.name} has no Orthanc`);
    return this.orthanc.memory();
  }

  async killOrthanc(): Promise<void> {
    await this.orthanc?.stop('SIGKILL');
  }

  /** The store of a task, with its spool in a separate folder. */
  task(options: TaskOptions = {}): TaskStore {
    const { largestObjectBytes = 1_073_741_824, storesAtOnce = 4, port = this.port } = options;
    const folder = mkdtempSync(join(this.folder, 'spool-'));
    const orthanc = createOrthanc({ port, connections: storesAtOnce });
    const lock = createKeyLock({ ...this.database, ...(options.patience ? { patience: options.patience } : {}) });
    const problems: string[] = [];
    const onProblem = (why: string): void => void problems.push(why);
    const task: TaskStore = {
      store: createObjectStore({ orthanc, lock, storesAtOnce, largestObjectBytes, onProblem }),
      spool: createSpool({ folder, largestObjectBytes, memoryBytes: 33_554_432 }),
      lock,
      orthanc,
      problems,
      async close() {
        orthanc.close();
        await lock.close();
      },
    };
    this.tasks.push(task);
    return task;
  }

  /** The connection settings of a gate. */
  get database() {
    return {
      host: 'localhost',
      port: this.programs.postgres.port,
      database: this.name,
      user: this.name,
      password: SUPERUSER.password,
      ca: this.programs.ca,
    };
  }

  /** Ends the sessions of this database with that application name: those of the gates, or of Orthanc. */
  async endSessions(of: 'gate' | 'all' = 'gate'): Promise<void> {
    const which = of === 'gate' ? " AND application_name = 'gate'" : '';
    await this.programs.asSuperuser(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${this.name}'${which}`,
    );
  }

  async get(path: string): Promise<{ readonly status: number; readonly body: Buffer }> {
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: this.port, path, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
      })
        .once('error', reject)
        .end();
    });
  }

  /** The files that are stored under a SOP Instance UID. */
  async stored(sopInstance: string): Promise<readonly Buffer[]> {
    const asking = createOrthanc({ port: this.port, connections: 1 });
    try {
      const ids = await asking.lookup(sopInstance);
      return await Promise.all(ids.map(async (id) => (await this.get(`/instances/${id}/file`)).body));
    } finally {
      asking.close();
    }
  }

  async statistics(): Promise<{ readonly instances: number }> {
    const { body } = await this.get('/statistics');
    return { instances: Number(JSON.parse(body.toString()).CountInstances) };
  }

  async stop(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task.close()));
    await this.orthanc?.stop();
  }

  private configuration() {
    const { host, port, database, user, password } = this.database;
    return {
      Plugins: PLUGINS,
      StorageDirectory: join(this.folder, 'instances'),
      HttpPort: this.port,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      HttpRequestTimeout: 340,
      DicomServerEnabled: false,
      OverwriteInstances: false,
      SaveJobs: false,
      StorageCompression: false,
      PostgreSQL: {
        EnableIndex: true,
        EnableStorage: false,
        EnableSsl: true,
        Lock: false,
        IndexConnectionsCount: 4,
        Host: host,
        Port: port,
        Database: database,
        Username: user,
        Password: password,
      },
      DicomWeb: { Enable: true, Root: '/dicomweb/', EnableWado: false },
    };
  }
}
