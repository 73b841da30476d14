import { validJson } from '../config/valid-json';
import type { TunnelKeys } from '../handover/secrets-file';

/**
 * The pre-shared keys in the secret that AWS keeps for a VPN connection. Its format is not documented. If it assigns each key
 * to a tunnel without doubt, the keys are read; otherwise the text is passed on as it is.
 */

/** A pre-shared key that AWS accepts (EC2 API Reference, VpnTunnelOptionsSpecification). */
const PRE_SHARED_KEY = /^[A-Za-z1-9._][A-Za-z0-9._]{7,63}$/;
const NAMES_A_KEY = /key|psk|secret/i;

/** A text of the secret, with the names on its path and the values beside it. */
interface Leaf {
  readonly path: string;
  readonly text: string;
  readonly beside: readonly string[];
}

function leaves(value: unknown, path: readonly string[] = [], beside: readonly string[] = []): readonly Leaf[] {
  if (typeof value === 'string') return [{ path: path.join('/'), text: value, beside }];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const texts = entries.flatMap(([, item]) =>
    typeof item === 'string' || typeof item === 'number' ? [`${item}`] : [],
  );
  // A position in a list is no name, because the order of EC2's tunnels is unknown.
  return entries.flatMap(([name, item]) => leaves(item, Array.isArray(value) ? path : [...path, name], texts));
}

const mentions = (text: string, address: string): boolean =>
  new RegExp(`(?<![0-9.])${address.replaceAll('.', '\\.')}(?![0-9.])`).test(text);

/** The only text that is a key of this tunnel; undefined if there is none, or several. */
function only(found: readonly Leaf[]): string | undefined {
  const named = found.filter(({ path }) => NAMES_A_KEY.test(path));
  const texts = new Set((named.length > 0 ? named : found).map(({ text }) => text));
  return texts.size === 1 ? [...texts][0] : undefined;
}

export function tunnelKeys(secret: string, outsideAddresses: readonly [string, string]): TunnelKeys {
  const text = secret.trim();
  const keys = leaves(validJson(text)).filter((leaf) => PRE_SHARED_KEY.test(leaf.text) && !/^[0-9.]+$/.test(leaf.text));
  const by = (of: (leaf: Leaf, index: 0 | 1) => boolean): readonly [string, string] | undefined => {
    const [one, two] = ([0, 1] as const).map((index) => only(keys.filter((leaf) => of(leaf, index))));
    return one === undefined || two === undefined ? undefined : [one, two];
  };
  const each =
    by(
      ({ path, beside }, index) =>
        mentions(path, outsideAddresses[index]) || beside.some((other) => other === outsideAddresses[index]),
    ) ?? by(({ path }, index) => new RegExp(`(?<![0-9.])${index + 1}(?![0-9.])`).test(path));
  if (each !== undefined) return { kind: 'each', keys: each };
  if (PRE_SHARED_KEY.test(text)) return { kind: 'one', key: text };
  const [alone] = keys;
  return keys.length === 1 && alone !== undefined ? { kind: 'one', key: alone.text } : { kind: 'as-held', text };
}
