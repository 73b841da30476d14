import type { StowAuth } from './model';

/**
 * The names under which an environment's ingest stack exports what its sites use: fixed, always all of them, and read with
 * `Fn.importValue`, as those of the platform (`platform-names.ts`).
 */
export interface IngestNames {
  /** The name of the endpoint service of each door. */
  readonly service: Readonly<Record<StowAuth, string>>;
  /** The id of the ingest's VPC, where a delivering site has an endpoint. */
  readonly vpcId: string;
  /** The id of the subnet for interface endpoints in the zone at this place of `availabilityZones`, from 0. */
  readonly endpointSubnetId: (zone: number) => string;
  /** The id of the security group of those who may send results: the only source that a delivery endpoint lets in. */
  readonly deliverySourceGroupId: string;
  /** The id of the private hosted zone `DELIVERY_ZONE`. */
  readonly deliveryZoneId: string;
}

export function ingestNames(environment: string): IngestNames {
  const name = (what: string): string => `heartlab-${environment}-ingest-${what}`;
  return {
    service: { mtls: name('mtls-service'), basic: name('basic-service') },
    vpcId: name('vpc-id'),
    endpointSubnetId: (zone) => name(`endpoint-subnet-${zone + 1}-id`),
    deliverySourceGroupId: name('delivery-source-group-id'),
    deliveryZoneId: name('delivery-zone-id'),
  };
}

/** Where the gate's log becomes a metric: one count a stored request, by site. What a site's alarm reads. */
export const STUDIES_STORED = { namespace: 'HeartLab/Ingest', metric: 'Stored', dimension: 'Site' } as const;
