import type { AvailabilityZone } from '@aws-sdk/client-ec2';
import type { Environment } from '../../config/model';
import { type CheckFinding, failFinding, type PreflightCheck, passUnless, warnFinding } from '../check';
import { zonesOf } from '../zones';

export const zonesCheck: PreflightCheck = {
  id: 'zones',
  question: "Does the account have the environment's availability zones, and are they available?",
  matters: true,
  run: async ({ clients, environment }) => {
    const there = await zonesOf(clients);
    const found = environment.availabilityZones.map((name) => ({
      name,
      zone: there.find(({ ZoneName }) => ZoneName === name),
    }));
    return passUnless(
      found.flatMap(({ name, zone }) => zoneDefect(environment, name, zone, there) ?? []),
      found.map(({ name, zone }) => `${name} (${zone?.ZoneId})`).join(', '),
    );
  },
};

function zoneDefect(
  { name: environment, region }: Environment,
  name: string,
  zone: AvailabilityZone | undefined,
  there: readonly AvailabilityZone[],
): CheckFinding | undefined {
  const usable = there.filter(({ ZoneType }) => ZoneType === 'availability-zone').map(({ ZoneName }) => ZoneName);
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
