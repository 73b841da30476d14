import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The CloudFormation resource that an L2 construct makes, for what the L2 has no property for. */
export function resourceOf(construct: IConstruct): CfnResource {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw new TypeError(`${construct.node.path} has no CloudFormation resource of its own`);
  }
  return resource;
}
