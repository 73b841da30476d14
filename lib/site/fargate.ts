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

/**
 * GiB that a task needs for objects of so many MiB. The server holds a body whole (Orthanc, `ReadBodyToString`), again as DICOM while it
 * reads its tags, and again while it is written to S3; a fourth copy is to spare. One GiB is for the programs themselves. The gate lets
 * at most the bytes of one largest object be under way to the server at once.
 */
export const memoryForObjects = (largestObjectMiB: number): number => 1 + (4 * largestObjectMiB) / 1024;
