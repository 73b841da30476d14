import { HEARTLAB_AE_TITLE, IDLE_SECONDS } from '../site/door';
import { type Container, gateContainer as gate, serverContainer as server } from './container-start';
import { FromEnvironment } from './json-text';
import type { Reads } from './requests';
import { SERVER_IMAGE, s3Storage } from './server';
import type { IngestSite } from './sites';

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
  /** Writable, and empty when the task starts. */
  folder: '/run/orthanc',
  /** On loopback: gate and server share a task's network. */
  httpPort: 8042,
  /** The NLB maps 104, 11112 and, after TLS, 2762 to it. */
  dicomPort: 11112,
  aeTitle: HEARTLAB_AE_TITLE,
  /** What only a deploy knows, and what is secret. */
  variables: {
    databaseHost: 'DATABASE_HOST',
    databaseUser: 'DATABASE_USER',
    databasePassword: 'DATABASE_PASSWORD',
    studiesBucket: 'STUDIES_BUCKET',
  },
  database: { name: 'orthanc', port: 5433 },
} as const;

export interface IngestContainers {
  readonly sites: readonly IngestSite[];
  readonly reads: Reads;
  /** The AWS Region of the bucket. */
  readonly region: string;
}

/** What the gate of a managed ingest is told, and runs. */
export const gateContainer = ({ sites, reads }: IngestContainers): Container =>
  gate({
    sites,
    reads,
    address: '0.0.0.0',
    ports: GATE.ports,
    serverPort: SERVER.httpPort,
    certificate: `${GATE.folder}/tls.crt`,
    certificateKey: `${GATE.folder}/tls.key`,
    folder: GATE.folder,
    idleSeconds: IDLE_SECONDS,
    // A task's volume belongs to root, and so does all that the workers must read. The container has no capability: root is a user like another.
    user: 'root',
  });

/** What the DICOMweb server of a managed ingest is told, and runs. */
export const serverContainer = ({ sites, region }: IngestContainers): Container =>
  server({
    sites,
    httpPort: SERVER.httpPort,
    dicomPort: SERVER.dicomPort,
    aeTitle: SERVER.aeTitle,
    idleSeconds: IDLE_SECONDS,
    database: {
      ...SERVER.database,
      host: new FromEnvironment(SERVER.variables.databaseHost),
      userVariable: SERVER.variables.databaseUser,
      passwordVariable: SERVER.variables.databasePassword,
    },
    storage: s3Storage(new FromEnvironment(SERVER.variables.studiesBucket), region),
    plugins: Object.values(SERVER_IMAGE.plugins),
    folder: SERVER.folder,
  });
