import { cellDatabaseSecretName } from '../../config/cell-database';
import {
  type ExistingResource,
  type ListExisting,
  listAlarms,
  listDashboards,
  listDatabases,
  listSecrets,
  logGroups,
  trustStores,
} from './existing';

/** Existing resources of one kind with names that a stack is about to create. */
export interface LeftoverResource {
  readonly stack: string;
  readonly region: string;
  readonly existing: readonly ExistingResource[];
  /** Whether CloudFormation can import all of them. */
  readonly retained: boolean;
}

/** Types of resources with a fixed name in the template. */
export interface NamedKind {
  readonly types: readonly string[];
  /** The property that holds the name. */
  readonly property: string;
  readonly one: string;
  readonly many: string;
  readonly list: ListExisting;
  /** How to continue without losing the content. */
  readonly remedy: (left: LeftoverResource) => string;
}

const names = ({ existing }: LeftoverResource): string => existing.map(({ name }) => name).join(' ');

/**
 * CloudFormation imports a resource that has a fixed name and a retaining DeletionPolicy, and belongs to no stack (user guide,
 * "Import AWS resources into a CloudFormation stack automatically").
 */
const importing = ({ stack }: LeftoverResource): string =>
  `${/^(Site|Cell)Stack-/.test(stack) ? 'if another hospital had that name before, choose another name; otherwise ' : ''}npx cdk deploy --exclusively --import-existing-resources ${stack} imports it with its content, if no other stack has it`;

function secretRemedy(left: LeftoverResource): string {
  const dying = left.existing.filter(({ isDying, name }) => isDying === true && !isCellLogin(name));
  const restore = dying.map(
    ({ name }) => `aws secretsmanager restore-secret --region ${left.region} --secret-id ${name}`,
  );
  // The primary id of a secret is its ARN, which a template can't contain: CloudFormation can't import a secret by its name.
  if (left.retained)
    return [
      ...restore,
      `then name it in authKeySecret of its virtual interface in the site file, so that the hospital's router keeps its key`,
    ].join('; ');
  const logins = left.existing.filter(({ name }) => isCellLogin(name));
  return [
    ...restore,
    ...logins.map(({ name }) => loginRemedy(left.region, name)),
    ...(logins.length === left.existing.length
      ? []
      : [
          'then raise passwordGeneration of the site by one, which creates another secret, or, if no hospital uses the password: aws secretsmanager delete-secret --force-delete-without-recovery --secret-id <name>',
        ]),
  ].join('; ');
}

const isCellLogin = (name: string): boolean => cellDatabaseSecretName(name.split('/')[1] ?? '') === name;

/** The studies are in the database, not in this secret: the stack creates another login, and sets its password on the role. */
const loginRemedy = (region: string, name: string): string =>
  `it is the login of a deleted cell, and contains no study. If no stack has it: aws secretsmanager delete-secret --force-delete-without-recovery --region ${region} --secret-id ${name}; the deploy creates another, and the database stays`;

const withoutContent = (command: string): string => `it contains nothing to keep: ${command}`;

export const NAMED_KINDS: readonly NamedKind[] = [
  {
    types: ['AWS::Logs::LogGroup'],
    property: 'LogGroupName',
    one: 'log group',
    many: 'log groups',
    list: logGroups,
    remedy: importing,
  },
  {
    types: ['AWS::SecretsManager::Secret'],
    property: 'Name',
    one: 'secret',
    many: 'secrets',
    list: listSecrets,
    remedy: secretRemedy,
  },
  {
    types: ['AWS::RDS::DBInstance'],
    property: 'DBInstanceIdentifier',
    one: 'database',
    many: 'databases',
    list: listDatabases,
    remedy: (left) =>
      `it is the index of the studies, in the VPC of an earlier ingest, and must not be imported into a new one. Keep it under another name: aws rds modify-db-instance --region ${left.region} --db-instance-identifier ${names(left)} --new-db-instance-identifier ${names(left)}-old --apply-immediately (docs/first-deploy.md, IngestStack)`,
  },
  {
    types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
    property: 'AlarmName',
    one: 'alarm',
    many: 'alarms',
    list: listAlarms,
    remedy: (left) =>
      withoutContent(`aws cloudwatch delete-alarms --region ${left.region} --alarm-names ${names(left)}`),
  },
  {
    types: ['AWS::CloudWatch::Dashboard'],
    property: 'DashboardName',
    one: 'dashboard',
    many: 'dashboards',
    list: listDashboards,
    remedy: (left) =>
      withoutContent(`aws cloudwatch delete-dashboards --region ${left.region} --dashboard-names ${names(left)}`),
  },
  {
    types: ['AWS::ElasticLoadBalancingV2::TrustStore'],
    property: 'Name',
    one: 'trust store',
    many: 'trust stores',
    list: trustStores,
    remedy: (left) =>
      `aws elbv2 describe-trust-stores --region ${left.region} --names ${names(left)} shows its ARN; if no listener uses it: aws elbv2 delete-trust-store --region ${left.region} --trust-store-arn <ARN>`,
  },
];
