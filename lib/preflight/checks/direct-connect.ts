import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { QUOTAS } from '../../config/capacity/quotas';
import type { VirtualInterface } from '../../config/model';
import { siteStackName, virtualInterfaceId } from '../../config/naming/stack-contract';
import { atMost } from '../../operate/at-most';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { attemptQuery } from '../../operate/fleet';
import {
  type CheckFinding,
  failFinding,
  type PreflightCheck,
  passUnless,
  skippedFinding,
  unansweredFinding,
  warnFinding,
} from '../check';
import {
  type DirectConnectLine,
  interfacesOn,
  type LiveInterface,
  listConnections,
  listLags,
} from '../direct-connect-lines';
import type { DeployTarget } from '../target';

/** An interface of a site file, and the id of the live one that its stack has created. */
interface Wanted extends VirtualInterface {
  readonly site: string;
  readonly liveId: string | undefined;
}

const AT_ONCE = 4;

export const directConnect: PreflightCheck = {
  id: 'direct-connect',
  question: 'Are the Direct Connect connections available and the VLANs free, and do the BGP keys exist?',
  matters: true,
  run: async (target) => {
    const wanted = await wantedInterfaces(target);
    if (wanted.length === 0) return [skippedFinding('no site has directConnect')];
    const { clients } = target;
    const ids = [...new Set(wanted.map(({ connectionId }) => connectionId))];
    const isLag = (id: string): boolean => id.startsWith('dxlag-');
    const known = [
      ...(ids.every(isLag) ? [] : await listConnections(clients)),
      ...(ids.some(isLag) ? await listLags(clients) : []),
    ];
    const lines = await atMost(AT_ONCE, ids, async (id) => {
      const line = known.find((one) => one.id === id);
      if (line === undefined) return [absent(id, target)];
      const here = wanted.filter(({ connectionId }) => connectionId === id);
      return [...state(line, target), ...occupied(here, line, await interfacesOn(clients, id))];
    });
    const keys = await atMost(AT_ONCE, wanted, (one) => keyOf(clients, one));
    return passUnless([...lines.flat(), ...keys.flat()], `${ids.join(', ')}: available, with the VLANs free`);
  },
};

async function wantedInterfaces(target: DeployTarget): Promise<readonly Wanted[]> {
  const found = target.sites.map(async ({ site, directConnect: settings }) => {
    if (settings === undefined) return [];
    const live = await target.liveStack(siteStackName(site));
    return settings.virtualInterfaces.map((one) => ({
      ...one,
      site,
      liveId: live?.resources.find(({ LogicalResourceId }) => LogicalResourceId === virtualInterfaceId(one.name))
        ?.PhysicalResourceId,
    }));
  });
  return (await Promise.all(found)).flat();
}

const absent = (id: string, { environment: { account, region } }: DeployTarget): CheckFinding =>
  failFinding(
    `there is no ${id} in account ${account}, ${region}`,
    `aws directconnect ${id.startsWith('dxlag-') ? 'describe-lags' : 'describe-connections'} --region ${region} lists the existing ones: correct connectionId; a hosted connection must be created for this account`,
  );

function state(
  { id, state: found }: DirectConnectLine,
  { environment: { region } }: DeployTarget,
): readonly CheckFinding[] {
  if (found === 'available') return [];
  if (found === 'down')
    return [
      warnFinding(
        `${id} is down: the interfaces can be created, but carry no traffic`,
        `contact the carrier or the Direct Connect location of ${id}`,
      ),
    ];
  return [
    failFinding(
      `${id} is ${found}; virtual interfaces require an available connection`,
      found === 'ordering'
        ? `accept it: aws directconnect confirm-connection --connection-id ${id} --region ${region}`
        : `wait until aws directconnect describe-${id.startsWith('dxlag-') ? `lags --lag-id` : `connections --connection-id`} ${id} --region ${region} shows it as available`,
    ),
  ];
}

/** The physical id may be the interface's ARN, which ends with its id. */
const isOwn = ({ liveId }: Wanted, { id }: LiveInterface): boolean =>
  liveId === id || liveId?.endsWith(`/${id}`) === true;

function occupied(
  wanted: readonly Wanted[],
  line: DirectConnectLine,
  live: readonly LiveInterface[],
): readonly CheckFinding[] {
  const taken = wanted.flatMap((one) =>
    live.filter((other) => other.vlan === one.vlan && !isOwn(one, other)).map((other) => vlanTaken(one, line, other)),
  );
  const others = wanted.filter(({ vlan }) => line.hostedVlan !== undefined && line.hostedVlan !== vlan);
  const added = wanted.filter((one) => !live.some((other) => isOwn(one, other))).length;
  // A hosted connection carries one interface of any kind; transit interfaces of a dedicated one have their own limit.
  const limit = line.hostedVlan === undefined ? QUOTAS.virtualInterfaces.limit : 1;
  const used = line.hostedVlan === undefined ? live.filter(({ isTransit }) => !isTransit).length : live.length;
  return [
    ...taken,
    ...others.map(({ site, vlan }) =>
      warnFinding(
        `${line.id} is a hosted connection with VLAN ${line.hostedVlan}, but site ${site} has VLAN ${vlan}`,
        'write the VLAN that the Direct Connect partner assigned',
      ),
    ),
    ...(added > 0 && used + added > limit
      ? [
          failFinding(
            `${line.id}: ${used} virtual interfaces used and ${added} added, ${limit} allowed`,
            QUOTAS.virtualInterfaces.raise,
          ),
        ]
      : []),
  ];
}

const vlanTaken = ({ site, vlan, name }: Wanted, { id }: DirectConnectLine, other: LiveInterface): CheckFinding =>
  failFinding(
    `site ${site} needs VLAN ${vlan} on ${id} for ${name}, but ${other.id} (${other.name}, account ${other.owner}) uses it`,
    `agree on another VLAN with the carrier and write it in ${site}.yaml, or, if nothing uses ${other.id}: aws directconnect delete-virtual-interface --virtual-interface-id ${other.id}`,
  );

/** CloudFormation reads the key when it creates the interface. The check reads only that the secret exists, never its value. */
async function keyOf(clients: AwsClients, { site, name, authKeySecret }: Wanted): Promise<readonly CheckFinding[]> {
  if (authKeySecret === undefined) return [];
  const where = `the BGP key of ${name} of site ${site} (authKeySecret)`;
  const secret = await attemptQuery(() =>
    askAws('secretsmanager:DescribeSecret', clients.place, async () => {
      try {
        return await clients.secretsManager.send(new DescribeSecretCommand({ SecretId: authKeySecret }));
      } catch (error) {
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    }),
  );
  if ('failure' in secret) return [unansweredFinding(`${where}: ${secret.failure}`)];
  if (secret.value === undefined)
    return [
      failFinding(
        `${where}: there is no such secret in ${clients.place.region}`,
        "create the secret with the hospital's key, or leave authKeySecret out: the stack then creates a key",
      ),
    ];
  return secret.value.DeletedDate === undefined
    ? []
    : [
        failFinding(
          `${where}: the secret is scheduled for deletion`,
          `aws secretsmanager restore-secret --region ${clients.place.region} --secret-id <the name in authKeySecret>`,
        ),
      ];
}
