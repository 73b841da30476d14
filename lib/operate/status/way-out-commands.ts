import { clusterExport, type PlacedStack, type StuckFacts } from './stuck';

/** The commands of a way out. None prints a key: `--query` omits the keys of the answers. */

export const SEE_EVENTS = 'see what failed, and why';

export const eventsCommand = ({ name, region }: PlacedStack): string =>
  `aws cloudformation describe-stack-events --region ${region} --stack-name ${name} --query "StackEvents[?ends_with(ResourceStatus,'FAILED')].[Timestamp,LogicalResourceId,ResourceStatusReason]" --output text`;

export const goOn = ({ name }: PlacedStack): string => `npx cdk deploy --exclusively --no-rollback ${name}`;

export const rollBack = ({ name }: PlacedStack): string => `npx cdk rollback ${name}`;

export const continueRollback = ({ name, region }: PlacedStack): string =>
  `aws cloudformation continue-update-rollback --region ${region} --stack-name ${name}`;

/** The index is empty after a failed first deploy; the snapshot protects against a mistake about that. */
function unprotectIngest({ region }: PlacedStack, { databases }: StuckFacts): readonly string[] {
  return databases.flatMap((id) => [
    `aws rds wait db-instance-available --region ${region} --db-instance-identifier ${id}`,
    `aws rds modify-db-instance --region ${region} --db-instance-identifier ${id} --no-deletion-protection --apply-immediately`,
    `aws rds delete-db-instance --region ${region} --db-instance-identifier ${id} --final-db-snapshot-identifier ${id}-final`,
    `aws rds wait db-instance-deleted --region ${region} --db-instance-identifier ${id}`,
  ]);
}

/** The commands for protections that refuse the delete. Only the ingest has some. */
export function unprotectCommands(stack: PlacedStack, stuck: StuckFacts): readonly string[] {
  return stack.kind === 'ingest' ? unprotectIngest(stack, stuck) : [];
}

export const deleteCommands = ({ name, region }: PlacedStack): readonly string[] => [
  `aws cloudformation update-termination-protection --region ${region} --stack-name ${name} --no-enable-termination-protection`,
  `aws cloudformation delete-stack --region ${region} --stack-name ${name}`,
  `aws cloudformation wait stack-delete-complete --region ${region} --stack-name ${name}`,
];

export const removeByForce = ({ name, region }: PlacedStack): readonly string[] => [
  `aws cloudformation delete-stack --region ${region} --stack-name ${name} --deletion-mode FORCE_DELETE_STACK`,
  `aws cloudformation wait stack-delete-complete --region ${region} --stack-name ${name}`,
];

/** Imports retained log groups into the new stack. A first ingest is paused where it fails: it can't be rolled back. */
export const deployAgain = ({ kind, name }: PlacedStack): string =>
  `npx cdk deploy --exclusively --import-existing-resources ${kind === 'ingest' ? '--no-rollback ' : ''}${name}`;

/** The commands that show what is in use, before anything is deleted. */
export function inspectCommands({ kind, name, region }: PlacedStack): readonly string[] {
  if (kind === 'platform') return [];
  if (kind === 'ingest')
    return [`aws cloudformation list-imports --region ${region} --export-name ${clusterExport(name)} --output text`];
  if (kind === 'cell')
    return [
      `aws ec2 describe-vpc-endpoint-connections --region ${region} --query "VpcEndpointConnections[].[ServiceId,VpcEndpointId,VpcEndpointOwner,VpcEndpointState]" --output text`,
    ];
  return [
    `aws ec2 describe-vpn-connections --region ${region} --query "VpnConnections[].[VpnConnectionId,State,Tags[?Key=='heartlab:site']|[0].Value,VgwTelemetry[].[OutsideIpAddress,Status,LastStatusChange]]" --output json`,
    `aws directconnect describe-virtual-interfaces --region ${region} --query "virtualInterfaces[].[virtualInterfaceId,virtualInterfaceName,virtualInterfaceState,bgpPeers[].bgpStatus]" --output json`,
  ];
}
