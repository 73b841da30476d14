import type { GateSettings } from '../../services/gate/settings';
import { cellDatabaseName } from '../config/cell-database';
import { HEARTLAB_AE_TITLE, IDLE_SECONDS } from '../config/dicom-service';
import type { ManagedIngest, Site } from '../config/model';
import { DATABASE_PORT, GATE, SERVER } from './containers';

/** What the gate of a cell is given. */
export function gateSettings(
  { site, dicom }: Site,
  { largestObjectMiB }: Pick<ManagedIngest, 'largestObjectMiB'>,
): GateSettings {
  return {
    site,
    auth: dicom.stow.auth,
    httpsPort: GATE.httpsPort,
    ...(dicom.dimse === undefined
      ? {}
      : {
          dimse: {
            port: GATE.dimsePort,
            calledAeTitle: HEARTLAB_AE_TITLE,
            callingAeTitles: dicom.dimse.callingAeTitles ?? [],
          },
        }),
    server: { port: SERVER.httpPort },
    database: { port: DATABASE_PORT, name: cellDatabaseName(site), caFile: GATE.databaseCaFile },
    folder: GATE.folder,
    largestObjectBytes: largestObjectMiB * 1024 ** 2,
    storesAtOnce: SERVER.databaseConnections,
    idleSeconds: IDLE_SECONDS,
  };
}
