import { READS_AT_ONCE } from '../../services/gate/settings';

/** The memory in GiB that Fargate has for each number of vCPUs (Amazon ECS, "Task definition parameters for Fargate", task size). */
export const FARGATE_MEMORY = {
  1: { least: 2, most: 8, step: 1 },
  2: { least: 4, most: 16, step: 1 },
  4: { least: 8, most: 30, step: 1 },
  8: { least: 16, most: 60, step: 4 },
  16: { least: 32, most: 120, step: 8 },
} as const;

export type FargateVcpus = keyof typeof FARGATE_MEMORY;

/** Whether Fargate has a task of this size. */
export function fargateHas(vcpus: FargateVcpus, memoryGiB: number): boolean {
  const { least, most, step } = FARGATE_MEMORY[vcpus];
  return memoryGiB >= least && memoryGiB <= most && (memoryGiB - least) % step === 0;
}

/** How often the server holds an object that it stores: `npm run bench:gate` measures it (docs/performance.md). */
const COPIES = 4;

/**
 * GiB that a task needs for objects of so many MiB, and one GiB for the programs themselves. The gate lets at most the bytes of one
 * largest object be under way to the server at once, and `READS_AT_ONCE.retrievals` of them back.
 */
export const memoryForObjects = (largestObjectMiB: number): number =>
  1 + ((COPIES + READS_AT_ONCE.retrievals) * largestObjectMiB) / 1024;
