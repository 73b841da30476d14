import { addressText, blocksOverlap, type CidrBlock, cidrBlock, isWithin } from './ipv4';

const half = (whole: CidrBlock, upper: boolean): CidrBlock => {
  const prefix = whole.prefix + 1;
  const first = upper ? whole.first + 2 ** (32 - prefix) : whole.first;
  return cidrBlock(`${addressText(first)}/${prefix}`);
};

/** The fewest blocks that cover every IPv4 address outside the given blocks, in order. */
export function allBut(excluded: readonly string[]): readonly string[] {
  const holes = excluded.map(cidrBlock);
  const rest = (whole: CidrBlock): readonly string[] => {
    if (!holes.some((hole) => blocksOverlap(hole, whole))) return [whole.text];
    if (holes.some((hole) => isWithin(whole, hole))) return [];
    return [...rest(half(whole, false)), ...rest(half(whole, true))];
  };
  return rest(cidrBlock('0.0.0.0/0'));
}
