import { allVirtualInterfaces } from '../../template/direct-connect';
import { itemsOf, valueAt } from '../../template/json';
import { secretExposure } from '../../template/secrets';
import { perTunnel, tunnelPolicies } from '../../template/tunnels';
import { combineJudgements, eachOf, judgeEach, type TemplateRule } from './rule';

/** No finding of this rule may ever say the key itself. */
export const vpn6: TemplateRule = {
  id: 'HeartLab-VPN6',
  failsWhen: 'a pre-shared or BGP key stands in the template in clear or as a parameter default',
  unknown:
    'A dynamic reference to Secrets Manager or to a secure SSM parameter, an attribute and an import are what a key should be: no finding. What may be put together from literals is one.',
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
