import { allVirtualInterfaces } from '../../template/direct-connect';
import { itemsOf, valueAt } from '../../template/json';
import { secretExposure } from '../../template/secrets';
import { perTunnel, tunnelPolicies } from '../../template/tunnels';
import { combineJudgements, eachOf, judgeEach, type TemplateRule } from './rule';

/** A finding of this rule must not contain the key. */
export const vpn6: TemplateRule = {
  id: 'HeartLab-VPN6',
  failsWhen: 'the template holds a pre-shared key or a BGP key in clear text, or as the default of a parameter',
  unknown:
    'A dynamic reference to Secrets Manager or to a secure SSM parameter, an attribute or an import is no finding. A value that may be built from literals is a finding.',
  judge: (view) =>
    combineJudgements(
      eachOf(tunnelPolicies(view), (policy) =>
        perTunnel(policy, (options) =>
          exposed('the pre-shared key', secretExposure(view, valueAt(options, 'PreSharedKey'))),
        ),
      ),
      judgeEach(allVirtualInterfaces(view), ({ properties }) =>
        itemsOf(valueAt(properties, 'BgpPeers')).flatMap((peer, index) =>
          exposed(`the BGP key of peer ${index + 1}`, secretExposure(view, valueAt(peer, 'AuthKey'))),
        ),
      ),
    ),
};

const exposed = (what: string, how: string | undefined): readonly string[] =>
  how === undefined ? [] : [`${what} ${how}`];
