import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { byDesign } from '../../../lib/config/design-decisions';
import { FleetError } from '../../../lib/config/fleet-error';
import { acknowledgeFindings } from '../../../lib/constructs/common/acknowledge';

const FLAG = '@aws-cdk/core:enablePartitionLiterals';
const ENV = { account: '111122223333', region: 'ap-southeast-2' };

/** Acknowledges a finding on an ARN of the stack. */
function acknowledgeIn(context: Readonly<Record<string, unknown>>, props: StackProps): void {
  const stack = new Stack(new App({ context }), 'Theirs', props);
  const arn = stack.formatArn({ service: 'logs', resource: '*' });
  acknowledgeFindings(stack, {
    [`AwsSolutions::AwsSolutions-IAM5[Resource::${arn}]`]: byDesign('permissions-for-every-site', 'A reason'),
  });
}

test('the feature flag, an account and a Region are required, and the error names a missing one', () => {
  expect(() => acknowledgeIn({ [FLAG]: true }, { env: ENV })).not.toThrow();
  expect(() => acknowledgeIn({}, { env: ENV })).toThrow(FleetError);
  expect(() => acknowledgeIn({}, { env: ENV })).toThrow(
    `Theirs: the feature flag ${FLAG} is not set; write "${FLAG}": true into \`context\` of cdk.json`,
  );
  expect(() => acknowledgeIn({ [FLAG]: true }, {})).toThrow('the stack Theirs has no account and Region');
  expect(() => acknowledgeIn({ [FLAG]: true }, { env: { region: ENV.region } })).toThrow('no account and Region');
});
