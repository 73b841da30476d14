import type { TunnelKeys } from '../handover/secrets-file';

/**
 * The pre-shared keys in the secret that AWS keeps of a VPN connection. Its form isn't documented: whatever shows beyond doubt
 * which key is whose is taken, and anything else is handed on as it is.
 */

/** What AWS takes as a pre-shared key (EC2 API Reference, VpnTunnelOptionsSpecification). */
const PRE_SHARED_KEY = /^[A-Za-z1-9._][A-Za-z0-9._]{7,63}$/;
const NAMES_A_KEY = /key|psk|secret/i;

/** A text of the secret, under all the names that lead to it, and what stands beside it. */
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
  // Of a list the position is no name: which tunnel EC2 counts first, nobody knows.
  return entries.flatMap(([name, item]) => leaves(item, Array.isArray(value) ? path : [...path, name], texts));
}

const mentions = (text: string, address: string): boolean =>
  new RegExp(`(?<![0-9.])${address.replaceAll('.', '\\.')}(?![0-9.])`).test(text);

/** The one text that is a key and of this tunnel; undefined for none or for several. */
function only(found: readonly Leaf[]): string | undefined {
  const named = found.filter(({ path }) => NAMES_A_KEY.test(path));
  const texts = new Set((named.length > 0 ? named : found).map(({ text }) => text));
  return texts.size === 1 ? [...texts][0] : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function tunnelKeys(secret: string, outsideAddresses: readonly [string, string]): TunnelKeys {
  const text = secret.trim();
  const keys = leaves(parsed(text)).filter((leaf) => PRE_SHARED_KEY.test(leaf.text) && !/^[0-9.]+$/.test(leaf.text));
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
