import { CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib';

/**
 * Keeps what a hospital's own devices depend on, should an update ever replace it: the old one goes on working until an
 * operator takes it away. Deleting the stack, which termination protection guards, does delete it.
 */
export function retainOnReplacement(resource: CfnResource): void {
  resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
}
