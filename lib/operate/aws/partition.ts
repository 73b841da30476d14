/** Prefixes of Regions outside the partition `aws` (AWS General Reference, "AWS partitions"). */
const PARTITIONS: readonly (readonly [begins: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
];

/** The second part of every ARN in that Region. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([begins]) => region.startsWith(begins))?.[1] ?? 'aws';
}
