import { IKE_VERSION } from '../../config/proposals';
import { isIntrinsic, shownText, type TemplateValue, valueAt } from '../../template/json';
import { listValues, perTunnel, tunnelPolicies } from '../../template/tunnels';
import { eachOf, type TemplateRule } from './rule';

/** Checks the options of the connection and those of the update, because the connection runs with its own until the update. */
export const vpn1: TemplateRule = {
  id: 'HeartLab-VPN1',
  failsWhen: 'a VPN connection permits any IKE version but 2',
  unknown: "A version that can't be determined is a finding; without a list, AWS's default permits both versions.",
  judge: (view) => eachOf(tunnelPolicies(view), (policy) => perTunnel(policy, wrong)),
};

function wrong(options: TemplateValue): readonly string[] {
  const name = 'IKEVersions';
  const versions = listValues(options, name);
  if (versions === undefined) {
    const found = valueAt(options, name);
    return [
      isIntrinsic(found)
        ? `the permitted IKE versions can't be determined from ${shownText(found)}`
        : "IKE versions 1 and 2 are permitted: AWS's default without IKEVersions",
    ];
  }
  return versions.flatMap((version) => {
    if (version === IKE_VERSION) return [];
    if (isIntrinsic(version)) return [`a permitted IKE version can't be determined from ${shownText(version)}`];
    return [`IKE version ${shownText(version)} is permitted; only ${IKE_VERSION} is allowed`];
  });
}
