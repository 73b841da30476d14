import { ingestBlock, LARGEST_INGEST, SMALLEST_INGEST } from '../addressing/ingest-addressing';
import { CELL_DATABASE_CONNECTIONS } from '../cell-database';

/** How many cells a managed ingest can have, limited by the addresses of its subnets and the connections of its database. */

/** AWS reserves the first four addresses and the last of every subnet (Amazon VPC, "Subnet CIDR blocks"). */
export const KEPT_BY_AWS = 5;

/** Interface endpoints of the ingest itself in every zone: five for AWS services, and a reserve of three. */
export const OWN_ENDPOINTS = 8;

/** Tasks of a cell, spread over two zones. */
export const CELL_TASKS = 2;

/** Addresses of a cell in one zone. Every cell is counted as an mTLS cell with `deliverTo`, because it may become one. */
const ADDRESSES_OF_A_CELL = {
  /** A deploy that replaces two tasks runs four, all in one zone if the other has failed. */
  tasks: 2 * CELL_TASKS,
  /** One for the NLB, one for the ALB, and one more while Elastic Load Balancing replaces the ALB's node with a larger one. */
  balancers: 3,
  endpoints: 1,
} as const;

/** Addresses of the ingest itself in one zone. */
const OWN_ADDRESSES = {
  /** The database and its standby after a failover, and the function that creates databases. */
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

/** The longest prefix with enough addresses for this many cells; undefined if there is none. */
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
 * maximum number of database connections): about 900 for the 8 GiB of db.m7g.large. It is set explicitly to make the limit known.
 */
export const DATABASE_CONNECTIONS = 900;

/** Connections for RDS itself, the function that creates databases, and an operator. */
export const RESERVED_CONNECTIONS = 20;

/** How many cells have enough connections in the database. */
export const CELLS_OF_A_DATABASE = Math.floor(
  (DATABASE_CONNECTIONS - RESERVED_CONNECTIONS) / CELL_DATABASE_CONNECTIONS,
);
