import type { Site } from './model';
import { HIGHEST_PACS_PORT } from './ports';

/** Where results leave for a hospital's PACS (`dicom.deliverTo`): names and ports that site stack, ingest and handover pack agree on. */

type DeliverTo = NonNullable<Site['dicom']['deliverTo']>[number];

export interface SiteDelivery extends DeliverTo {
  /** The TCP port of the site's delivery load balancer that leads to this PACS: its own port, or the next free one where that is taken. */
  readonly listenerPort: number;
}

/**
 * The site's deliveries in the order of its file, each with a listener port of its own. Appending an entry keeps the ports of
 * those before it.
 */
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
 * The private zone of a managed ingest's VPC in which each delivering site has a name. It is short, because the DICOMweb server
 * refuses host names of more than 54 characters (Orthanc, "Invalid host name (too long)"), and a site's may have 32 of them.
 */
export const DELIVERY_ZONE = 'heartlab.internal';

/** The name by which the ingest knows the way to a hospital's PACS: all that it knows of it. */
export const deliveryHost = (site: string): string => `${site}.${DELIVERY_ZONE}`;
