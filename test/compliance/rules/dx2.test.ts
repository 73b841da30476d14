import type { TemplateValue } from '../../../lib/template/json';
import { aLine, att, found, outcome, ref, TOKEN } from '../../support/builders/rule-templates';

const rule = 'HeartLab-DX2';
const peers = (BgpPeers: TemplateValue) => found(rule, { Line: aLine({ BgpPeers }) });

describe(rule, () => {
  test('passes a peer with any reference as its key', () => {
    expect(outcome(rule, { Line: aLine() })).toEqual({ rule, judged: 1, findings: [] });
    expect(peers([{ AuthKey: TOKEN }, { AuthKey: att('Custom', 'Key') }])).toEqual([]);
  });

  test.each<[string, TemplateValue, RegExp]>([
    ['no peers', undefined, /no BGP peer with a key/],
    ['peers that are a token', TOKEN, /can't be determined/],
    ['a peer that is a token', [TOKEN], /the key of BGP peer 1 can't be determined/],
    ['a second peer without a key', [{ AuthKey: TOKEN }, { Asn: '1' }], /BGP peer 2 has no key/],
    ['an empty key', [{ AuthKey: '' }], /BGP peer 1 has no key/],
    ['an absent key', [{ AuthKey: ref('AWS::NoValue') }], /BGP peer 1 has no key/],
  ])('finds %s', (_, value, message) => {
    expect(peers(value)).toEqual([expect.stringMatching(message)]);
  });
});
