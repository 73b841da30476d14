import { resourceTypes } from '../../../lib/preflight/checks/resource-types';
import { anEnvironment, aSite } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, plannedStacks } from '../../support/fake-aws/preflight-world';

const stacks = plannedStacks([aSite()], [anEnvironment()]);
const missing = (...types: readonly string[]): Answers => ({
  'cloudformation:DescribeType': ({ get }) => {
    if (types.includes(String(get('TypeName'))))
      throw new Refusal(404, 'TypeNotFoundException', 'The type does not exist.');
    return { TypeName: get('TypeName') };
  },
});

test('passes if the Region has every type, with one call for each', async () => {
  const { rows, calls } = await checked(resourceTypes, { stacks, answers: missing() });
  const asked = calls
    .filter(({ action }) => action === 'cloudformation:DescribeType')
    .map(({ get }) => get('TypeName'));
  expect(asked).toContain('AWS::EC2::VPNConnection');
  expect(asked.filter((type) => String(type).startsWith('Custom::'))).toEqual([]);
  expect(new Set(asked).size).toBe(asked.length);
  expect(rows).toEqual([{ outcome: 'PASS', found: `${asked.length} types, all supported in ap-southeast-2` }]);
});

test('fails for a type that the Region does not have, and names a stack with it', async () => {
  const { rows } = await checked(resourceTypes, {
    stacks,
    answers: missing('AWS::EC2::VPNConnection', 'AWS::KMS::Key'),
  });
  expect(rows).toEqual([
    expect.objectContaining({
      outcome: 'FAIL',
      found:
        "CloudFormation does not support AWS::EC2::VPNConnection in ap-southeast-2: SiteStack-auckland-heart can't be deployed",
      remedy: expect.stringContaining('--type-name AWS::EC2::VPNConnection --region ap-southeast-2'),
    }),
    expect.objectContaining({ outcome: 'FAIL', found: expect.stringMatching(/AWS::KMS::Key .*PlatformStack-sydney/) }),
  ]);
});

test('is unanswered for each type if AWS denies the call', async () => {
  const { rows } = await checked(resourceTypes, { stacks, answers: {} });
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows)
    expect(row).toEqual({
      outcome: 'SKIPPED',
      found: expect.stringMatching(
        /^AWS::\w+::\w+: the credentials may not cloudformation:DescribeType in account 111122223333, ap-southeast-2/,
      ),
      unanswered: true,
    });
});
