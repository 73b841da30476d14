import { GATE_VARIABLES } from '../../services/gate/settings';
import { HEARTLAB_AE_TITLE } from '../config/dicom-service';

/** The gate's container (`services/gate`). */
export const GATE_CONTAINER = {
  name: 'gate',
  /** Writable, and empty when the task starts. */
  folder: '/run/gate',
  httpsPort: 8443,
  /** The NLB maps 104, 11112 and, after TLS, 2762 to it. */
  dimsePort: 11112,
  /** In its image: the certificate authorities of RDS (Amazon RDS user guide, "Using SSL/TLS", certificate bundles). */
  databaseCaFile: '/gate/rds-ca.pem',
  healthPath: '/health',
} as const;

/** The DICOMweb server's container (Orthanc). */
export const SERVER_CONTAINER = {
  name: 'server',
  /** Writable, and empty when the task starts. */
  folder: '/run/orthanc',
  /** On loopback: gate and server share a task's network. */
  httpPort: 8042,
  /** The calling AE title of deliveries. */
  aeTitle: HEARTLAB_AE_TITLE,
  variables: {
    /** The configuration of Orthanc. */
    configuration: 'ORTHANC_JSON',
    /** Values that are known only after the deploy, and secrets. */
    databaseHost: GATE_VARIABLES.databaseHost,
    databaseUser: GATE_VARIABLES.databaseUser,
    databasePassword: GATE_VARIABLES.databasePassword,
    studiesBucket: 'STUDIES_BUCKET',
  },
  /** Connections of one task to the index. The gate sends as many objects at once. */
  databaseConnections: 4,
  /** The most results of one QIDO-RS query. The response does not show that there are more; `limit` and `offset` request the rest. */
  maximumResults: { instances: 50_000, studies: 10_000 },
} as const;

export const DATABASE_PORT = 5433;
