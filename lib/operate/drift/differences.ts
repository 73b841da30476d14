import type { Site } from '../../config/model';
import { type DeployEffect, type KindId, kindOf } from './kinds';

/** One value in a file or in the live state. Equal subject and option identify the same value on both sides. */
export interface DriftItem {
  readonly kind: KindId;
  /** `tunnel 169.254.100.0/30` */
  readonly subject: string;
  /** `phase 1 encryption` */
  readonly option: string;
  /** In the same form for both sides. */
  readonly value: string;
}

/** A difference in the output of `heartlab drift --json`. docs/operating.md documents it. */
export interface DriftDifference {
  readonly subject: string;
  readonly option: string;
  /** Null: the file has none. */
  readonly file: string | null;
  /** Null: there is none live. */
  readonly live: string | null;
  /** The side that is correct, unless a person decides otherwise. */
  readonly right: 'file';
  readonly deploy: DeployEffect;
  /** The effect of a deploy, or what to do instead. */
  readonly says: string;
}

const keyOf = ({ subject, option }: DriftItem): string => `${subject}\n${option}`;
const byKey = (items: readonly DriftItem[]): ReadonlyMap<string, DriftItem> =>
  new Map(items.map((item) => [keyOf(item), item]));

/**
 * The differences between the live state and the file, and the effect of a deploy on each. CloudFormation compares the new
 * template with the last one and never with the live state: it deploys only what the file has changed since then.
 *
 * @param before the file's values at the last deploy; undefined if they can't be read
 */
export function driftDifferences(
  declared: readonly DriftItem[],
  live: readonly DriftItem[],
  before: readonly DriftItem[] | undefined,
): readonly DriftDifference[] {
  const file = byKey(declared);
  const found = byKey(live);
  const changes = changedSince(before, file);
  const extras = live.filter((item) => !file.has(keyOf(item)) && kindOf(item.kind).extras);
  return [...declared, ...extras].flatMap((item) => {
    const key = keyOf(item);
    const compared = { item, file: file.get(key)?.value ?? null, live: found.get(key)?.value ?? null };
    if (compared.file === compared.live) return [];
    const deploy = deployEffect(compared, changes);
    return [
      {
        subject: item.subject,
        option: item.option,
        file: compared.file,
        live: compared.live,
        right: 'file' as const,
        deploy,
        says: describeEffect(deploy, item.kind),
      },
    ];
  });
}

/** Whether the file has changed an item since the last deploy, or another item that is deployed together with it. */
type ChangeCheck = (item: DriftItem) => boolean;

/** Undefined if the last deploy can't be read. */
function changedSince(
  before: readonly DriftItem[] | undefined,
  file: ReadonlyMap<string, DriftItem>,
): ChangeCheck | undefined {
  if (before === undefined) return undefined;
  const last = byKey(before);
  const changed = (item: DriftItem): boolean => last.get(keyOf(item))?.value !== file.get(keyOf(item))?.value;
  const together = new Set(
    [...file.values(), ...before].filter(changed).flatMap(({ kind }) => kindOf(kind).together ?? []),
  );
  return (item) => {
    const group = kindOf(item.kind).together;
    return changed(item) || (group !== undefined && together.has(group));
  };
}

interface ComparedItem extends Pick<DriftDifference, 'file' | 'live'> {
  readonly item: DriftItem;
}

function deployEffect(compared: ComparedItem, changed: ChangeCheck | undefined): DeployEffect {
  const { deploy, immutable = false } = kindOf(compared.item.kind);
  if (deploy === 'nothing' || keepsKey(compared)) return 'nothing';
  if (immutable) return deploy;
  if (changed === undefined) return 'perhaps';
  return changed(compared.item) ? deploy : 'nothing';
}

/** A tunnel's key generation only increases: a live one that is higher than the file's, or can't be read, stays. */
const keepsKey = ({ item, file, live }: ComparedItem): boolean =>
  item.kind === 'tunnel-key' && !(Number(live) < Number(file));

function describeEffect(deploy: DeployEffect, kind: KindId): string {
  const { says, byHand } = kindOf(kind);
  if (deploy === 'nothing') return byHand;
  return deploy === 'perhaps' ? `if the file has changed since the last deploy: ${says}; if not: ${byHand}` : says;
}

/** A part that may be absent: if it is, its values are not compared. */
export interface DriftSection {
  /** @default - always there */
  readonly presence?: DriftItem;
  /** The values in a file; undefined if it has no such part. */
  readonly declared: (site: Site) => readonly DriftItem[] | undefined;
  /** Undefined if there is no such part. */
  readonly live: readonly DriftItem[] | undefined;
}

/** The differences of one section, based on the file and the file of the last deploy. */
export function sectionDifferences(
  { presence, declared, live }: DriftSection,
  site: Site,
  deployed: Site | undefined,
): readonly DriftDifference[] {
  const there = presence === undefined ? [] : [presence];
  const wanted = declared(site);
  const before = deployed === undefined ? undefined : declared(deployed);
  // If one side has no such part, only its presence is compared.
  return driftDifferences(
    wanted === undefined ? [] : [...there, ...(live === undefined ? [] : wanted)],
    live === undefined ? [] : [...there, ...(wanted === undefined ? [] : live)],
    deployed === undefined ? undefined : before === undefined ? [] : [...there, ...before],
  );
}
