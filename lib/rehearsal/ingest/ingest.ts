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

export interface SitePasswords {
  readonly own: string;
  readonly others: readonly { readonly site: string; readonly password: string }[];
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

const newPassword = (): string => randomBytes(18).toString('base64url');

/** In place of the images' own: Debian's. */
const PLUGINS = ['DicomWeb', 'PostgreSQLIndex'].map((name) => `/usr/share/orthanc/plugins/libOrthanc${name}.so`);
/** What Debian 12 has; the gate's one reason against it, a header that comes twice, is not what is rehearsed. */
const NGINX = { oldestNginx: '1.22.0' };

/** The ingest: load balancers, gate, DICOMweb server and index, with the configuration that a managed one is deployed with. */
export class RehearsedIngest {
  /** Of the Basic door: the site's own, and the other sites'. */
  readonly passwords: SitePasswords;
  private made: Certificates | undefined;

  constructor(
    readonly machine: Machine,
    private readonly options: IngestOptions,
  ) {
    const others = options.sites.filter(({ site, auth }) => auth === 'basic' && site !== options.site.site);
    this.passwords = { own: newPassword(), others: others.map(({ site }) => ({ site, password: newPassword() })) };
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
    const { site, sites } = this.options;
    const [server, client, unknown] = await Promise.all(
      (['server-ca', 'client-ca', 'foreign-ca'] as const).map((name) => Authority.make(lab, name)),
    );
    if (!server || !client || !unknown) throw new RangeError('an authority is missing');
    const [door, own, neighbour, foreign] = await Promise.all([
      server.issue(
        'ingest',
        sites.map(({ host }) => host),
      ),
      client.issue(site.site, []),
      client.issue(sites.find((one) => one.site !== site.site)?.site ?? 'another-site', []),
      unknown.issue(site.site, []),
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
      ...{ sites: this.options.sites, httpPort: SERVER.httpPort, dicomPort: SERVER.dicomPort },
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
        ...{ sites: this.options.sites, address: '127.0.0.1', ports: GATE.ports, serverPort: SERVER.httpPort, folder },
        ...{ certificate: join(folder, 'tls.crt'), certificateKey: join(folder, 'tls.key') },
        reads: this.options.environment.ingest.managed?.reads ?? 'existence',
        ...{ idleSeconds: IDLE_SECONDS, user: 'root' },
      },
      NGINX,
    );
    const { own, others } = this.passwords;
    const basic = [{ site: this.options.site.site, password: own }, ...others].map(
      ({ site, password }) => [passwordVariable(site), password] as const,
    );
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
