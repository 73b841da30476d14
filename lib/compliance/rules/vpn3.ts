import { WEAK_VALUES } from '../../config/proposals';
import { isIntrinsic, shownText, type TemplateValue, textOf, valueAt } from '../../template/json';
import { effectivePolicies, listValues, perTunnel } from '../../template/tunnels';
import { eachOf, type TemplateRule } from './rule';

/** For a site, lib/config/findings.ts reports the same from the site file alone; a test compares the two. */
export const vpn3: TemplateRule = {
  id: 'HeartLab-VPN3',
  failsWhen:
    "the effective policy (Custom::HeartLabVpnTunnels where there is one, else the connection's) permits SHA1 or DH group 2, 5, 22, 23 or 24",
  unknown:
    "An integrity algorithm or DH group that can't be determined is a finding; so is an absent list, since AWS's default includes them.",
  judge: (view) => eachOf(effectivePolicies(view), (policy) => perTunnel(policy, weak)),
};

const LISTS = (['Phase1', 'Phase2'] as const).flatMap((phase) => {
  const words = phase === 'Phase1' ? 'phase 1' : 'phase 2';
  return [
    {
      name: `${phase}IntegrityAlgorithms`,
      words: `${words} integrity`,
      weak: WEAK_VALUES.integrity as readonly string[],
    },
    { name: `${phase}DHGroupNumbers`, words: `${words} DH group`, weak: WEAK_VALUES.dhGroups.map(String) },
  ];
});

function weak(options: TemplateValue): readonly string[] {
  const found = LISTS.flatMap(({ name, words, weak }) => {
    const offered = listValues(options, name);
    if (offered === undefined) {
      const value = valueAt(options, name);
      return [
        isIntrinsic(value) ? `${words} (can't be determined from ${shownText(value)})` : `any ${words} (AWS's default)`,
      ];
    }
    const unknown = offered
      .filter(isIntrinsic)
      .map((value) => `${words} (can't be determined from ${shownText(value)})`);
    const legacy = offered.flatMap((value) => (weak.includes(textOf(value) ?? '') ? [textOf(value)] : []));
    return legacy.length === 0 ? unknown : [...unknown, `${words} ${legacy.join(', ')}`];
  });
  // One finding for all values: the site acknowledges a device that supports nothing better.
  return found.length === 0 ? [] : [`permits ${found.join('; ')}: AWS uses the weakest value that both sides offer`];
}
