import * as z from 'zod';
import { cellDatabaseName } from '../../config/cell-database';
import { CellDatabaseError } from './errors';

/** The event of the Provider framework, as far as it is used here. */
const eventSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  StackId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.unknown(),
});

const properties = z.strictObject({
  // Used only by CloudFormation.
  ServiceToken: z.string(),
  ServiceTimeout: z.union([z.string(), z.number()]).optional(),
  Site: z.string().regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, 'is not the name of a site'),
  SecretArn: z.string().regex(/^arn:[^\s]+:secretsmanager:[^\s]+$/, 'is not the ARN of a secret'),
  // CloudFormation passes every number as a string.
  ConnectionLimit: z
    .union([z.number(), z.string().regex(/^\d{1,3}$/)])
    .transform(Number)
    .pipe(z.number().int().min(1).max(999)),
});

/** The resource that last created or updated the login: only its Delete disables the login. */
export interface LoginHolder {
  readonly stackId: string;
  readonly logicalId: string;
}

export type DatabaseRequest =
  | {
      readonly type: 'Ensure';
      readonly site: string;
      readonly secretArn: string;
      readonly connectionLimit: number;
      readonly holder: LoginHolder;
    }
  | { readonly type: 'Delete'; readonly site: string; readonly holder: LoginHolder }
  /** A Delete of something that this function never created. */
  | { readonly type: 'Nothing'; readonly physicalId: string };

/** @throws CellDatabaseError with all problems of the properties */
export function parseRequest(event: unknown): DatabaseRequest {
  const { RequestType, StackId, LogicalResourceId, PhysicalResourceId, ResourceProperties } = eventSchema.parse(event);
  const holder = { stackId: StackId, logicalId: LogicalResourceId };
  const parsed = properties.safeParse(ResourceProperties);
  if (RequestType === 'Delete') {
    const site = parsed.data?.Site;
    return site !== undefined && PhysicalResourceId === cellDatabaseName(site)
      ? { type: 'Delete', site, holder }
      : { type: 'Nothing', physicalId: PhysicalResourceId ?? LogicalResourceId };
  }
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'properties'}: ${message}`);
    throw new CellDatabaseError(
      `The properties of ${LogicalResourceId} are invalid: ${problems.join('; ')}. Deploy IngestStack and CellStack from the same commit.`,
    );
  }
  const { Site, SecretArn, ConnectionLimit } = parsed.data;
  const name = cellDatabaseName(Site);
  if (PhysicalResourceId !== undefined && PhysicalResourceId !== name) {
    throw new CellDatabaseError(
      `${LogicalResourceId} is ${PhysicalResourceId}, but Site requires ${name}. The database of a cell can't change: create a separate stack for the other site.`,
    );
  }
  return { type: 'Ensure', site: Site, secretArn: SecretArn, connectionLimit: ConnectionLimit, holder };
}
