import { type IpsecPolicy, LIFETIME_SECONDS, PERMITTED_POLICY } from '../../config/proposals';
import { isIntrinsic, numberOf, shownText, type TemplateValue, textOf, valueAt } from '../../template/json';
import { listValues, perTunnel, tunnelPolicies } from '../../template/tunnels';
import { eachOf, type TemplateRule } from './rule';

/** Checks the options of the connection and those of the update, because the connection runs with its own until the update. */
export const vpn2: TemplateRule = {
  id: 'HeartLab-VPN2',
  failsWhen:
    "any proposal, DH group or lifetime lies outside the permitted envelope, or a list is absent (AWS's default is everything)",
  unknown:
    "A proposal, group or lifetime that can't be determined is a finding; without a lifetime, AWS's default is the upper bound.",
  judge: (view) => eachOf(tunnelPolicies(view), (policy) => perTunnel(policy, wrong)),
};

const PHASES = [
  { key: 'phase1', name: 'Phase1', words: 'phase 1' },
  { key: 'phase2', name: 'Phase2', words: 'phase 2' },
] as const satisfies readonly { readonly key: keyof IpsecPolicy; readonly name: string; readonly words: string }[];

/** EC2's name of each list, and the permitted values. */
const LISTS = [
  { suffix: 'EncryptionAlgorithms', words: 'encryption', of: 'encryption' },
  { suffix: 'IntegrityAlgorithms', words: 'integrity', of: 'integrity' },
  { suffix: 'DHGroupNumbers', words: 'DH group', of: 'dhGroups' },
] as const;

/** The lists of both phases, computed once for all tunnels. */
const PERMITTED = PHASES.flatMap(({ key, name, words }) =>
  LISTS.map(({ suffix, words: what, of }) => ({
    name: `${name}${suffix}`,
    words: `${words} ${what}`,
    permitted: new Set<string>(PERMITTED_POLICY[key][of].map(String)),
  })),
);

function wrong(options: TemplateValue): readonly string[] {
  const lists = PERMITTED.flatMap(({ name, words, permitted }) => outside(options, name, words, permitted));
  return [
    ...lists,
    ...PHASES.flatMap(({ key, name, words }) => lifetime(options, key, name, words)),
    ...order(options),
  ];
}

function outside(
  options: TemplateValue,
  name: string,
  words: string,
  permitted: ReadonlySet<string>,
): readonly string[] {
  const found = listValues(options, name);
  if (found === undefined) {
    const value = valueAt(options, name);
    return isIntrinsic(value)
      ? [`${words} can't be determined from ${shownText(value)}`]
      : [`every ${words} is permitted: AWS's default without ${name}`];
  }
  return found.flatMap((value) => {
    if (permitted.has(textOf(value) ?? '')) return [];
    return isIntrinsic(value)
      ? [`${words} can't be determined from ${shownText(value)}`]
      : [`${words} ${shownText(value)} is outside the permitted envelope`];
  });
}

function lifetime(options: TemplateValue, key: 'phase1' | 'phase2', name: string, words: string): readonly string[] {
  const value = valueAt(options, `${name}LifetimeSeconds`);
  if (value === undefined) return [];
  const seconds = numberOf(value);
  const { min, max } = LIFETIME_SECONDS[key];
  if (seconds === undefined) return [`the lifetime of ${words} can't be determined from ${shownText(value)}`];
  return seconds >= min && seconds <= max
    ? []
    : [`the lifetime of ${words} is ${seconds} s, outside the permitted ${min} to ${max} s`];
}

/** Phase 2 must have the shorter lifetime, because its keys are renewed under those of phase 1. */
function order(options: TemplateValue): readonly string[] {
  const one = numberOf(valueAt(options, 'Phase1LifetimeSeconds') ?? LIFETIME_SECONDS.phase1.max);
  const two = numberOf(valueAt(options, 'Phase2LifetimeSeconds') ?? LIFETIME_SECONDS.phase2.max);
  return one !== undefined && two !== undefined && two >= one
    ? [`the lifetime of phase 2 (${two} s) is not shorter than that of phase 1 (${one} s)`]
    : [];
}
