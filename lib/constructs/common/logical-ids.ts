import { CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Retains the old resource if an update ever replaces it, because devices of a hospital depend on it: it works until an operator
 * deletes it. Deleting the stack, which has termination protection, deletes the resource too.
 */
export function retainOnReplacement(resource: CfnResource): void {
  resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
}

/**
 * Gives the resource behind an L2 construct a logical id that does not depend on its place in the tree. A resource with
 * another logical id is another resource, with other addresses.
 */
export function overrideLogicalIdOf<T extends CfnResource>(
  construct: IConstruct,
  type: abstract new (...args: never[]) => T,
  logicalId: string,
): T {
  const resource = construct.node.defaultChild ?? construct;
  if (!(resource instanceof type)) throw new Error(`${construct.node.path} is not a ${type.name}`);
  resource.overrideLogicalId(logicalId);
  return resource;
}

/** `010020001015` for 10.20.1.15. Three digits an octet, so that the logical ids of two addresses always differ. */
export function addressDigits(address: string): string {
  return address
    .split('.')
    .map((octet) => octet.padStart(3, '0'))
    .join('');
}
