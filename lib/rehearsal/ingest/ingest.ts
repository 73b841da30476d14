import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Container, gateContainer, serverContainer } from '../../ingest/container-start';
import { GATE, SERVER } from '../../ingest/containers';
import { passwordVariable } from '../../ingest/gate-start';
import type { IngestSite } from '../../ingest/sites';
import { IDLE_SECONDS } from '../../site/door';
import type { Environment, Site } from '../../site/model';
import type { Machine } from '../lab/lab';
import { WIRES } from '../plan';
import { Authority, type Identity } from './certificates';
import { doorConfiguration } from './door';
import { startPostgres } from './postgres';

export interface IngestOptions {
  readonly site: Site;
  readonly environment: Environment;
  /** Every site of the environment: the generated configuration is the whole environment's. */
  readonly sites: readonly IngestSite[];
}

interface Certificates {
  readonly server: Authority;
  readonly client: Authority;
  readonly door: Identity;
  /** The site's own client certificate. */
  readonly own: Identity;
  /** Another site's, of the same authority. */
  readonly neighbour: Identity;
  /** In the site's name, of an authority that nobody knows. */
  readonly foreign: Identity;
}

/** Another hospital of the environment, with the same door: who has its identity must not store in this one's name. */
const neighbourOf = ({ site, environment, sites }: IngestOptions): IngestSite => {
  const taken = sites.map((one) => one.site);
  const name = ['rehearsal-neighbour', 'rehearsal-neighbour-2'].find((one) => !taken.includes(one)) ?? 'rehearsal';
  return {
    ...{ site: name, host: `${name}.${environment.ingest.domain}`, auth: site.dicom.stow.auth },
    ...{ passwordGeneration: site.dicom.stow.auth === 'basic' ? 1 : undefined, callingAeTitles: [], deliveries: [] },
  };
};

const newPassword = (): string => randomBytes(18).toString('base64url');

/** In place of the images' own: Debian's. */
const PLUGINS = ['DicomWeb', 'PostgreSQLIndex'].map((name) => `/usr/share/orthanc/plugins/libOrthanc${name}.so`);
/** What Debian 12 has; the gate's one reason against it, a header that comes twice, is not what is rehearsed. */
const NGINX = { oldestNginx: '1.22.0' };

/** The ingest: load balancers, gate, DICOMweb server and index, with the configuration that a managed one is deployed with. */
export class RehearsedIngest {
  /** Of the Basic door. */
  readonly passwords = { own: newPassword(), neighbour: newPassword() };
  readonly neighbour: IngestSite;
  private readonly sites: readonly IngestSite[];
  private made: Certificates | undefined;

  constructor(
    readonly machine: Machine,
    private readonly options: IngestOptions,
  ) {
    this.neighbour = neighbourOf(options);
    this.sites = [...options.sites, this.neighbour];
  }

  get certificates(): Certificates {
    if (this.made === undefined) throw new Error('the ingest has no certificates yet');
    return this.made;
  }

  /** What the hospital's senders must trust. */
  get ca(): string {
    return this.certificates.server.certificate;
  }

  async makeCertificates(): Promise<void> {
    const { lab } = this.machine;
    const [server, client, unknown] = await Promise.all([
      Authority.make(lab, 'server-ca'),
      Authority.make(lab, 'client-ca'),
      Authority.make(lab, 'foreign-ca'),
    ]);
    const { site } = this.options.site;
    const hosts = this.sites.map(({ host }) => host);
    const [door, own, neighbour, foreign] = await Promise.all([
      server.issue('ingest', hosts),
      client.issue(site, []),
      client.issue(this.neighbour.site, []),
      unknown.issue(site, []),
    ]);
    this.made = { server, client, door, own, neighbour, foreign };
  }

  async start(): Promise<void> {
    const { door } = this.certificates;
    const password = newPassword();
    const database = { user: 'orthanc', password, port: SERVER.database.port, database: SERVER.database.name };
    await Promise.all([
      startPostgres({ machine: this.machine, tls: door, ...database }).then(() => this.startServer(password)),
      this.startGate(),
      this.startDoor(),
    ]);
  }

  private async startServer(password: string): Promise<void> {
    const { lab } = this.machine;
    const { databaseUser, databasePassword } = SERVER.variables;
    const container = serverContainer({
      ...{ sites: this.sites, httpPort: SERVER.httpPort, dicomPort: SERVER.dicomPort },
      ...{ aeTitle: SERVER.aeTitle, idleSeconds: IDLE_SECONDS, plugins: PLUGINS, folder: lab.file('server') },
      database: {
        ...SERVER.database,
        host: '127.0.0.1',
        userVariable: databaseUser,
        passwordVariable: databasePassword,
      },
      // In place of S3.
      storage: { StorageDirectory: lab.file('instances') },
    });
    const service = this.run('server', container, { [databaseUser]: 'orthanc', [databasePassword]: password });
    await service.ready(
      'the DICOMweb server',
      () => this.machine.succeeds('curl', ['-sf', `http://127.0.0.1:${SERVER.httpPort}/system`]),
      60,
    );
  }

  private async startGate(): Promise<void> {
    const folder = this.machine.lab.file('gate');
    const container = gateContainer(
      {
        ...{ sites: this.sites, address: '127.0.0.1', ports: GATE.ports, serverPort: SERVER.httpPort, folder },
        ...{ certificate: join(folder, 'tls.crt'), certificateKey: join(folder, 'tls.key') },
        reads: this.options.environment.ingest.managed?.reads ?? 'existence',
        ...{ idleSeconds: IDLE_SECONDS, user: 'root' },
      },
      NGINX,
    );
    const known = new Map([
      [this.options.site.site, this.passwords.own],
      [this.neighbour.site, this.passwords.neighbour],
    ]);
    const basic = this.sites
      .filter(({ auth }) => auth === 'basic')
      .map(({ site }) => [passwordVariable(site), known.get(site) ?? newPassword()] as const);
    const service = this.run('gate', container, Object.fromEntries(basic));
    await service.ready('the gate', () => this.listens(GATE.ports.mtls));
  }

  private async startDoor(): Promise<void> {
    const { machine } = this;
    const folder = machine.lab.file('door');
    mkdirSync(folder);
    const file = join(folder, 'nginx.conf');
    const { auth } = this.options.site.dicom.stow;
    writeFileSync(
      file,
      doorConfiguration({
        ...{ folder, auth, gatePort: GATE.ports[auth], dicomPort: SERVER.dicomPort, idleSeconds: IDLE_SECONDS },
        ...{ server: this.certificates.door, clientCa: this.certificates.client.certificate },
      }),
    );
    // The NLB's listeners without TLS.
    await machine.nft(
      `table ip nlb { chain in { type nat hook prerouting priority dstnat; ip daddr ${WIRES.privateLink.ingest} tcp dport 104 redirect to :${SERVER.dicomPort}; }; }`,
    );
    const service = machine.start('door', '/usr/sbin/nginx', ['-e', 'stderr', '-c', file]);
    await service.ready('nginx', () => this.listens(443));
  }

  /** As its task starts it: by its own entry point, with its own variables, without any capability. */
  private run(name: string, { entryPoint, environmentFile }: Container, secrets: Readonly<Record<string, string>>) {
    const variables = environmentFile
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
    const args = ['--no-new-privs', '--bounding-set=-all', '--', ...entryPoint];
    return this.machine.start(name, 'setpriv', args, { ...Object.fromEntries(variables), ...secrets });
  }

  private async listens(port: number): Promise<boolean> {
    const { stdout } = await this.machine.run('ss', ['-Hltn', `sport = :${port}`]);
    return stdout !== '';
  }

  /** Asks the server itself, past the gate. */
  async ask(path: string, body?: string): Promise<string> {
    const { stdout } = await this.machine.run('curl', [
      ...['-sS', '--fail-with-body', `http://127.0.0.1:${SERVER.httpPort}${path}`],
      ...(body === undefined ? [] : ['-d', body]),
    ]);
    return stdout;
  }
}
