import { atMost } from '../../operate/at-most';
import { attemptQuery } from '../../operate/fleet';
import { type CheckFinding, failFinding, type PreflightCheck, passUnless, unansweredFinding } from '../check';
import { isRegistered } from '../resource-type';

/** Parallel calls: CloudFormation throttles DescribeType early. */
const AT_ONCE = 4;

/**
 * CloudFormation refuses a whole template for one type that is unknown in the Region ("Unrecognized resource types"). Custom
 * resources are excluded: another check covers their providers.
 */
export const resourceTypes: PreflightCheck = {
  id: 'resource-types',
  question: 'Does CloudFormation support every resource type of the templates in this Region?',
  matters: true,
  run: async (target) => {
    const { clients, stacks } = target;
    const types = [...new Set(stacks.flatMap(({ resources }) => resources.map(({ type }) => type)))]
      .filter(isRegistered)
      .sort();
    const findings = await atMost(AT_ONCE, types, async (type) => {
      const known = await attemptQuery(() => target.resourceType(type));
      if ('failure' in known) return unansweredFinding(`${type}: ${known.failure}`);
      return known.value !== undefined ? [] : unknownType(type, usersOf(type, stacks), clients.place.region);
    });
    return passUnless(findings.flat(), `${types.length} types, all supported in ${clients.place.region}`);
  },
};

const usersOf = (type: string, stacks: readonly { name: string; resources: readonly { type: string }[] }[]) =>
  stacks.filter(({ resources }) => resources.some((resource) => resource.type === type)).map(({ name }) => name);

function unknownType(type: string, users: readonly string[], region: string): CheckFinding {
  const [first = '', ...others] = users;
  return failFinding(
    `CloudFormation does not support ${type} in ${region}: ${first}${others.length === 0 ? '' : ` and ${others.length} more`} can't be deployed`,
    `aws cloudformation describe-type --type RESOURCE --type-name ${type} --region ${region} succeeds once it is supported; until then the environment needs another Region`,
  );
}
