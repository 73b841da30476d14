import { GATE_METRICS } from '../../../services/gate/metrics';

/**
 * The names under which an environment's ingest stack exports values for cells and sites. They are fixed and always complete, and
 * read with `Fn.importValue`, like those of the platform (`platform-names.ts`).
 */
export function ingestNames(environment: string) {
  const name = (what: string): string => `heartlab-${environment}-ingest-${what}`;
  const inZone = (kind: string) => (zone: number) => name(`${kind}-subnet-${zone + 1}-id`);
  return {
    vpcId: name('vpc-id'),
    /** The subnet in the zone at this index of `availabilityZones`, for interface endpoints of sites. */
    endpointSubnetId: inZone('endpoint'),
    /** The subnet for load balancers of cells. */
    balancerSubnetId: inZone('balancer'),
    /** The subnet for tasks of cells. */
    taskSubnetId: inZone('task'),
    /** The security group that may reach the database and the endpoints of AWS services. */
    cellAccessGroupId: name('cell-access-group-id'),
    clusterName: name('cluster-name'),
    studiesBucketName: name('studies-bucket-name'),
    accessLogBucketName: name('access-log-bucket-name'),
    /** The key that encrypts studies, index and secrets. */
    keyArn: name('key-arn'),
    /** The trust store for client certificates of `mtls` cells. */
    trustStoreArn: name('trust-store-arn'),
    databaseHost: name('database-host'),
    /** The function that creates databases of cells. */
    cellDatabaseProviderArn: name('cell-database-provider-arn'),
    /** The private hosted zone `DELIVERY_ZONE`. */
    deliveryZoneId: name('delivery-zone-id'),
  };
}

/** The metric that a site's alarm reads: the number of objects of the site that were stored, over STOW-RS or DIMSE. */
export const OBJECTS_STORED = {
  namespace: GATE_METRICS.namespace,
  metric: GATE_METRICS.objects,
  dimension: GATE_METRICS.site,
} as const;
