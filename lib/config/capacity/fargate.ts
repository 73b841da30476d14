import { READS_AT_ONCE } from '../../../services/gate/settings';

/**
 * GiB of memory that Fargate offers for each number of vCPUs (Amazon ECS, "Task definition parameters for Fargate", task size).
 */
export const FARGATE_MEMORY = {
  1: { least: 2, most: 8, step: 1 },
  2: { least: 4, most: 16, step: 1 },
  4: { least: 8, most: 30, step: 1 },
  8: { least: 16, most: 60, step: 4 },
  16: { least: 32, most: 120, step: 8 },
} as const;

export type FargateVcpus = keyof typeof FARGATE_MEMORY;

/** Whether Fargate offers this task size. */
export function fargateHas(vcpus: FargateVcpus, memoryGiB: number): boolean {
  const { least, most, step } = FARGATE_MEMORY[vcpus];
  return memoryGiB >= least && memoryGiB <= most && (memoryGiB - least) % step === 0;
}

/**
 * Copies of an object in the server's memory while it stores the object: `npm run bench:gate` measures it (docs/performance.md).
 */
const COPIES = 4;

/** Objects of the largest size that a task's memory must hold: one object being stored, and the objects being retrieved. */
const OBJECTS_IN_MEMORY = COPIES + READS_AT_ONCE.retrievals;

/** GiB for the programs themselves. */
const PROGRAMS_GIB = 1;

/** GiB that a task needs for objects of this many MiB. */
export const memoryForObjects = (largestObjectMiB: number): number =>
  PROGRAMS_GIB + (OBJECTS_IN_MEMORY * largestObjectMiB) / 1024;

/** MiB of the largest object for which a task has enough memory. */
export const largestObjectFor = (memoryGiB: number): number =>
  Math.floor(((memoryGiB - PROGRAMS_GIB) * 1024) / OBJECTS_IN_MEMORY);
