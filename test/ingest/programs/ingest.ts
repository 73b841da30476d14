import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Container, gateContainer, serverContainer } from '../../../lib/ingest/container-start';
import type { GateOptions } from '../../../lib/ingest/gate-options';
import { passwordVariable } from '../../../lib/ingest/gate-start';
import type { IngestSite } from '../../../lib/ingest/sites';
import { albConfiguration } from './alb';
import { Authority, type Identity } from './certificates';
import { environmentOf } from './environment-file';
import { listens, Postgres } from './postgres';
import { freePorts, Program } from './program';

export const AE_TITLE = 'HEARTLAB';
const PLUGINS = ['DicomWeb', 'PostgreSQLIndex'].map((name) => `/usr/share/orthanc/plugins/libOrthanc${name}.so`);

interface Ports {
  readonly albMtls: number;
  readonly albBasic: number;
  readonly mtls: number;
  readonly basic: number;
  readonly inner: number;
  readonly http: number;
  readonly dicom: number;
  readonly secondHttp: number;
  readonly secondDicom: number;
  /** Where a hospital's PACS receives, if a test starts one. */
  readonly pacs: number;
}

/** The whole ingest of one environment on loopback, in a temporary folder: load balancer, gate, servers, index. */
export class Ingest {
  readonly ca: Authority;
  readonly clientCa: Authority;
  private readonly programs = new Map<string, Program>();
  private postgres: Postgres | undefined;

  private constructor(
    readonly folder: string,
    readonly sites: readonly IngestSite[],
    readonly passwords: Readonly<Record<string, string>>,
    readonly ports: Ports,
  ) {
    this.ca = new Authority(folder, 'server');
    this.clientCa = new Authority(folder, 'client');
  }

  /** Starts everything, or leaves nothing behind. */
  static async start(sites: readonly IngestSite[], passwords: Readonly<Record<string, string>>): Promise<Ingest> {
    const folder = mkdtempSync(join(tmpdir(), 'heartlab-ingest-'));
    chmodSync(folder, 0o755);
    const [
      albMtls = 0,
      albBasic = 0,
      mtls = 0,
      basic = 0,
      inner = 0,
      http = 0,
      dicom = 0,
      secondHttp = 0,
      secondDicom = 0,
      pacs = 0,
    ] = await freePorts(10);
    let ingest: Ingest | undefined;
    try {
      // In place of the sites' delivery endpoints: one PACS on loopback.
      const reachable = sites.map((site) => ({
        ...site,
        deliveries: site.deliveries.map(({ aeTitle }) => ({ aeTitle, host: '127.0.0.1', port: pacs })),
      }));
      ingest = new Ingest(folder, reachable, passwords, {
        ...{ albMtls, albBasic, mtls, basic, inner, http, dicom, secondHttp, secondDicom, pacs },
      });
      await ingest.startAll();
      return ingest;
    } catch (error) {
      await ingest?.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.programs.values()].map((program) => program.stop()));
    await this.postgres?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  client(label: string, subject: string, dates?: readonly [string, string]): Identity {
    return this.clientCa.issue(label, subject, `DNS:${label}`, dates);
  }

  /** Everything that a program has said. */
  log(name: 'gate' | 'alb' | 'server' | 'second' | 'existence'): string {
    return this.programs.get(name)?.output() ?? '';
  }

  gateOptions(changes: Partial<GateOptions> = {}): GateOptions {
    return {
      sites: this.sites,
      address: '127.0.0.1',
      ports: this.ports,
      serverPort: this.ports.http,
      certificate: join(this.folder, 'gate', 'tls.crt'),
      certificateKey: join(this.folder, 'gate', 'tls.key'),
      folder: join(this.folder, 'gate'),
      reads: 'all',
      idleSeconds: 300,
      ...(process.getuid?.() === 0 ? { user: 'root' } : {}),
      ...changes,
    };
  }

  /** The gate as its container starts it; `oldestNginx` is what Debian 12 has, where 1.23.0 isn't there. */
  async startGate(name: string, options: GateOptions): Promise<void> {
    const words = Object.entries(this.passwords).map(([site, word]) => [passwordVariable(site), word]);
    const gate = this.startContainer(name, this.gateContainer(options), Object.fromEntries(words));
    await gate.ready(() => listens(options.ports.mtls));
  }

  gateContainer(options: GateOptions): Container {
    return gateContainer(options, { oldestNginx: '1.22.0' });
  }

  async startServer(name: 'server' | 'second' = 'server'): Promise<void> {
    const [httpPort, dicomPort] =
      name === 'server' ? [this.ports.http, this.ports.dicom] : [this.ports.secondHttp, this.ports.secondDicom];
    const container = serverContainer({
      sites: this.sites,
      httpPort,
      dicomPort,
      aeTitle: AE_TITLE,
      idleSeconds: 300,
      database: {
        host: '127.0.0.1',
        port: this.postgres?.port ?? 0,
        name: 'postgres',
        userVariable: 'STOW_DATABASE_USER',
        passwordVariable: 'STOW_DATABASE_PASSWORD',
      },
      // In place of S3: a folder that both servers share.
      storage: { StorageDirectory: join(this.folder, 'instances') },
      plugins: PLUGINS,
      folder: join(this.folder, `${name}-files`),
    });
    const server = this.startContainer(name, container, {
      STOW_DATABASE_USER: 'stow',
      STOW_DATABASE_PASSWORD: 'an-invented-password',
    });
    await server.ready(async () => (await this.statistics(httpPort)) !== undefined);
  }

  private startContainer(
    name: string,
    { entryPoint, environmentFile }: Container,
    secrets: NodeJS.ProcessEnv,
  ): Program {
    // Without any capability, as in the task: root can then do no more than another user.
    const bare = process.getuid?.() === 0 ? ['setpriv', '--no-new-privs', '--bounding-set=-all', '--'] : [];
    const [command = '', ...args] = [...bare, ...entryPoint];
    const env = { ...environmentOf(environmentFile), ...secrets };
    const program = new Program(command, args, join(this.folder, `${name}.log`), env);
    this.programs.set(name, program);
    return program;
  }

  async killServer(): Promise<void> {
    await this.programs.get('server')?.stop('SIGKILL');
  }

  /** Orthanc's own count of what it holds. */
  async statistics(port = this.ports.http): Promise<{ readonly instances: number; readonly studies: number }> {
    const text = await local(port, '/statistics');
    const { CountInstances: instances, CountStudies: studies }: Record<string, number | string> = JSON.parse(text);
    return { instances: Number(instances), studies: Number(studies) };
  }

  private async startAll(): Promise<void> {
    const names = this.sites.map(({ host }) => `DNS:${host}`).join(',');
    const front = this.ca.issue('front', '/CN=ingest', names);
    this.postgres = await Postgres.start(this.folder, 'an-invented-password', front);
    await this.startServer();
    await this.startGate('gate', this.gateOptions());
    const configuration = join(this.folder, 'alb.conf');
    const { albMtls: mtlsPort, albBasic: basicPort, mtls, basic } = this.ports;
    writeFileSync(
      configuration,
      albConfiguration({
        folder: this.folder,
        mtlsPort,
        basicPort,
        gate: { mtls, basic },
        certificate: front.certificate,
        certificateKey: front.key,
        clientCa: this.clientCa.certificate,
      }),
    );
    const alb = new Program('/usr/sbin/nginx', ['-e', 'stderr', '-c', configuration], join(this.folder, 'alb.log'));
    this.programs.set('alb', alb);
    await alb.ready(() => listens(mtlsPort));
  }
}

/** What the server answers on loopback; anything but 200 is an error. */
export const local = (port: number, path: string, address = '127.0.0.1'): Promise<string> =>
  new Promise((resolve, reject) => {
    request({ host: address, port, path, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('end', () =>
        response.statusCode === 200
          ? resolve(Buffer.concat(parts).toString('utf8'))
          : reject(new Error(`the server answers ${response.statusCode}`)),
      );
    })
      .once('error', reject)
      .end();
  });
