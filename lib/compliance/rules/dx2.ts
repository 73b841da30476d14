import { allVirtualInterfaces } from '../../template/direct-connect';
import { isIntrinsic, listOf, shownText, valueAt } from '../../template/json';
import { judgeEach, type TemplateRule } from './rule';

export const dx2: TemplateRule = {
  id: 'HeartLab-DX2',
  failsWhen: 'a BGP peer of a virtual interface has no key',
  unknown: "Any value counts as a key, since a key is a reference. Peers that can't be determined are a finding.",
  judge: (view) =>
    judgeEach(allVirtualInterfaces(view), ({ properties }) => {
      const peers = valueAt(properties, 'BgpPeers');
      if (isIntrinsic(peers)) return [`its BGP peers can't be determined from ${shownText(peers)}`];
      const found = listOf(peers) ?? [];
      if (found.length === 0) return ['it has no BGP peer with a key'];
      return found.flatMap((peer, index) => {
        if (isIntrinsic(peer)) return [`the key of BGP peer ${index + 1} can't be determined from ${shownText(peer)}`];
        const key = valueAt(peer, 'AuthKey');
        return key === undefined || key === '' ? [`BGP peer ${index + 1} has no key (AuthKey)`] : [];
      });
    }),
};
