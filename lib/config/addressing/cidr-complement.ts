import { addressText, type Block, block, overlap, within } from './ipv4';

const half = (whole: Block, upper: boolean): Block => {
  const prefix = whole.prefix + 1;
  const first = upper ? whole.first + 2 ** (32 - prefix) : whole.first;
  return block(`${addressText(first)}/${prefix}`);
};

/** The fewest blocks that hold every IPv4 address but those of the given blocks, in order. */
export function allBut(excluded: readonly string[]): readonly string[] {
  const holes = excluded.map(block);
  const rest = (whole: Block): readonly string[] => {
    if (!holes.some((hole) => overlap(hole, whole))) return [whole.text];
    if (holes.some((hole) => within(whole, hole))) return [];
    return [...rest(half(whole, false)), ...rest(half(whole, true))];
  };
  return rest(block('0.0.0.0/0'));
}
