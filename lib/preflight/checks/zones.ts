import { type AvailabilityZone, DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import type { Environment } from '../../config/model';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { type CheckFinding, failFinding, type PreflightCheck, passUnless, warnFinding } from '../check';

export const zonesCheck: PreflightCheck = {
  id: 'zones',
  question: "Does the account have the environment's availability zones, and are they available?",
  matters: true,
  run: async ({ clients, environment }) => {
    const existing = await zonesOf(clients);
    const found = environment.availabilityZones.map((name) => ({
      name,
      zone: existing.find(({ ZoneName }) => ZoneName === name),
    }));
    return passUnless(
      found.flatMap(({ name, zone }) => zoneDefect(environment, name, zone, existing) ?? []),
      found.map(({ name, zone }) => `${name} (${zone?.ZoneId})`).join(', '),
    );
  },
};

function zoneDefect(
  { name: environment, region }: Environment,
  name: string,
  zone: AvailabilityZone | undefined,
  existing: readonly AvailabilityZone[],
): CheckFinding | undefined {
  const usable = existing.filter(({ ZoneType }) => ZoneType === 'availability-zone').map(({ ZoneName }) => ZoneName);
  if (zone === undefined || zone.ZoneType !== 'availability-zone')
    return failFinding(
      zone === undefined ? `the account has no zone ${name}` : `${name} is a ${zone.ZoneType}`,
      `choose availabilityZones of environment ${environment} from: ${usable.sort().join(', ')}`,
    );
  if (zone.State === 'available' || zone.State === 'information') return undefined;
  const messages = (zone.Messages ?? []).flatMap(({ Message }) => Message ?? []);
  return (zone.State === 'unavailable' ? failFinding : warnFinding)(
    `${[`${name} is ${zone.State}`, ...messages].join(': ')}`,
    `deploy when aws ec2 describe-availability-zones --region ${region} shows it as available`,
  );
}

/**
 * The zones of the Region, by their names in this account.
 *
 * @throws AwsFailure
 */
export async function zonesOf(clients: AwsClients): Promise<readonly AvailabilityZone[]> {
  const { AvailabilityZones } = await askAws('ec2:DescribeAvailabilityZones', clients.place, () =>
    // Lists all zones, because a call with the name of a zone that does not exist fails.
    clients.ec2.send(new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true })),
  );
  return AvailabilityZones ?? [];
}
