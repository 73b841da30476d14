import { GATE_METRICS } from '../../../services/gate/metrics';

/**
 * The names under which an environment's ingest stack exports values for cells and sites. They are fixed and always complete, and
 * read with `Fn.importValue`, like those of the platform (`platform-names.ts`).
 */
export interface IngestNames {
  readonly vpcId: string;
  /** The id of the subnet in the zone at this index of `availabilityZones`, for interface endpoints of sites. */
  readonly endpointSubnetId: (zone: number) => string;
  /** The id of the zone's subnet for load balancers of cells. */
  readonly balancerSubnetId: (zone: number) => string;
  /** The id of the zone's subnet for tasks of cells. */
  readonly taskSubnetId: (zone: number) => string;
  /** The id of the security group that may reach the database and the endpoints of AWS services. */
  readonly cellAccessGroupId: string;
  readonly clusterName: string;
  readonly studiesBucketName: string;
  readonly accessLogBucketName: string;
  /** The ARN of the key that encrypts studies, index and secrets. */
  readonly keyArn: string;
  /** The ARN of the trust store for client certificates of `mtls` cells. */
  readonly trustStoreArn: string;
  readonly databaseHost: string;
  /** The ARN of the function that creates databases of cells. */
  readonly cellDatabaseProviderArn: string;
  /** The id of the private hosted zone `DELIVERY_ZONE`. */
  readonly deliveryZoneId: string;
}

export function ingestNames(environment: string): IngestNames {
  const name = (what: string): string => `heartlab-${environment}-ingest-${what}`;
  const inZone = (kind: string) => (zone: number) => name(`${kind}-subnet-${zone + 1}-id`);
  return {
    vpcId: name('vpc-id'),
    endpointSubnetId: inZone('endpoint'),
    balancerSubnetId: inZone('balancer'),
    taskSubnetId: inZone('task'),
    cellAccessGroupId: name('cell-access-group-id'),
    clusterName: name('cluster-name'),
    studiesBucketName: name('studies-bucket-name'),
    accessLogBucketName: name('access-log-bucket-name'),
    keyArn: name('key-arn'),
    trustStoreArn: name('trust-store-arn'),
    databaseHost: name('database-host'),
    cellDatabaseProviderArn: name('cell-database-provider-arn'),
    deliveryZoneId: name('delivery-zone-id'),
  };
}

/** The metric that a site's alarm reads: the number of objects of the site that were stored, over STOW-RS or DIMSE. */
export const OBJECTS_STORED = {
  namespace: GATE_METRICS.namespace,
  metric: GATE_METRICS.objects,
  dimension: GATE_METRICS.site,
} as const;
