import type { Site } from '../../config/model';
import { type DeployEffect, type KindId, kindOf } from './kinds';

/** One thing that a file says, or that is live. The same subject and option is the same thing on both sides. */
export interface DriftItem {
  readonly kind: KindId;
  /** `tunnel 169.254.100.0/30` */
  readonly subject: string;
  /** `phase 1 encryption` */
  readonly option: string;
  /** In one form, whichever side it comes from. */
  readonly value: string;
}

/** A difference in the output of `heartlab drift --json`. docs/operating.md documents it. */
export interface DriftDifference {
  readonly subject: string;
  readonly option: string;
  /** Null: the file has no such thing. */
  readonly file: string | null;
  /** Null: there is no such thing live. */
  readonly live: string | null;
  /** Who is right unless a person knows better. */
  readonly right: 'file';
  readonly deploy: DeployEffect;
  /** What a deploy does, or what to do instead. */
  readonly says: string;
}

const keyOf = ({ subject, option }: DriftItem): string => `${subject}\n${option}`;
const byKey = (items: readonly DriftItem[]): ReadonlyMap<string, DriftItem> =>
  new Map(items.map((item) => [keyOf(item), item]));

/**
 * Where what is live isn't what the file says, and what a deploy would do about it. CloudFormation compares the new template
 * with the last one and never with what is live: only what the file has changed since then is deployed.
 *
 * @param before what the file said when it was last deployed; undefined where that can't be read
 */
export function driftDifferences(
  declared: readonly DriftItem[],
  live: readonly DriftItem[],
  before: readonly DriftItem[] | undefined,
): readonly DriftDifference[] {
  const [file, found, last] = [byKey(declared), byKey(live), before === undefined ? undefined : byKey(before)];
  const changed = (key: string): boolean => last?.get(key)?.value !== file.get(key)?.value;
  const changedTogether = new Set(
    [...file.values(), ...(before ?? [])]
      .filter((item) => changed(keyOf(item)))
      .map(({ kind }) => kindOf(kind).together),
  );
  return [...declared, ...live.filter((item) => !file.has(keyOf(item)) && kindOf(item.kind).extras)].flatMap((item) => {
    const key = keyOf(item);
    const [wanted, is] = [file.get(key)?.value ?? null, found.get(key)?.value ?? null];
    if (wanted === is) return [];
    const { together, immutable, ...kind } = kindOf(item.kind);
    const seen = changed(key) || (together !== undefined && changedTogether.has(together));
    const deploy =
      kind.deploy === 'nothing' || keepsKey(item.kind, wanted, is)
        ? 'nothing'
        : immutable || (last !== undefined && seen)
          ? kind.deploy
          : last === undefined
            ? 'perhaps'
            : 'nothing';
    return [
      {
        subject: item.subject,
        option: item.option,
        file: wanted,
        live: is,
        right: 'file' as const,
        deploy,
        says:
          deploy === 'nothing'
            ? kind.byHand
            : deploy === 'perhaps'
              ? `if the file has changed since the last deploy: ${kind.says}; if not: ${kind.byHand}`
              : kind.says,
      },
    ];
  });
}

/** A tunnel's key is only ever made anew: a live generation above the file's, or none that can be read, stays. */
const keepsKey = (kind: KindId, wanted: string | null, is: string | null): boolean =>
  kind === 'tunnel-key' && !(Number(is) < Number(wanted));

/** What can be there or not: then the rest of it is not compared. */
export interface DriftSection {
  /** @default - always there */
  readonly presence?: DriftItem;
  /** What a file says of it; undefined: it has none. */
  readonly declared: (site: Site) => readonly DriftItem[] | undefined;
  /** Undefined: there is none. */
  readonly live: readonly DriftItem[] | undefined;
}

/** The differences of one section, by the file and by the file of the last deploy. */
export function sectionDifferences(
  { presence, declared, live }: DriftSection,
  site: Site,
  deployed: Site | undefined,
): readonly DriftDifference[] {
  const there = presence === undefined ? [] : [presence];
  const [wanted, before] = [declared(site), deployed === undefined ? undefined : declared(deployed)];
  return driftDifferences(
    wanted === undefined ? [] : [...there, ...(live === undefined ? [] : wanted)],
    live === undefined ? [] : [...there, ...(wanted === undefined ? [] : live)],
    deployed === undefined ? undefined : before === undefined ? [] : [...there, ...before],
  );
}
