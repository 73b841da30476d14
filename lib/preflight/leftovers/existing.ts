import { DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTrustStoresCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { allPages } from '../../operate/aws/pages';

/** An existing resource with one of the names, and whether it is scheduled for deletion. */
export interface ExistingResource {
  readonly name: string;
  readonly isDying?: boolean;
}
/** Lists resources that may have one of the names: with a list call if there is one. Throws AwsFailure. */
export type ListExisting = (clients: AwsClients, names: readonly string[]) => Promise<readonly ExistingResource[]>;

/** The word in all names of HeartLab. */
const OURS = 'heartlab';

/** The name up to and including that word: `/aws/vendedlogs/heartlab` for the log groups of every site. */
const beginning = (name: string): string =>
  name.includes(OURS) ? name.slice(0, name.indexOf(OURS) + OURS.length) : name;

export const logGroups: ListExisting = async ({ logs, place }, names) => {
  const found = await Promise.all(
    [...new Set(names.map(beginning))].map((logGroupNamePrefix) =>
      allPages((nextToken) =>
        askAws('logs:DescribeLogGroups', place, async () => {
          const answer = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix, nextToken }));
          return { items: answer.logGroups, next: answer.nextToken };
        }),
      ),
    ),
  );
  return found.flat().map(({ logGroupName = '' }) => ({ name: logGroupName }));
};

export const listSecrets: ListExisting = async ({ secretsManager, place }, names) => {
  const found = await allPages((NextToken) =>
    askAws('secretsmanager:ListSecrets', place, async () => {
      const answer = await secretsManager.send(
        new ListSecretsCommand({
          IncludePlannedDeletion: true,
          Filters: [{ Key: 'name', Values: [...new Set(names.map(beginning))] }],
          NextToken,
        }),
      );
      return { items: answer.SecretList, next: answer.NextToken };
    }),
  );
  return found.map(({ Name = '', DeletedDate }) => ({ name: Name, isDying: DeletedDate !== undefined }));
};

export const listAlarms: ListExisting = async ({ cloudWatch, place }) => {
  const found = await allPages((NextToken) =>
    askAws('cloudwatch:DescribeAlarms', place, async () => {
      const answer = await cloudWatch.send(
        new DescribeAlarmsCommand({
          AlarmNamePrefix: OURS,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: 100,
          NextToken,
        }),
      );
      return { items: [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])], next: answer.NextToken };
    }),
  );
  return found.map(({ AlarmName = '' }) => ({ name: AlarmName }));
};

export const listDashboards: ListExisting = async ({ cloudWatch, place }) => {
  const found = await allPages((NextToken) =>
    askAws('cloudwatch:ListDashboards', place, async () => {
      const answer = await cloudWatch.send(new ListDashboardsCommand({ DashboardNamePrefix: OURS, NextToken }));
      return { items: answer.DashboardEntries, next: answer.NextToken };
    }),
  );
  return found.map(({ DashboardName = '' }) => ({ name: DashboardName }));
};

export const trustStores: ListExisting = async ({ loadBalancing, place }) => {
  const found = await allPages((Marker) =>
    askAws('elasticloadbalancing:DescribeTrustStores', place, async () => {
      const answer = await loadBalancing.send(new DescribeTrustStoresCommand({ Marker }));
      return { items: answer.TrustStores, next: answer.NextMarker };
    }),
  );
  return found.map(({ Name = '' }) => ({ name: Name }));
};

/** There is one database for each managed ingest. */
export const listDatabases: ListExisting = async ({ rds, place }, names) => {
  const found = await Promise.all(
    names.map((DBInstanceIdentifier) =>
      askAws('rds:DescribeDBInstances', place, async () => {
        try {
          return (await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances ?? [];
        } catch (error) {
          if (error instanceof Error && /^DBInstanceNotFound/.test(error.name)) return [];
          throw error;
        }
      }),
    ),
  );
  return found.flat().map(({ DBInstanceIdentifier = '', DBInstanceStatus }) => ({
    name: DBInstanceIdentifier,
    isDying: DBInstanceStatus === 'deleting',
  }));
};
