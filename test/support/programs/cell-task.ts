import { mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { deliveryHost } from '../../../lib/config/delivery';
import type { ManagedIngest, Site } from '../../../lib/config/model';
import { gateSettings } from '../../../lib/ingest-containers/gate-settings';
import { serverConfiguration, serverStart } from '../../../lib/ingest-containers/server';
import type { GateSettings } from '../../../services/gate/settings';
import { PASSWORD, PLUGINS, type Programs } from './gate-cell';
import { listens } from './postgres-process';
import { freePorts, Program } from './program';

/** 40 letters and digits, as a deploy generates it. */
export const STOW_PASSWORD = 'invented7pass'.padEnd(40, 'Xy3');

/** The ports and folders of one task. */
export interface Places {
  readonly folder: string;
  /** Instead of the prefix in S3: a folder that the tasks of a cell share. */
  readonly instances: string;
  readonly http: number;
  readonly https: number;
  readonly dimse: number;
  readonly database: number;
  readonly databaseCa: string;
  /** The port of a hospital's PACS, if a test starts one. */
  readonly pacs: number;
}

/** The server's configuration as deployed, except for ports, folders, Debian's plugins, and local storage and PACS. */
export function serverText(site: Site, places: Places): string {
  const text = serverConfiguration({
    site,
    storage: { StorageDirectory: places.instances },
    database: { Port: places.database },
    plugins: PLUGINS,
    httpPort: places.http,
    folder: join(places.folder, 'server'),
  });
  const { DicomModalities: pacs, ...rest } = JSON.parse(text);
  const here = JSON.parse(JSON.stringify(pacs).replaceAll(deliveryHost(site.site), '127.0.0.1'));
  for (const modality of Object.values<{ Port: number }>(here)) modality.Port = places.pacs;
  return JSON.stringify({ ...rest, DicomModalities: here });
}

/** The gate's settings as deployed, except for ports, folder and the file of the database's CA. */
export function gateText(site: Site, managed: ManagedIngest, places: Places): GateSettings {
  const { dimse, ...settings } = gateSettings(site, managed);
  return {
    ...settings,
    httpsPort: places.https,
    ...(dimse === undefined ? {} : { dimse: { ...dimse, port: places.dimse } }),
    server: { port: places.http },
    database: { ...settings.database, port: places.database, caFile: places.databaseCa },
    folder: join(places.folder, 'gate'),
  };
}

/** One task of a cell: the gate, bundled as in its image, and Orthanc, each with its container's variables. */
export class Task {
  private server: Program | undefined;
  private gate: Program | undefined;

  private constructor(
    private readonly site: Site,
    private readonly managed: ManagedIngest,
    readonly places: Places,
  ) {}

  static async start(
    programs: Programs,
    site: Site,
    managed: ManagedIngest,
    at: Pick<Places, 'folder' | 'instances' | 'pacs'>,
  ): Promise<Task> {
    const [http = 0, https = 0, dimse = 0] = await freePorts(3);
    for (const folder of [at.instances, join(at.folder, 'gate')]) mkdirSync(folder, { recursive: true });
    const database = { database: programs.postgres.port, databaseCa: programs.caFile };
    const task = new Task(site, managed, { ...at, ...database, http, https, dimse });
    await task.startServer();
    await task.startGate();
    return task;
  }

  async startServer(): Promise<void> {
    const { folder } = this.places;
    const env = { ...this.database, ORTHANC_JSON: serverText(this.site, this.places) };
    this.server = this.container('server', ['sh', '-c', serverStart(join(folder, 'server'))], env);
    await this.server.ready(async () => (await this.statistics()) !== undefined);
  }

  killServer(): Promise<void> {
    return this.server?.stop('SIGKILL') ?? Promise.resolve();
  }

  log(name: 'gate' | 'server'): string {
    return this[name]?.output() ?? '';
  }

  /** The TCP ports that a program has open. */
  listensOn(name: 'gate' | 'server'): readonly number[] {
    return this[name]?.listensOn() ?? [];
  }

  /** Orthanc's own count of its instances. */
  async statistics(): Promise<{ readonly instances: number; readonly studies: number }> {
    const { CountInstances, CountStudies } = JSON.parse(await this.asServer('/statistics'));
    return { instances: Number(CountInstances), studies: Number(CountStudies) };
  }

  /** Orthanc's answer on loopback; a body is sent by POST. Every status except 200 is an error. */
  asServer(path: string, body?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      request({ host: '127.0.0.1', port: this.places.http, path, method, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () => {
          const text = Buffer.concat(parts).toString();
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`the server answers ${response.statusCode}: ${text}`));
        });
      })
        .once('error', reject)
        .end(body);
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.gate?.stop(), this.server?.stop()]);
  }

  private async startGate(): Promise<void> {
    const settings = JSON.stringify(gateText(this.site, this.managed, this.places));
    const env = { ...this.database, GATE_SETTINGS: settings, STOW_PASSWORD };
    this.gate = this.container('gate', [process.execPath, 'dist/gate.cjs'], env);
    await this.gate.ready(() => listens(this.places.https));
  }

  private get database(): NodeJS.ProcessEnv {
    return { DATABASE_HOST: 'localhost', DATABASE_USER: `site-${this.site.site}`, DATABASE_PASSWORD: PASSWORD };
  }

  /** Without any capability, as in the task, root has no more rights than another user. */
  private container(name: string, command: readonly string[], env: NodeJS.ProcessEnv): Program {
    const bare = process.getuid?.() === 0 ? ['setpriv', '--no-new-privs', '--bounding-set=-all', '--'] : [];
    const [program = '', ...args] = [...bare, ...command];
    const PATH = `/usr/sbin:${process.env.PATH}`;
    return new Program(program, args, join(this.places.folder, `${name}.log`), { ...env, PATH });
  }
}
