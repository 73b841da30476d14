import type { Json, JsonObject } from '../../../lib/compliance/template/json';
import { att, found, outcome, type Resources, ref, TOKEN } from './support';

const rule = 'HeartLab-STOW2';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const NOT_FOUND = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
const FORWARD = [{ Type: 'forward', TargetGroupArn: ref('Targets') }];
const MUTUAL = { Mode: 'verify', TrustStoreArn: att('Store', 'TrustStoreArn'), IgnoreClientCertificateExpiry: false };

const serving = (listener: string, path: Json) =>
  [
    RULE,
    {
      ListenerArn: ref(listener),
      Actions: FORWARD,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [path] } }],
    },
  ] as const;
const door = (MutualAuthentication: Json = MUTUAL): Resources => ({
  Store: ['AWS::ElasticLoadBalancingV2::TrustStore', {}],
  Door: [LISTENER, { Protocol: 'HTTPS', LoadBalancerArn: ref('Alb'), DefaultActions: NOT_FOUND, MutualAuthentication }],
  DoorRule: serving('Door', '/dicomweb/*'),
});
const beside = (path: Json, actions: Json = NOT_FOUND): Resources => ({
  Beside: [LISTENER, { Protocol: 'HTTPS', LoadBalancerArn: ref('Alb'), DefaultActions: actions }],
  BesideRule: serving('Beside', path),
});

describe(rule, () => {
  test('passes a door that verifies, and looks at its trust store too', () => {
    expect(outcome(rule, door())).toEqual({ rule, judged: 2, findings: [] });
    expect(found(rule, door({ ...MUTUAL, IgnoreClientCertificateExpiry: undefined }))).toEqual([]);
  });

  test('a door by Basic, which has no MutualAuthentication and no trust store, is none', () => {
    expect(outcome(rule, beside('/dicomweb/*'))).toEqual({ rule, judged: 0, findings: [] });
  });

  test.each<[string, JsonObject, RegExp]>([
    ['passthrough', { Mode: 'passthrough' }, /mode of client certificates is passthrough, not verify/],
    ['off', { Mode: 'off' }, /is off, not verify/],
    ['no mode', { Mode: undefined }, /is nothing, not verify/],
    ['a token for the mode', { Mode: TOKEN }, /can't be told/],
    ['ignored expiry', { IgnoreClientCertificateExpiry: true }, /accepted past their expiry/],
    ['a token for expiry', { IgnoreClientCertificateExpiry: TOKEN }, /whether expired .* can't be told/],
    ['no trust store', { TrustStoreArn: undefined }, /by no trust store/],
  ])('finds %s', (_, changes, said) => {
    expect(found(rule, door({ ...MUTUAL, ...changes }))).toContainEqual(expect.stringMatching(said));
  });

  test('finds a door whose MutualAuthentication was taken away, by its trust store', () => {
    const {
      Door: [type, { MutualAuthentication: _, ...open }],
    } = door() as { Door: [string, JsonObject] };
    expect(found(rule, { ...door(), Door: [type, open] })).toEqual([
      expect.stringMatching(/^Store: no listener verifies client certificates by this trust store/),
    ]);
  });

  test('finds a way round: a listener beside the door that serves the same paths', () => {
    expect(found(rule, { ...door(), ...beside('/dicomweb/*') })).toEqual([
      expect.stringMatching(/^Beside: .*way round/),
    ]);
    expect(found(rule, { ...door(), ...beside('/health', FORWARD) })).toEqual([expect.stringMatching(/way round/)]);
    for (const path of ['/dicomweb/studies', '/dicomweb*', '/*', TOKEN])
      expect(found(rule, { ...door(), ...beside(path) })).toHaveLength(1);
    expect(found(rule, { ...door(), ...beside('/health') })).toEqual([]);
  });
});
