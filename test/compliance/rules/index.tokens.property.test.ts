import fc from 'fast-check';
import { judgeTemplate } from '../../../lib/compliance/rules';
import { HEARTLAB_RULE_IDS } from '../../../lib/config/heartlab-rules';
import { exampleTemplates } from '../../support/builders/examples';

/** No rule throws, and every rule returns a result, for any value at any place of a template. */

const { templates } = exampleTemplates();

const INTRINSICS: readonly unknown[] = [
  { Ref: 'Parameter' },
  { Ref: 'AWS::NoValue' },
  { Ref: ['not', 'a', 'name'] },
  { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] },
  { 'Fn::GetAtt': 'Vpc.CidrBlock' },
  { 'Fn::GetAtt': { Ref: 'x' } },
  { 'Fn::ImportValue': 'export' },
  { 'Fn::If': ['Condition', 'a', { Ref: 'AWS::NoValue' }] },
  { 'Fn::Join': ['', ['a', { Ref: 'b' }]] },
  { 'Fn::Join': 'not a list' },
  { 'Fn::Sub': `\${Vpc}` },
  { 'Fn::Sub': [`\${A}`, { A: { Ref: 'b' } }] },
  { 'Fn::Sub': [null] },
  { 'Fn::Select': [0, { 'Fn::Split': [':', { Ref: 'x' }] }] },
  { 'Fn::Transform': { Name: 'x' } },
];
const OTHERS: readonly unknown[] = [null, undefined, true, 0, -1, '', 'text', [], [null], [[]], {}, { Value: null }];

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

/** Every place of a template, including list items. */
function places(parent: object): readonly Place[] {
  return Object.entries(parent).flatMap(([key, value]) => [
    { parent: parent as Record<string, unknown>, key },
    ...(typeof value === 'object' && value !== null ? places(value) : []),
  ]);
}

/** Checks a template, and returns the number of results. */
const answers = (template: unknown): number => judgeTemplate(template).length;

/** Together they have a resource of every type that a rule reads. */
const EVERY_TYPE = ['SiteStack-hobart-cardiology', 'IngestStack-melbourne'];
const READ = /^(AWS::(EC2|ElasticLoadBalancingV2|CloudWatch|Logs|DirectConnect|SecretsManager)::|Custom::HeartLab)/;

test.each(EVERY_TYPE)('%s, with each of the values that rules may read replaced in turn', (name) => {
  const template = structuredClone(templates.get(name));
  const resources = Object.values(template?.Resources ?? {}).filter(({ Type }) => READ.test(Type));
  for (const { Properties } of resources) delete Properties.Tags;
  const replacements = [...INTRINSICS, ...OTHERS];
  const all = [...resources.flatMap((resource) => places(resource)), ...places(template?.Metadata ?? {})];
  // One replacement per place, in turn: all replacements at all places would test nothing more.
  all.forEach(({ parent, key }, index) => {
    const before = parent[key];
    parent[key] = structuredClone(replacements[index % replacements.length]);
    expect(answers(template)).toBe(HEARTLAB_RULE_IDS.length);
    parent[key] = before;
  });
});

test('several values at once, by any replacement', () => {
  const names = [...templates.keys()];
  const one = fc.record({ place: fc.nat(), by: fc.constantFrom(...INTRINSICS, ...OTHERS) });
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.array(one, { minLength: 1, maxLength: 12 }), (name, changes) => {
      const template = structuredClone(templates.get(name) ?? {});
      for (const { place, by } of changes) {
        const all = places(template);
        const { parent, key } = all[place % all.length] ?? { parent: {}, key: '' };
        parent[key] = structuredClone(by);
      }
      expect(answers(template)).toBe(HEARTLAB_RULE_IDS.length);
    }),
    { numRuns: 150 },
  );
});

test('any JSON value', () => {
  fc.assert(fc.property(fc.anything(), (anything) => answers(anything) === HEARTLAB_RULE_IDS.length));
  const types = ['AWS::EC2::VPNConnection', 'AWS::EC2::SecurityGroup', 'AWS::EC2::Route', 'Custom::HeartLabVpnTunnels'];
  const resource = fc.record({ Type: fc.constantFrom(...types), Properties: fc.anything() });
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), resource),
      (Resources) => answers({ Resources }) === HEARTLAB_RULE_IDS.length,
    ),
  );
});
