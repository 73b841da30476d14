import { judgeTemplate } from '../../../lib/compliance/rules';
import type { JsonObject, TemplateValue } from '../../../lib/template/json';
import { att, found, outcome, type Resources, ref, TOKEN, template } from '../../support/builders/rule-templates';

const rule = 'HeartLab-STOW2';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const NOT_FOUND = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
const FORWARD = [{ Type: 'forward', TargetGroupArn: ref('Targets') }];
const MUTUAL = { Mode: 'verify', TrustStoreArn: att('Store', 'TrustStoreArn'), IgnoreClientCertificateExpiry: false };

const serving = (listener: string, path: TemplateValue) =>
  [
    RULE,
    {
      ListenerArn: ref(listener),
      Actions: FORWARD,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [path] } }],
    },
  ] as const;
const mtlsListener = (MutualAuthentication: TemplateValue = MUTUAL): Resources => ({
  Store: ['AWS::ElasticLoadBalancingV2::TrustStore', {}],
  Mtls: [LISTENER, { Protocol: 'HTTPS', LoadBalancerArn: ref('Alb'), DefaultActions: NOT_FOUND, MutualAuthentication }],
  MtlsRule: serving('Mtls', '/dicomweb/*'),
});
const beside = (path: TemplateValue, actions: TemplateValue = NOT_FOUND): Resources => ({
  Beside: [LISTENER, { Protocol: 'HTTPS', LoadBalancerArn: ref('Alb'), DefaultActions: actions }],
  BesideRule: serving('Beside', path),
});

describe(rule, () => {
  test('passes an mTLS listener that verifies, and checks its trust store', () => {
    expect(outcome(rule, mtlsListener())).toEqual({ rule, judged: 2, findings: [] });
    expect(found(rule, mtlsListener({ ...MUTUAL, IgnoreClientCertificateExpiry: undefined }))).toEqual([]);
  });

  test('a listener for Basic, without MutualAuthentication and trust store, is no mTLS listener', () => {
    expect(outcome(rule, beside('/dicomweb/*'))).toEqual({ rule, judged: 0, findings: [] });
  });

  test.each<[string, JsonObject, RegExp]>([
    ['passthrough', { Mode: 'passthrough' }, /mode of client certificates is passthrough, not verify/],
    ['off', { Mode: 'off' }, /is off, not verify/],
    ['no mode', { Mode: undefined }, /is nothing, not verify/],
    ['a token for the mode', { Mode: TOKEN }, /can't be determined/],
    ['ignored expiry', { IgnoreClientCertificateExpiry: true }, /accepted past their expiry/],
    ['a token for expiry', { IgnoreClientCertificateExpiry: TOKEN }, /whether expired .* can't be determined/],
    ['no trust store', { TrustStoreArn: undefined }, /without a trust store/],
  ])('finds %s', (_, changes, message) => {
    expect(found(rule, mtlsListener({ ...MUTUAL, ...changes }))).toContainEqual(expect.stringMatching(message));
  });

  test('finds a listener whose MutualAuthentication was removed, by its trust store', () => {
    const {
      Mtls: [type, { MutualAuthentication: _, ...open }],
    } = mtlsListener() as { Mtls: [string, JsonObject] };
    expect(found(rule, { ...mtlsListener(), Mtls: [type, open] })).toEqual([
      expect.stringMatching(/^Store: no listener verifies client certificates with this trust store/),
    ]);
  });

  test('finds a listener beside the mTLS listener that serves the same paths', () => {
    expect(found(rule, { ...mtlsListener(), ...beside('/dicomweb/*') })).toEqual([
      expect.stringMatching(/^Beside: serves paths without client certificates/),
    ]);
    expect(found(rule, { ...mtlsListener(), ...beside('/health', FORWARD) })).toEqual([
      expect.stringMatching(/serves paths without client certificates/),
    ]);
    for (const path of ['/dicomweb/studies', '/dicomweb*', '/*', TOKEN])
      expect(found(rule, { ...mtlsListener(), ...beside(path) })).toHaveLength(1);
    expect(found(rule, { ...mtlsListener(), ...beside('/health') })).toEqual([]);
  });

  test('a trust store that the template exports is no finding', () => {
    const base = {
      ...template({ Store: ['AWS::ElasticLoadBalancingV2::TrustStore', {}] }),
      Outputs: { Arn: { Value: att('Store', 'TrustStoreArn'), Export: { Name: 'trust-store-arn' } } },
    };
    expect(details(base)).toEqual([]);
    const kept = { ...base, Outputs: { Arn: { Value: att('Store', 'TrustStoreArn') } } };
    expect(details(kept)).toEqual([expect.stringMatching(/^Store: no listener verifies/)]);
  });
});

const details = (of: object): readonly string[] =>
  judgeTemplate(of)
    .filter((one) => one.rule === rule)
    .flatMap(({ findings }) => findings.map(({ logicalId, detail }) => `${logicalId}: ${detail}`));

describe('the cell of a hospital', () => {
  const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
  const GATE = { Targets: [TARGETS, { TargetType: 'ip', Protocol: 'TLS', Port: 8443 }] } as const;
  const into = (Port: number, Protocol: string, target: string): Resources => ({
    Into: [
      LISTENER,
      { Port, Protocol, LoadBalancerArn: ref('Nlb'), DefaultActions: [{ TargetGroupArn: ref(target) }] },
    ],
  });
  const cell = (auth: TemplateValue, resources: Resources): object => ({
    ...template(resources),
    Metadata: { 'HeartLab::Cell': { site: 'alpha', ...(auth === undefined ? {} : { auth }) } },
  });

  test('with Basic has a listener without client certificates', () =>
    expect(details(cell('basic', { ...GATE, ...into(443, 'TLS', 'Targets') }))).toEqual([]));

  test.each<[string, TemplateValue]>([
    ['with mTLS', 'mtls'],
    ['with metadata that cannot be read', undefined],
    ['with an unknown value', 'Basic'],
  ])('%s has no listener without verification to STOW-RS, on any port', (_, auth) => {
    for (const port of [443, 8443, 104])
      for (const protocol of ['TLS', 'TCP'])
        expect(details(cell(auth, { ...GATE, ...into(port, protocol, 'Targets') }))).toEqual([
          expect.stringMatching(/^Into: .*without verifying client certificates: every client is accepted$/),
        ]);
  });

  test('with mTLS may forward TCP to an ALB that verifies, and C-STORE to the tasks', () => {
    const alb = { ToAlb: [TARGETS, { TargetType: 'alb', Protocol: 'TCP', Port: 443 }] } as const;
    const dimse = { Dimse: [TARGETS, { TargetType: 'ip', Protocol: 'TCP', Port: 11112 }] } as const;
    const imported = mtlsListener({ ...MUTUAL, TrustStoreArn: { 'Fn::ImportValue': 'trust-store-arn' } });
    const { Store: _, ...rest } = imported;
    expect(details(cell('mtls', { ...GATE, ...rest, ...alb, ...into(443, 'TCP', 'ToAlb') }))).toEqual([]);
    expect(details(cell('mtls', { ...dimse, ...into(2762, 'TLS', 'Dimse') }))).toEqual([]);
    // The target uses TLS, so this is not C-STORE.
    const tls = { Dimse: [TARGETS, { TargetType: 'ip', Protocol: 'TLS', Port: 11112 }] } as const;
    expect(details(cell('mtls', { ...tls, ...into(2762, 'TLS', 'Dimse') }))).toHaveLength(1);
  });

  test('with mTLS may serve only the health check without certificates', () => {
    const { Store: _, Mtls: __, MtlsRule: ___, ...health } = { ...mtlsListener(), ...beside('/health') };
    expect(details(cell('mtls', { ...GATE, ...health }))).toEqual([]);
    const { Store: ____, Mtls: _____, MtlsRule: ______, ...all } = { ...mtlsListener(), ...beside('/dicomweb/*') };
    expect(details(cell('mtls', { ...GATE, ...all }))).toEqual([
      expect.stringMatching(/^Beside: forwards to the STOW-RS/),
    ]);
  });
});
