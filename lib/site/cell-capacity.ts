import { CELL_DATABASE_CONNECTIONS } from './cell-database';
import { ingestBlock, LARGEST_INGEST, SMALLEST_INGEST } from './ingest-addressing';

/** How many cells a managed ingest holds: by the addresses of its subnets, and by the connections of its database. */

/** Of every subnet AWS keeps the first four addresses and the last (Amazon VPC, "Subnet CIDR blocks"). */
export const KEPT_BY_AWS = 5;

/** Interface endpoints that the ingest has for itself, in every zone: five of AWS's services, and room for three more. */
export const OWN_ENDPOINTS = 8;

/** Tasks of a cell, in two zones. */
export const CELL_TASKS = 2;

/** What a cell takes in one zone. Each is counted as an mTLS cell with `deliverTo`: any may become one. */
export const ADDRESSES_OF_A_CELL = {
  /** While a deploy replaces two tasks there are four, and all are in one zone when the other is lost. */
  tasks: 2 * CELL_TASKS,
  /** One of the NLB; one of the ALB, and one more while Elastic Load Balancing replaces its node with a larger one. */
  balancers: 3,
  endpoints: 1,
} as const;

/** What the ingest takes in one zone for itself. */
const OWN_ADDRESSES = {
  /** The database and its standby after a failover, and the function that makes databases. */
  tasks: 3,
  /**
   * "Verify that each Availability Zone subnet for your load balancer has a CIDR block with at least a /27 bitmask and at least eight
   * free IP addresses" (Elastic Load Balancing, "Application Load Balancers", subnets).
   */
  balancers: 8,
  endpoints: OWN_ENDPOINTS,
} as const;

/** How many cells an ingest's CIDR has addresses for: 81 in a /20. */
export function cellCapacity(cidr: string): number {
  return capacityOf(ingestBlock(cidr).prefix);
}

/** The longest prefix with addresses for so many cells; undefined if none has. */
export function prefixForCells(cells: number): number | undefined {
  for (let prefix = SMALLEST_INGEST; prefix >= LARGEST_INGEST; prefix--) if (capacityOf(prefix) >= cells) return prefix;
  return undefined;
}

function capacityOf(prefix: number): number {
  const slot = 2 ** (32 - prefix) / 4;
  const sizes = { tasks: slot / 2, balancers: slot / 4, endpoints: slot / 4 };
  const kinds = ['tasks', 'balancers', 'endpoints'] as const;
  return Math.min(
    ...kinds.map((kind) => Math.floor((sizes[kind] - KEPT_BY_AWS - OWN_ADDRESSES[kind]) / ADDRESSES_OF_A_CELL[kind])),
  );
}

/**
 * `max_connections` of the database. RDS's default is the memory in bytes / 9531392 (Amazon RDS user guide, "Quotas and constraints",
 * maximum number of database connections): about 900 for the 8 GiB of db.m7g.large. It is set, so that the limit is known.
 */
export const DATABASE_CONNECTIONS = 900;

/** For RDS itself, the function that makes databases, and an operator. */
export const RESERVED_CONNECTIONS = 20;

/** How many cells the database has connections for. */
export const CELLS_OF_A_DATABASE = Math.floor(
  (DATABASE_CONNECTIONS - RESERVED_CONNECTIONS) / CELL_DATABASE_CONNECTIONS,
);
