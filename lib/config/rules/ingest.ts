import { LARGEST_INGEST, SMALLEST_INGEST } from '../addressing/ingest-addressing';
import { blocksOverlap, parseBlock, UNUSABLE_BLOCKS } from '../addressing/ipv4';
import {
  CELLS_OF_A_DATABASE,
  cellCapacity,
  DATABASE_CONNECTIONS,
  prefixForCells,
  RESERVED_CONNECTIONS,
} from '../capacity/cell-capacity';
import { FARGATE_MEMORY, fargateHas, largestObjectFor, memoryForObjects } from '../capacity/fargate';
import { CELL_DATABASE_CONNECTIONS } from '../cell-database';
import type { EnvironmentRule, FleetEntries, SiteEntry } from './rule';

const CIDR_PATH = ['ingest', 'managed', 'cidr'];

const sitesOf = (environment: string, { sites }: FleetEntries): readonly SiteEntry[] =>
  sites.filter(({ site }) => site.environment === environment);

export const ingestCidrUsable: EnvironmentRule = {
  id: 'ingest-cidr-usable',
  holds: `The managed ingest's CIDR is /${LARGEST_INGEST} to /${SMALLEST_INGEST} and does not overlap link-local, loopback, multicast or reserved addresses.`,
  *check({ environment }) {
    const text = environment.ingest?.managed?.cidr;
    const block = text === undefined ? undefined : parseBlock(text);
    if (block === undefined) return;
    const found = `"${block.text}"`;
    const unusable = UNUSABLE_BLOCKS.find((range) => blocksOverlap(range.block, block));
    if (unusable !== undefined)
      yield { path: CIDR_PATH, found, wrong: `overlaps ${unusable.what}`, write: 'write it like 10.255.0.0/20' };
    if (!cuttable(block.prefix))
      yield {
        path: CIDR_PATH,
        found,
        wrong: `is not between /${LARGEST_INGEST} and /${SMALLEST_INGEST}: it is divided into subnets for load balancers, tasks and the endpoints of sites`,
        write: 'write it like 10.255.0.0/20',
      };
  },
};

const cuttable = (prefix: number): boolean => prefix >= LARGEST_INGEST && prefix <= SMALLEST_INGEST;

export const ingestHoldsCells: EnvironmentRule = {
  id: 'ingest-holds-cells',
  holds: "The managed ingest's CIDR has addresses for the cells of all sites of its environment.",
  *check({ name, environment }, fleet) {
    const text = environment.ingest?.managed?.cidr;
    const block = text === undefined ? undefined : parseBlock(text);
    if (block === undefined || !cuttable(block.prefix)) return;
    const cells = sitesOf(name, fleet).length;
    const capacity = cellCapacity(block.text);
    const prefix = prefixForCells(cells);
    if (cells > capacity)
      yield {
        path: CIDR_PATH,
        found: `"${block.text}"`,
        wrong: `has addresses for ${capacity} cells, and the environment has ${cells} sites`,
        write: `${prefix === undefined ? '' : `write a /${prefix} if the ingest is not deployed yet (its VPC is fixed for life); otherwise `}create another environment for new sites`,
      };
  },
};

export const databaseHoldsCells: EnvironmentRule = {
  id: 'database-holds-cells',
  holds: `The managed ingest's database has connections for the cells of all sites of its environment: ${CELLS_OF_A_DATABASE}.`,
  *check({ name, environment }, fleet) {
    const cells = environment.ingest?.managed === undefined ? 0 : sitesOf(name, fleet).length;
    if (cells > CELLS_OF_A_DATABASE)
      yield {
        path: [],
        at: 'key',
        wrong: `has ${cells} sites, and the database of a managed ingest has connections for ${CELLS_OF_A_DATABASE} (${DATABASE_CONNECTIONS} minus ${RESERVED_CONNECTIONS}, ${CELL_DATABASE_CONNECTIONS} for each cell)`,
        write: 'create another environment for new sites',
      };
  },
};

export const taskSizeExists: EnvironmentRule = {
  id: 'task-size-exists',
  holds: 'Fargate offers the combination of `vcpus` and `memoryGiB`.',
  *check({ environment }) {
    const { vcpus, memoryGiB } = environment.ingest?.managed?.task ?? {};
    if (vcpus === undefined || memoryGiB === undefined || fargateHas(vcpus, memoryGiB)) return;
    const { least, most, step } = FARGATE_MEMORY[vcpus];
    yield {
      path: ['ingest', 'managed', 'task'],
      wrong: `has ${memoryGiB} GiB with ${vcpus} vCPU, which Fargate doesn't offer`,
      write: `with vcpus: ${vcpus}, write memoryGiB: ${least} to ${most}${step === 1 ? '' : ` in steps of ${step}`}`,
    };
  },
};

export const objectsFitMemory: EnvironmentRule = {
  id: 'objects-fit-memory',
  holds:
    "A task's memory covers one GiB and six times the largest object: four copies while it is stored, and two retrievals.",
  *check({ environment }) {
    const { task, largestObjectMiB } = environment.ingest?.managed ?? {};
    if (task?.memoryGiB === undefined || largestObjectMiB === undefined) return;
    const needed = Math.ceil(memoryForObjects(largestObjectMiB));
    if (task.memoryGiB < needed)
      yield {
        path: ['ingest', 'managed', 'largestObjectMiB'],
        found: `${largestObjectMiB}`,
        wrong: `needs tasks of ${needed} GiB, and they have ${task.memoryGiB}: the server keeps whole objects in memory`,
        write: `write task.memoryGiB: ${needed} or more, or largestObjectMiB: ${largestObjectFor(task.memoryGiB)} or less`,
      };
  },
};
