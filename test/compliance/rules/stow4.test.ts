import type { JsonObject, TemplateValue } from '../../../lib/template/json';
import { found, outcome, type Resources, ref, TOKEN } from '../../support/builders/rule-templates';

const rule = 'HeartLab-STOW4';
const NOT_FOUND = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
const FORWARD = [{ Type: 'forward', TargetGroupArn: ref('Targets') }];
const path = (...Values: readonly TemplateValue[]): JsonObject => ({
  Field: 'path-pattern',
  PathPatternConfig: { Values },
});
const methods = (...Values: readonly TemplateValue[]): JsonObject => ({
  Field: 'http-request-method',
  HttpRequestMethodConfig: { Values },
});
const serving = (conditions: TemplateValue, actions: TemplateValue = FORWARD): Resources => ({
  Listener: ['AWS::ElasticLoadBalancingV2::Listener', { Port: 443, Protocol: 'HTTPS', DefaultActions: NOT_FOUND }],
  Rule: [
    'AWS::ElasticLoadBalancingV2::ListenerRule',
    { ListenerArn: ref('Listener'), Conditions: conditions, Actions: actions },
  ],
});

/** The listener for health checks, on a port that only the security group of the NLB reaches. */
const health = (rules: JsonObject, source: JsonObject = {}, listener: JsonObject = {}): Resources => ({
  Nlb: ['AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', SecurityGroups: [ref('NlbGroup')] }],
  Alb: ['AWS::ElasticLoadBalancingV2::LoadBalancer', { SecurityGroups: [ref('AlbGroup')] }],
  NlbGroup: ['AWS::EC2::SecurityGroup', {}],
  AlbGroup: ['AWS::EC2::SecurityGroup', {}],
  Ingress: [
    'AWS::EC2::SecurityGroupIngress',
    {
      GroupId: ref('AlbGroup'),
      FromPort: 8443,
      ToPort: 8443,
      IpProtocol: 'tcp',
      SourceSecurityGroupId: ref('NlbGroup'),
      ...source,
    },
  ],
  Targets: ['AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckPath: '/health' }],
  Health: [
    'AWS::ElasticLoadBalancingV2::Listener',
    { Port: 8443, Protocol: 'HTTPS', LoadBalancerArn: ref('Alb'), DefaultActions: NOT_FOUND, ...listener },
  ],
  HealthRule: [
    'AWS::ElasticLoadBalancingV2::ListenerRule',
    { ListenerArn: ref('Health'), Conditions: [path('/health'), methods('GET')], Actions: FORWARD, ...rules },
  ],
});

describe(rule, () => {
  test('passes paths in /dicomweb/', () => {
    const inside = [path('/dicomweb/*'), methods('POST')];
    expect(outcome(rule, serving(inside))).toEqual({ rule, judged: 2, findings: [] });
    expect(found(rule, serving([path('/dicomweb/studies', '/dicomweb/studies/*')]))).toEqual([]);
    expect(found(rule, serving([{ Field: 'path-pattern', Values: ['/dicomweb/*'] }]))).toEqual([]);
    const regex = { Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/dicomweb/studies$'] } };
    expect(found(rule, serving([regex]))).toEqual([]);
  });

  test('passes refusals and redirects of any path', () => {
    expect(found(rule, serving([path('/*')], NOT_FOUND))).toEqual([]);
    expect(found(rule, serving([path('/*')], [{ Type: 'redirect', RedirectConfig: {} }]))).toEqual([]);
  });

  test.each<[string, TemplateValue, RegExp]>([
    ['another path', [path('/admin/*')], /serves \/admin\/\*, outside \/dicomweb\//],
    ['one among others', [path('/dicomweb/*', '/')], /serves \/, outside/],
    ['a prefix without its slash', [path('/dicomweb*')], /serves \/dicomweb\*, outside/],
    ['a wildcard before', [path('*/dicomweb/*')], /outside/],
    ['every path', [methods('POST')], /serves every path/],
    ['a token for a path', [path(TOKEN)], /can't be determined/],
    ['a token for a condition', [TOKEN], /can't be determined/],
    ['a token for the conditions', TOKEN, /can't be determined/],
    [
      'an open regular expression',
      [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['/dicomweb/'] } }],
      /outside/,
    ],
  ])('finds %s', (_, conditions, message) => {
    expect(found(rule, serving(conditions))).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string, TemplateValue]>([
    ['forwards', FORWARD],
    ['answers', [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }]],
    ['authenticates, then forwards', [{ Type: 'authenticate-oidc' }, ...FORWARD]],
    ['is a token', TOKEN],
  ])('finds a default action that %s', (_, DefaultActions) => {
    const listener = ['AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTP', DefaultActions }] as const;
    expect(found(rule, { listener })).toEqual(['listener: its default action serves every path']);
  });

  test('passes the listener for health checks', () => {
    expect(found(rule, health({}))).toEqual([]);
  });

  test.each<[string, Resources]>([
    ['a path that no target group checks', health({ Conditions: [path('/status'), methods('GET')] })],
    ['a wildcard', health({ Conditions: [path('/health*'), methods('GET')] })],
    ['any method', health({ Conditions: [path('/health')] })],
    ['a method that writes', health({ Conditions: [path('/health'), methods('GET', 'POST')] })],
    ['a source by address', health({}, { SourceSecurityGroupId: undefined, CidrIp: '10.0.0.0/8' })],
    ['a source by address too', health({}, { CidrIp: '10.0.0.0/8' })],
    ['another group', health({}, { SourceSecurityGroupId: ref('Tasks') })],
    ['a range over its port', health({}, { FromPort: 0, ToPort: 65535, SourceSecurityGroupId: TOKEN })],
    ['a port that is a token', health({}, {}, { Port: TOKEN })],
    ['a load balancer that is a token', health({}, {}, { LoadBalancerArn: TOKEN })],
  ])('finds the health check with %s', (_, resources) => {
    expect(found(rule, resources)).toHaveLength(1);
  });

  test('finds a health check on a listener that serves more', () => {
    const More = [
      'AWS::ElasticLoadBalancingV2::ListenerRule',
      { ListenerArn: ref('Health'), Conditions: [path('/dicomweb/*')], Actions: FORWARD },
    ] as const;
    expect(found(rule, { ...health({}), More })).toEqual([expect.stringMatching(/^HealthRule: it serves \/health/)]);
  });
});
