export interface IngestSubnets {
  readonly endpoints: string;
  readonly doors: string;
  readonly tasks: string;
}
export function ingestSubnets(_cidr: string, slot: number): IngestSubnets {
  return { endpoints: `10.255.${slot}.0/25`, doors: `10.255.${slot}.128/26`, tasks: `10.255.${slot}.192/26` };
}
