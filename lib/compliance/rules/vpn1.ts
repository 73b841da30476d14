import { IKE_VERSION } from '../../config/proposals';
import { isIntrinsic, type Json, shownText, valueAt } from '../../template/json';
import { listValues, perTunnel, tunnelPolicies } from '../../template/tunnels';
import { eachOf, type TemplateRule } from './rule';

/** Checks the options at creation and those of the update: until the update, the connection runs with the former. */
export const vpn1: TemplateRule = {
  id: 'HeartLab-VPN1',
  failsWhen: 'a VPN connection permits any IKE version but 2',
  unknown: "A version that can't be determined is a finding; without a list, AWS's default permits both versions.",
  judge: (view) => eachOf(tunnelPolicies(view), (policy) => perTunnel(policy, wrong)),
};

function wrong(options: Json): readonly string[] {
  const name = 'IKEVersions';
  const versions = listValues(options, name);
  if (versions === undefined) {
    const found = valueAt(options, name);
    return [
      isIntrinsic(found)
        ? `which IKE versions are permitted can't be determined from ${shownText(found)}`
        : "IKE versions 1 and 2 are permitted: without IKEVersions that is AWS's default",
    ];
  }
  return versions.flatMap((version) => {
    if (version === IKE_VERSION) return [];
    if (isIntrinsic(version)) return [`which IKE version is permitted can't be determined from ${shownText(version)}`];
    return [`IKE version ${shownText(version)} is permitted; only ${IKE_VERSION} may be`];
  });
}
