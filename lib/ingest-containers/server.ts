import { READS_AT_ONCE } from '../../services/gate/settings';
import { cellDatabaseName } from '../config/cell-database';
import { deliveriesOf, deliveryHost } from '../config/delivery';
import { IDLE_SECONDS } from '../config/dicom-service';
import type { Site } from '../config/model';
import { DATABASE_PORT, SERVER_CONTAINER } from './containers';
import { FromEnvironment, type JsonConfiguration, orthancJson } from './json-text';

/**
 * The oldest versions that allow two servers on one index: Orthanc 1.12.3 and its PostgreSQL plugin 6.0, the first with
 * `TransactionMode: ReadCommitted` (Orthanc book, "PostgreSQL plugins" and "Scalability"; several writers at all: 1.9.2 and 4.0).
 */
export const OLDEST_SERVER = { orthanc: '1.12.3', postgresqlPlugin: '6.0', s3Plugin: '1.3.0' } as const;

/** The CAs against which the server verifies S3. The entry point of the image sets it, but is not used (`orthanc-defaults.json`). */
const PUBLIC_ROOTS = '/etc/ssl/certs/ca-certificates.crt';

/**
 * The required contents of a server's image: these programs in its PATH, these plugins, no older than `OLDEST_SERVER`, and the public roots.
 * The paths are those of `orthancteam/orthanc` (its Dockerfile). Its entry point is not used, because it writes another configuration.
 */
export const SERVER_IMAGE = {
  programs: ['sh', 'mkdir', 'Orthanc'],
  plugins: {
    dicomWeb: '/usr/share/orthanc/plugins-available/libOrthancDicomWeb.so',
    postgresqlIndex: '/usr/share/orthanc/plugins-available/libOrthancPostgreSQLIndex.so',
    s3Storage: '/usr/share/orthanc/plugins-available/libOrthancAwsS3Storage.so',
  },
  publicRoots: PUBLIC_ROOTS,
} as const;

/** One thread for each connection of the gate: for storing, lookups, queries, retrievals and the health check. */
const HTTP_THREADS = 2 * SERVER_CONTAINER.databaseConnections + READS_AT_ONCE.queries + READS_AT_ONCE.retrievals + 6;

export interface ServerOptions {
  /** The hospital whose studies the server stores. */
  readonly site: Site;
  /** The storage of instances: `s3Storage`. */
  readonly storage: Readonly<Record<string, JsonConfiguration>>;
  /**
   * Changes to the database settings. The default is the cell's database, with user and password from the environment.
   * @default {}
   */
  readonly database?: Readonly<Record<string, JsonConfiguration>>;
  /**
   * Paths of the plugins.
   * @default - those of `SERVER_IMAGE`
   */
  readonly plugins?: readonly string[];
  /**
   * The HTTP port, on loopback.
   * @default 8042
   */
  readonly httpPort?: number;
  /**
   * A writable folder that only the server uses, for its configuration and temporary files.
   * @default /run/orthanc
   */
  readonly folder?: string;
}

/**
 * Stores instances in S3 (Orthanc book, "Cloud Object Storage plugins"), below the site's prefix. `RootPath` has no leading slash, and
 * the plugin lists by full path. Without keys the plugin uses the task's role. The bucket encrypts with KMS. The plugin's own encryption
 * is off, because losing its key would mean losing the archive.
 */
export function s3Storage(site: string, region: string): Readonly<Record<string, JsonConfiguration>> {
  return {
    AwsS3Storage: {
      BucketName: new FromEnvironment(SERVER_CONTAINER.variables.studiesBucket),
      Region: region,
      RootPath: site,
      ConnectionTimeout: 30,
      RequestTimeout: 1200,
      StorageStructure: 'flat',
      // Any other mode stores instances on the task's disk, which is deleted with the task.
      HybridMode: 'Disabled',
      MigrationFromFileSystemEnabled: false,
      StorageEncryption: { Enable: false },
    },
  };
}

/** The destinations of results. They may request nothing: the gate accepts associations, and the server has no DICOM port. */
const modalities = (site: Site): JsonConfiguration =>
  Object.fromEntries(
    deliveriesOf(site).map(({ aeTitle, listenerPort }, index) => [
      `to-${site.site}-${index + 1}`,
      {
        AET: aeTitle,
        Host: deliveryHost(site.site),
        Port: listenerPort,
        AllowEcho: false,
        AllowStore: false,
        AllowFind: false,
        AllowFindWorklist: false,
        AllowGet: false,
        AllowMove: false,
        AllowStorageCommitment: false,
      },
    ]),
  );

/**
 * The DICOMweb server's configuration. Orthanc's default `Configuration.json` explains each option, the Orthanc book those of the
 * plugins. It contains only options that differ from their default, or must not change with it.
 */
export function serverConfiguration(options: ServerOptions): string {
  const { site, storage, database = {}, folder = SERVER_CONTAINER.folder } = options;
  return orthancJson({
    Name: `HeartLab ingest of ${site.site}`,
    Plugins: options.plugins ?? Object.values(SERVER_IMAGE.plugins),
    StorageDirectory: folder,
    TemporaryDirectory: folder,
    // The S3 plugin uses it too, because its cURL has no CAs of its own.
    HttpsVerifyPeers: true,
    HttpsCACertificates: SERVER_IMAGE.publicRoots,
    ...storage,

    // HTTP only for the gate in the same task, which has authenticated the caller.
    HttpServerEnabled: true,
    HttpPort: options.httpPort ?? SERVER_CONTAINER.httpPort,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    SslEnabled: false,
    // The default is 30 s without data. Hospitals configure their PACS for the load balancer's idle timeout.
    HttpRequestTimeout: IDLE_SECONDS,
    HttpThreadsCount: HTTP_THREADS,
    KeepAlive: true,
    // Seconds: longer than the gate's connections stay open. The default is 1.
    KeepAliveTimeout: 15,
    // Objects are returned unchanged, and error responses contain nothing from a body.
    HttpCompressionEnabled: false,
    HttpDescribeErrors: false,
    DeidentifyLogs: true,
    // No other interface, and no way to run code.
    OrthancExplorerEnabled: false,
    WebDavEnabled: false,
    ExecuteLuaEnabled: false,
    RestApiWriteToFileSystemEnabled: false,
    LuaScripts: [],
    OrthancPeers: {},

    // The gate implements C-STORE. Orthanc's receiver re-encodes objects, so the same object would differ by DIMSE and by STOW-RS.
    DicomServerEnabled: false,
    // The calling AE title of deliveries.
    DicomAet: SERVER_CONTAINER.aeTitle,
    DicomModalitiesInDatabase: false,
    DicomModalities: modalities(site),
    DicomScuTimeout: IDLE_SECONDS,

    // If an instance is sent again, the first one stays: repeating an upload is harmless, and no upload can replace an instance.
    OverwriteInstances: false,
    // Never recycle: 0 is no limit.
    MaximumStorageSize: 0,
    MaximumPatientCount: 0,
    StorageCompression: false,
    StoreMD5ForAttachments: true,
    SyncStorageArea: true,
    // Seconds without a new instance after which a study counts as complete.
    StableAge: 60,
    // Two servers share the index but not their jobs. (Their identifiers differ by the tasks' network interfaces.)
    SaveJobs: false,
    CheckRevisions: false,
    // Limit a search that would match everything. The response does not show that it was limited, so the limits exceed any study.
    LimitFindResults: SERVER_CONTAINER.maximumResults.studies,
    LimitFindInstances: SERVER_CONTAINER.maximumResults.instances,

    PostgreSQL: {
      EnableIndex: true,
      EnableStorage: false,
      Host: new FromEnvironment(SERVER_CONTAINER.variables.databaseHost),
      Port: DATABASE_PORT,
      Database: cellDatabaseName(site.site),
      Username: new FromEnvironment(SERVER_CONTAINER.variables.databaseUser),
      Password: new FromEnvironment(SERVER_CONTAINER.variables.databasePassword),
      EnableSsl: true,
      // Two servers write (`OLDEST_SERVER`).
      Lock: false,
      TransactionMode: 'ReadCommitted',
      IndexConnectionsCount: SERVER_CONTAINER.databaseConnections,
      // During a failover of the database, the server waits for up to two minutes.
      MaximumConnectionRetries: 24,
      ConnectionRetryInterval: 5,
      ...database,
    },
    DicomWeb: {
      Enable: true,
      Root: '/dicomweb/',
      EnableWado: false,
      // Responses contain URLs with the host name of the request, which the gate sends in `Forwarded`.
      PublicRoot: '/dicomweb/',
    },
  });
}

/**
 * The script for `sh -c` (dash, busybox) in the server's container, whose image contains no file of ours. It writes the configuration
 * from its environment to a file that only its owner may read, unsets the variable, and runs Orthanc in the same process. The
 * configuration contains no secret: Orthanc itself replaces `${DATABASE_PASSWORD}`.
 *
 * Temporary files go to the same folder, because no other is writable. An Orthanc with built-in DICOM dictionaries writes them to
 * `TMPDIR` before it reads its configuration (`FromDcmtkBridge`, `TemporaryFile`).
 */
export function serverStart(folder: string = SERVER_CONTAINER.folder): string {
  if (!/^\/[A-Za-z0-9/_.-]+$/.test(folder)) throw new Error(`${JSON.stringify(folder)} is not a plain path`);
  const { configuration } = SERVER_CONTAINER.variables;
  return `set -eu
umask 077
[ -n "\${${configuration}:-}" ] || { echo "start: ${configuration} is not set" >&2; exit 78; }
export TMPDIR=${folder}
mkdir -p ${folder}
printf %s "$${configuration}" > ${folder}/orthanc.json
unset ${configuration}
exec Orthanc ${folder}/orthanc.json
`;
}
