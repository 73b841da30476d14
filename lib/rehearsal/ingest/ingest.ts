import { join } from 'node:path';
import { deliveryHost } from '../../config/delivery';
import type { Environment, Fleet, Site } from '../../config/model';
import { DATABASE_PORT } from '../../ingest-containers/containers';
import { distOf } from '../../project/build-state';
import { PROJECT_FOLDER, RUNS_BUILT } from '../../project/paths';
import type { TemplateView } from '../../template/view';
import { dimseListeners } from '../cloud/cell-listeners';
import type { LabMachine, RehearsalLab } from '../lab/lab';
import { LAB_ADDRESSES } from '../plan';
import { RehearsedCell } from './cell';
import { makeCellDatabases } from './cell-login';
import { type IssuedIdentity, TestAuthority } from './certificates';
import { startPostgres } from './postgres';

export interface IngestOptions {
  readonly site: Site;
  readonly environment: Environment;
  readonly fleet: Fleet;
  /** The template of the site's cell, if the environment has one. */
  readonly cell: TemplateView | undefined;
}

export interface IngestMachines {
  readonly own: LabMachine;
  readonly neighbour: LabMachine;
  readonly database: LabMachine;
}

interface Certificates {
  /** The authority of the server certificates. */
  readonly server: TestAuthority;
  readonly client: TestAuthority;
  readonly databaseCa: string;
  readonly database: IssuedIdentity;
  readonly entrance: IssuedIdentity;
  /** The site's own client certificate. */
  readonly own: IssuedIdentity;
  /** Another site's, from the same authority. */
  readonly neighbour: IssuedIdentity;
  /** With the site's name, from an untrusted authority. */
  readonly foreign: IssuedIdentity;
}

const DATABASE = { host: 'database.rehearsal', master: 'heartlab' } as const;
/** The default of `ingest.managed`, for an environment without it. */
const LARGEST_OBJECT_MIB = 512;

/** Another hospital of the environment, equal to this one except for its name; it receives no deliveries. */
function neighbourOf({ site, fleet }: IngestOptions): Site {
  const taken = fleet.sites.map((one) => one.site);
  const name = ['rehearsal-neighbour', 'rehearsal-neighbour-2'].find((one) => !taken.includes(one)) ?? 'rehearsal';
  return { ...site, site: name, dicom: { ...site.dicom, deliverTo: [] } };
}

/** The ingest: a cell for the site, one for its neighbour, and PostgreSQL with a database for each. */
export class RehearsedIngest {
  readonly own: RehearsedCell;
  readonly neighbour: RehearsedCell;
  private made: Certificates | undefined;

  constructor(
    private readonly machines: IngestMachines,
    options: IngestOptions,
  ) {
    const { site, environment, cell } = options;
    const largestObjectMiB = environment.ingest.managed?.largestObjectMiB ?? LARGEST_OBJECT_MIB;
    const dimse = dimseListeners(site, cell);
    const cellOf = (machine: LabMachine, one: Site) => {
      const hostName = `${one.site}.${environment.ingest.domain}`;
      return new RehearsedCell(machine, { site: one, hostName, dimse, largestObjectMiB });
    };
    this.own = cellOf(machines.own, site);
    this.neighbour = cellOf(machines.neighbour, neighbourOf(options));
  }

  get certificates(): Certificates {
    if (this.made === undefined) throw new Error('the ingest has no certificates yet');
    return this.made;
  }

  /** The authority that the hospital's senders must trust. */
  get ca(): string {
    return this.certificates.server.certificate;
  }

  async makeCertificates(): Promise<void> {
    const { lab } = this.machines.own;
    const [server, client, unknown, index] = await Promise.all([
      TestAuthority.make(lab, 'server-ca'),
      TestAuthority.make(lab, 'client-ca'),
      TestAuthority.make(lab, 'foreign-ca'),
      TestAuthority.make(lab, 'database-ca'),
    ]);
    const [entrance, own, neighbour, foreign, database] = await Promise.all([
      server.issue('ingest', [this.own.options.hostName, this.neighbour.options.hostName]),
      client.issue(this.own.site, []),
      client.issue(this.neighbour.site, []),
      unknown.issue(this.own.site, []),
      index.issue('database', [DATABASE.host]),
    ]);
    this.made = { server, client, entrance, own, neighbour, foreign, database, databaseCa: index.certificate };
  }

  async start(): Promise<void> {
    const { machines, certificates } = this;
    const [toOwn, toNeighbour] = LAB_ADDRESSES.database;
    machines.own.knowHosts([
      `${toOwn.database} ${DATABASE.host}`,
      `${LAB_ADDRESSES.privateLink.delivery} ${deliveryHost(this.own.site)}`,
    ]);
    machines.neighbour.knowHosts([`${toNeighbour.database} ${DATABASE.host}`]);
    const { master, host } = DATABASE;
    const options = { machine: machines.database, tls: certificates.database, port: DATABASE_PORT, master };
    const folder = await startPostgres(options);
    const cells = [this.own, this.neighbour];
    const socket = { folder, port: DATABASE_PORT, master };
    const logins = await makeCellDatabases(
      socket,
      cells.map(({ site }) => site),
    );
    const gate = gateBundle(machines.own.lab);
    const { entrance: server, client, databaseCa: ca } = certificates;
    await Promise.all(
      cells.map((cell, index) => {
        const login = logins[index];
        if (login === undefined) throw new Error(`${cell.site} has no login`);
        return cell.start({ gate, server, clientCa: client.certificate, database: { host, ca, login } });
      }),
    );
  }
}

/** The gate's bundle: the build's, or one of the sources if this runs from TypeScript. */
function gateBundle(lab: RehearsalLab): string {
  if (RUNS_BUILT) return join(distOf(PROJECT_FOLDER), 'gate.cjs');
  const outfile = lab.file('gate.cjs');
  // An installed package has no esbuild.
  const { buildSync }: typeof import('esbuild') = require('esbuild');
  buildSync({
    absWorkingDir: PROJECT_FOLDER,
    entryPoints: ['services/gate/main.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['pg-native'],
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}
