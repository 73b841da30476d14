import type { JsonObject, TemplateValue } from '../../../lib/template/json';
import { found, outcome, type Resources, TOKEN } from '../../support/builders/rule-templates';

const rule = 'HeartLab-STOW3';
const balancer = (seconds: TemplateValue, more: JsonObject = {}): Resources => ({
  Alb: [
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    { Type: 'application', LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: seconds }], ...more },
  ],
});
const listener = (seconds: TemplateValue): Resources => ({
  Listener: [
    'AWS::ElasticLoadBalancingV2::Listener',
    { Protocol: 'TCP', ListenerAttributes: [{ Key: 'tcp.idle_timeout.seconds', Value: seconds }] },
  ],
});

describe(rule, () => {
  test('passes 300 s and more', () => {
    expect(outcome(rule, balancer('300'))).toEqual({ rule, judged: 1, findings: [] });
    expect(found(rule, balancer(4000))).toEqual([]);
    expect(found(rule, listener('350'))).toEqual([]);
    expect(found(rule, { Listener: ['AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'TCP' }] })).toEqual([]);
  });

  test.each<[string, Resources, RegExp]>([
    ['less', balancer('299'), /idle timeout is 299 s, under 300 s/],
    ["AWS's default", balancer(60, { LoadBalancerAttributes: [] }), /AWS's default of 60 s/],
    [
      "AWS's default of AWS's default type",
      balancer(60, { LoadBalancerAttributes: undefined, Type: undefined }),
      /60 s/,
    ],
    ['a token', balancer(TOKEN), /can't be determined/],
    ['attributes that are a token', balancer(0, { LoadBalancerAttributes: TOKEN }), /can't be determined/],
    ['less of a TCP listener', listener('60'), /idle timeout is 60 s/],
  ])('finds %s', (_, resources, message) => {
    expect(found(rule, resources)).toEqual([expect.stringMatching(message)]);
  });

  test('a Network Load Balancer has its timeout on its listeners', () => {
    expect(outcome(rule, balancer('60', { Type: 'network' })).judged).toBe(0);
  });
});
