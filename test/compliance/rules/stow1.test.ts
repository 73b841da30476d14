import type { JsonObject } from '../../../lib/template/json';
import { found, outcome, type Resources, TOKEN } from '../../support/builders/rule-templates';

const rule = 'HeartLab-STOW1';
const listener = (properties: JsonObject): Resources => ({
  Listener: ['AWS::ElasticLoadBalancingV2::Listener', { Port: 443, Protocol: 'HTTPS', ...properties }],
});

describe(rule, () => {
  test.each([
    'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
    'ELBSecurityPolicy-TLS13-1-2-2021-06',
    'ELBSecurityPolicy-TLS13-1-3-2021-06',
    'ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04',
    'ELBSecurityPolicy-TLS-1-2-Ext-2018-06',
    'ELBSecurityPolicy-FS-1-2-Res-2020-10',
  ])('passes %s', (SslPolicy) => {
    expect(outcome(rule, listener({ SslPolicy }))).toEqual({ rule, judged: 1, findings: [] });
    expect(found(rule, listener({ SslPolicy, Protocol: 'TLS' }))).toEqual([]);
  });

  test.each([
    'ELBSecurityPolicy-2016-08',
    'ELBSecurityPolicy-TLS-1-0-2015-04',
    'ELBSecurityPolicy-TLS-1-1-2017-01',
    'ELBSecurityPolicy-TLS13-1-0-2021-06',
    'ELBSecurityPolicy-TLS13-1-1-2021-06',
    'ELBSecurityPolicy-FS-2018-06',
    'ELBSecurityPolicy-FS-1-1-2019-08',
    'mine',
  ])('finds %s', (SslPolicy) => {
    expect(found(rule, listener({ SslPolicy }))).toEqual([expect.stringMatching(/permits versions before TLS 1\.2/)]);
  });

  test.each<[string, JsonObject, RegExp]>([
    ['no policy', {}, /has no SslPolicy/],
    ['no policy of a TLS listener', { Protocol: 'TLS' }, /has no SslPolicy/],
    ['a policy that is a token', { SslPolicy: TOKEN }, /can't be determined/],
    ['a protocol that is a token', { Protocol: TOKEN }, /has no SslPolicy/],
  ])('finds %s', (_, properties, message) => {
    expect(found(rule, listener(properties))).toEqual([expect.stringMatching(message)]);
  });

  test.each(['TCP', 'HTTP', 'UDP'])('ignores a %s listener', (Protocol) => {
    expect(outcome(rule, listener({ Protocol })).judged).toBe(0);
  });
});
