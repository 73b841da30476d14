import { gateConfiguration } from './gate';
import { gateStart } from './gate-start';
import { s3Storage, serverConfiguration } from './server';
import type { IngestSite } from './sites';

/**
 * Seconds without a byte after which a connection is closed: what a hospital is told. Large studies need 300 at least; PrivateLink
 * forgets a connection without a word after 350 (AWS PrivateLink, "idle timeout"), so that ours has to be the first to speak.
 */
export const IDLE_SECONDS = 340;

/** The gate's container. */
export const GATE = {
  name: 'gate',
  /** Writable, and empty when the task starts. */
  folder: '/run/gate',
  ports: { mtls: 8443, basic: 8444, inner: 8081 },
} as const;

/** The DICOMweb server's container. */
export const SERVER = {
  name: 'server',
  folder: '/run/orthanc',
  /** On loopback: gate and server share a task's network. */
  httpPort: 8042,
  dicomPort: 11112,
  /** The called AE title, which the hospitals set in their modalities. */
  aeTitle: 'HEARTLAB',
  variables: {
    databaseHost: 'DATABASE_HOST',
    databaseUser: 'DATABASE_USER',
    databasePassword: 'DATABASE_PASSWORD',
    studiesBucket: 'STUDIES_BUCKET',
  },
  database: { name: 'orthanc', port: 5433 },
} as const;

export interface ContainerOptions {
  readonly sites: readonly IngestSite[];
  readonly reads: 'existence' | 'all';
  readonly region: string;
}

/** How a container is started: what it is told, and what it runs. */
export interface Container {
  /** Variables, one a line, as an ECS environment file holds them. */
  readonly environmentFile: string;
  readonly entryPoint: readonly string[];
}

const variablesOf = (files: Readonly<Record<string, string>>): string =>
  Object.entries(files)
    .map(([name, text]) => `${name}_0=${Buffer.from(text).toString('base64')}\n`)
    .join('');

export function gateContainer({ sites, reads }: ContainerOptions): Container {
  const options = {
    sites,
    reads: reads === 'all',
    address: '0.0.0.0',
    ports: { ...GATE.ports, health: 8445 },
    serverPort: SERVER.httpPort,
    certificate: `${GATE.folder}/tls.crt`,
    certificateKey: `${GATE.folder}/tls.key`,
    folder: GATE.folder,
    idleSeconds: IDLE_SECONDS,
    user: 'root',
  };
  return {
    environmentFile: variablesOf({
      GATE_CONFIGURATION: gateConfiguration(options),
      GATE_START: gateStart(options, `${GATE.folder}/nginx.conf`),
    }),
    entryPoint: ['sh', '-c', 'true'],
  };
}

export function serverContainer({ sites, region }: ContainerOptions): Container {
  const text = serverConfiguration({
    sites,
    httpPort: SERVER.httpPort,
    dicomPort: SERVER.dicomPort,
    aeTitle: SERVER.aeTitle,
    idleSeconds: IDLE_SECONDS,
    database: {
      host: 'x',
      port: 1,
      name: 'o',
      userVariable: SERVER.variables.databaseUser,
      passwordVariable: SERVER.variables.databasePassword,
    },
    storage: s3Storage('b', region),
    plugins: [],
    folder: SERVER.folder,
  });
  return { environmentFile: variablesOf({ SERVER_CONFIGURATION: text }), entryPoint: ['sh', '-c', 'true'] };
}
