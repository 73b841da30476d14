import { DescribeTypeCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { validJson } from '../config/valid-json';
import type { AwsClients } from '../operate/aws/clients';
import { askAws } from '../operate/aws/failure';

/** A resource type in CloudFormation's registry in a Region. */
export interface ResourceType {
  /** The IAM actions that a deploy of a resource of this type may need. */
  readonly actions: readonly string[];
}

/**
 * The handlers that a deploy runs (extension development guide, "Developing resource types for CloudFormation templates"). `list`
 * is not one of them: it runs "when summary information about multiple resources of this resource type is required".
 */
const HANDLERS = ['create', 'read', 'update', 'delete'] as const;

const handler = z.object({ permissions: z.array(z.string()) }).optional();
const schemaOfTypes = z.object({
  handlers: z.object({ create: handler, read: handler, update: handler, delete: handler }).default({}),
});

/** Whether the type can be in the registry. Custom resources have no schema there. */
export const isRegistered = (type: string): boolean =>
  !type.startsWith('Custom::') && type !== 'AWS::CloudFormation::CustomResource';

/**
 * Undefined if the type is not available in this Region.
 *
 * @throws AwsFailure
 */
export async function readResourceType(clients: AwsClients, TypeName: string): Promise<ResourceType | undefined> {
  return askAws('cloudformation:DescribeType', clients.place, async () => {
    try {
      const { Schema } = await clients.cloudFormation.send(new DescribeTypeCommand({ Type: 'RESOURCE', TypeName }));
      return { actions: actionsOf(Schema) };
    } catch (error) {
      // API reference, DescribeType: "The specified extension can't be found in the CloudFormation registry."
      if (error instanceof Error && error.name === 'TypeNotFoundException') return undefined;
      throw error;
    }
  });
}

/** Only full action names: IAM's simulator takes no wildcard. Older types have no schema, and therefore no actions. */
function actionsOf(schema: string | undefined): readonly string[] {
  const handlers = schemaOfTypes.safeParse(validJson(schema ?? '')).data?.handlers ?? {};
  const actions = HANDLERS.flatMap((name) => handlers[name]?.permissions ?? []);
  return [...new Set(actions)].filter((action) => /^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action));
}
