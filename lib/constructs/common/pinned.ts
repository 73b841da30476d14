import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Gives the resource behind an L2 construct a logical id that never changes with where the construct stands in the tree: another id
 * is another resource, with other addresses.
 */
export function withLogicalId<T extends CfnResource>(
  construct: IConstruct,
  type: abstract new (...args: never[]) => T,
  logicalId: string,
): T {
  const resource = construct.node.defaultChild ?? construct;
  if (!(resource instanceof type)) throw new Error(`${construct.node.path} is not what ${logicalId} should be`);
  resource.overrideLogicalId(logicalId);
  return resource;
}
