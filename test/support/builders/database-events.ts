export const secretArn = (site: string): string => `arn:aws:secretsmanager:ap-southeast-2:111122223333:secret:${site}`;

/** An event as the Provider framework passes it: numbers are strings. */
export function databaseEvent(
  type: 'Create' | 'Update' | 'Delete',
  site: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    RequestType: type,
    RequestId: 'an-id',
    StackId: `arn:aws:cloudformation:ap-southeast-2:111122223333:stack/CellStack-${site}/1`,
    LogicalResourceId: 'Database',
    ...(type === 'Create' ? {} : { PhysicalResourceId: `site-${site}` }),
    ResourceProperties: {
      ServiceToken: 'arn:aws:lambda:ap-southeast-2:111122223333:function:heartlab-sydney-cell-database',
      ServiceTimeout: '1500',
      Site: site,
      SecretArn: secretArn(site),
      ConnectionLimit: '24',
    },
    ...changes,
  };
}
