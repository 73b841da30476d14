import { distance } from 'fastest-levenshtein';

/** A shorter text is the beginning of too many names. */
const SHORTEST_PART = 3;

const parts = (name: string): readonly string[] => name.toLowerCase().slice(0, 60).split('-');

/** Whether every part of the written text is the beginning of a part of the name: `cisco-xe` for `cisco-ios-xe`. */
const abbreviates = (written: string, name: string): boolean =>
  written.length >= SHORTEST_PART &&
  parts(written).every((part) => part !== '' && parts(name).some((whole) => whole.startsWith(part)));

/** The name that the user probably intended. Undefined if none is near, or several are: a wrong guess is worse than none. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const meant = names.filter((candidate) => abbreviates(name, candidate));
  if (meant.length > 0) return meant.length === 1 ? meant[0] : undefined;
  const wanted = name.toLowerCase().slice(0, 60);
  const ranked = names
    .map((candidate) => ({ candidate, far: distance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const [best, second] = ranked;
  return best !== undefined &&
    best.far !== second?.far &&
    best.far <= Math.max(2, Math.floor(best.candidate.length / 3))
    ? best.candidate
    : undefined;
}
