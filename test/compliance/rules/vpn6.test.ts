import type { JsonObject, TemplateValue } from '../../../lib/template/json';
import { aConnection, aLine, att, found, outcome, ref } from '../../support/builders/rule-templates';

const rule = 'HeartLab-VPN6';
const KEY = 'correcthorsebatterystaple';
const key = (PreSharedKey: TemplateValue, parameters: JsonObject = {}) =>
  found(rule, { Connection: aConnection({ PreSharedKey }) }, { parameters });
const lineKey = (AuthKey: TemplateValue, parameters: JsonObject = {}) =>
  found(rule, { Line: aLine({ BgpPeers: [{ AuthKey }] }) }, { parameters });
const secret = (SecretString: TemplateValue) => ['AWS::SecretsManager::Secret', { SecretString }] as const;
const RESOLVED = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', ref('Secret'), ':SecretString:::}}']] };

describe(rule, () => {
  test('passes connections without a key, and counts them', () => {
    expect(outcome(rule, { Connection: aConnection(), Line: aLine() })).toEqual({ rule, judged: 2, findings: [] });
  });

  test.each<[string, TemplateValue]>([
    ['of Secrets Manager', '{{resolve:secretsmanager:heartlab/key:SecretString:psk}}'],
    ['of a secure parameter', '{{resolve:ssm-secure:heartlab-key:1}}'],
    ['joined', { 'Fn::Join': ['', ['{{resolve:secretsmanager:', ref('Secret'), ':SecretString:::}}']] }],
    ['substituted', { 'Fn::Sub': `{{resolve:secretsmanager:\${Secret}:SecretString:::}}` }],
    ['by attribute', att('Custom', 'Key')],
    ['in a parameter without default', ref('Key')],
    ['that is absent', ref('AWS::NoValue')],
  ])('passes a key %s', (_, value) => {
    const parameters = { Key: { Type: 'String', NoEcho: true } };
    expect([...key(value, parameters), ...lineKey(value, parameters)]).toEqual([]);
  });

  test.each<[string, TemplateValue, RegExp]>([
    ['in clear text', KEY, /is in the template in clear text/],
    ['half a reference', `${KEY}{{resolve:secretsmanager:a}}`, /in clear/],
    ['a plain parameter of SSM', '{{resolve:ssm:heartlab-key}}', /in clear/],
    ['the default of a parameter', ref('Key'), /is the default of parameter Key/],
    ['joined from literals', { 'Fn::Join': ['', [KEY, ref('AWS::Region')]] }, /is built in the template/],
    ['from a mapping', { 'Fn::FindInMap': ['Keys', 'a', 'b'] }, /is built in the template/],
    ['in a branch', { 'Fn::If': ['Condition', att('Custom', 'Key'), KEY] }, /in clear/],
  ])('finds a key %s without repeating it', (_, value, message) => {
    const parameters = { Key: { Type: 'String', NoEcho: true, Default: KEY } };
    for (const findings of [key(value, parameters), lineKey(value, parameters)]) {
      expect(findings).toEqual([expect.stringMatching(message)]);
      expect(findings.join()).not.toContain(KEY);
    }
  });

  test('finds a secret whose value is in the template', () => {
    const line = aLine({ BgpPeers: [{ AuthKey: RESOLVED }] });
    expect(found(rule, { Line: line, Secret: secret(KEY) })).toEqual([
      expect.stringMatching(/the secret Secret, whose/),
    ]);
    expect(found(rule, { Line: line, Secret: ['AWS::SecretsManager::Secret', { GenerateSecretString: {} }] })).toEqual(
      [],
    );
  });
});
