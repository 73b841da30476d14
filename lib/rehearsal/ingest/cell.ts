import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATE_VARIABLES } from '../../../services/gate/settings';
import { IDLE_SECONDS } from '../../config/dicom-service';
import type { Site } from '../../config/model';
import { GATE_CONTAINER, SERVER_CONTAINER } from '../../ingest-containers/containers';
import { gateSettings } from '../../ingest-containers/gate-settings';
import { serverConfiguration, serverStart } from '../../ingest-containers/server';
import type { CellDimseListener } from '../cloud/cell-listeners';
import type { LabMachine } from '../lab/lab';
import { type CellLogin, newPassword } from './cell-login';
import type { IssuedIdentity } from './certificates';
import { listenerRules, loadBalancerConfiguration } from './load-balancers';

/** Debian's plugins instead of those of the image. */
const PLUGINS = ['DicomWeb', 'PostgreSQLIndex'].map((name) => `/usr/share/orthanc/plugins/libOrthanc${name}.so`);

export interface CellOptions {
  readonly site: Site;
  readonly hostName: string;
  readonly dimse: readonly CellDimseListener[];
  readonly largestObjectMiB: number;
}

/** Shared or external parts that a cell uses. */
export interface CellSurroundings {
  /** The gate's bundled program. */
  readonly gate: string;
  readonly database: { readonly host: string; readonly ca: string; readonly login: CellLogin };
  readonly server: IssuedIdentity;
  readonly clientCa: string;
}

/** One hospital's ingest cell on its own machine: load balancers, gate and DICOMweb server, configured by its task definition. */
export class RehearsedCell {
  /** The password of a Basic site. */
  readonly password = newPassword();

  constructor(
    readonly machine: LabMachine,
    readonly options: CellOptions,
  ) {}

  get site(): string {
    return this.options.site.site;
  }

  async start(surroundings: CellSurroundings): Promise<void> {
    await Promise.all([
      this.startServer(surroundings),
      this.startGate(surroundings),
      this.startLoadBalancers(surroundings),
    ]);
  }

  /** A name with the cell's prefix, for logs and folders in the lab. */
  private named(what: string): string {
    return `${this.machine.name}-${what}`;
  }

  private async startServer(surroundings: CellSurroundings): Promise<void> {
    const { lab } = this.machine;
    const folder = lab.file(this.named('server'));
    const configuration = serverConfiguration({
      site: this.options.site,
      plugins: PLUGINS,
      folder,
      // Instead of S3.
      storage: { StorageDirectory: lab.file(this.named('instances')) },
    });
    const service = this.run('server', ['sh', '-c', serverStart(folder)], {
      [SERVER_CONTAINER.variables.configuration]: configuration,
      ...login(surroundings),
    });
    const system = ['-sf', `http://127.0.0.1:${SERVER_CONTAINER.httpPort}/system`];
    await service.ready('the DICOMweb server', () => this.machine.succeeds('curl', system), 60);
  }

  private async startGate(surroundings: CellSurroundings): Promise<void> {
    const { site, largestObjectMiB } = this.options;
    const folder = this.machine.lab.file(this.named('gate'));
    mkdirSync(folder);
    const deployed = gateSettings(site, { largestObjectMiB });
    const settings = { ...deployed, folder, database: { ...deployed.database, caFile: surroundings.database.ca } };
    const service = this.run('gate', [process.execPath, surroundings.gate], {
      [GATE_VARIABLES.settings]: JSON.stringify(settings),
      ...login(surroundings),
      ...(site.dicom.stow.auth === 'basic' ? { [GATE_VARIABLES.stowPassword]: this.password } : {}),
    });
    // The load balancers' health check: it passes if the server and the database work.
    const health = ['-skf', `https://127.0.0.1:${GATE_CONTAINER.httpsPort}${GATE_CONTAINER.healthPath}`];
    await service.ready('the gate', () => this.machine.succeeds('curl', health), 60);
  }

  private async startLoadBalancers({ server, clientCa }: CellSurroundings): Promise<void> {
    const { machine } = this;
    const { site, dimse } = this.options;
    const folder = machine.lab.file(this.named('load-balancers'));
    mkdirSync(folder);
    const file = join(folder, 'nginx.conf');
    const { auth } = site.dicom.stow;
    writeFileSync(
      file,
      loadBalancerConfiguration({
        folder,
        auth,
        gate: GATE_CONTAINER,
        dimse,
        server,
        clientCa,
        idleSeconds: IDLE_SECONDS,
      }),
    );
    await machine.nft(listenerRules({ dimse, gate: GATE_CONTAINER }));
    const service = machine.start(this.named('load-balancers'), '/usr/sbin/nginx', ['-e', 'stderr', '-c', file]);
    await service.ready('nginx', async () => (await machine.run('ss', ['-Hltn', 'sport = :443'])).stdout !== '');
  }

  /** Runs a command as its task does: with its own environment variables and without capabilities. */
  private run(name: string, command: readonly string[], variables: Readonly<Record<string, string>>) {
    const args = ['--no-new-privs', '--bounding-set=-all', '--', ...command];
    return this.machine.start(this.named(name), 'setpriv', args, variables);
  }

  /** Queries the server directly, without the gate. */
  async ask(path: string, body?: string): Promise<string> {
    const url = `http://127.0.0.1:${SERVER_CONTAINER.httpPort}${path}`;
    const data = body === undefined ? [] : ['-d', body];
    const { stdout } = await this.machine.run('curl', ['-sS', '--fail-with-body', url, ...data]);
    return stdout;
  }
}

const login = ({ database }: CellSurroundings): Readonly<Record<string, string>> => ({
  [GATE_VARIABLES.databaseHost]: database.host,
  [GATE_VARIABLES.databaseUser]: database.login.user,
  [GATE_VARIABLES.databasePassword]: database.login.password,
});
