import type { Site } from './model';
import { HIGHEST_PACS_PORT } from './ports';

/** Results for a hospital's PACS (`dicom.deliverTo`): names and ports that site stack, ingest and handover pack share. */

type DeliverTo = NonNullable<Site['dicom']['deliverTo']>[number];

export interface SiteDelivery extends DeliverTo {
  /** The TCP port of the site's delivery load balancer for this PACS: its own port, or the next free one if that is taken. */
  readonly listenerPort: number;
}

/** The site's deliveries in file order, each with its own listener port. Appending an entry does not change earlier ports. */
export function deliveriesOf({ dicom }: Site): readonly SiteDelivery[] {
  const taken = new Set<number>();
  return (dicom.deliverTo ?? []).map((delivery) => {
    let listenerPort = delivery.port;
    while (taken.has(listenerPort)) listenerPort = listenerPort === HIGHEST_PACS_PORT ? 1024 : listenerPort + 1;
    taken.add(listenerPort);
    return { ...delivery, listenerPort };
  });
}

/**
 * The private zone of a managed ingest's VPC, with one name for each delivering site. It is short, because the DICOMweb server
 * refuses host names of more than 54 characters (Orthanc, "Invalid host name (too long)"), and a site's name may have 32.
 */
export const DELIVERY_ZONE = 'heartlab.internal';

/** The host name to which the ingest sends a hospital's results. The ingest has no other address of the PACS. */
export const deliveryHost = (site: string): string => `${site}.${DELIVERY_ZONE}`;
