import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { parseAddress } from '../../config/addressing/ipv4';
import { answeringHandler, putAnswer, type SendAnswer } from '../answer';
import type { ReservationClients } from './calls';
import type { RetryClock } from './patient';
import { type ReservationPlace, refuseTaken, releaseAddress, reserveAddress } from './reservation';

/**
 * `Custom::HeartLabAddressReservation`: keeps one address of a subnet free for whoever asks for it by name. CloudFormation's own
 * type is not known in every Region of ours (docs/decisions/0001-address-reservation.md).
 *
 * Properties: `SubnetId` and `Address`. Whose the subnet is, its tags say. The physical id is `<subnet>/<address>`.
 */

/** What the handler needs of the world. */
export interface ReservationDependencies {
  readonly clients: ReservationClients;
  readonly clock: Omit<RetryClock, 'remaining'>;
  readonly answer: SendAnswer;
}

const physicalId = ({ subnet, address }: ReservationPlace): string => `${subnet}/${address}`;

function placeOf(subnet: unknown, address: unknown): ReservationPlace | undefined {
  if (typeof subnet !== 'string' || !/^subnet-[0-9a-z]+$/.test(subnet)) return undefined;
  if (typeof address !== 'string' || parseAddress(address) === undefined) return undefined;
  return { subnet, address };
}

const asked = ({ SubnetId, Address }: Readonly<Record<string, unknown>>): ReservationPlace | undefined =>
  placeOf(SubnetId, Address);

/** What the physical id names; undefined for that of a creation whose properties were wrong: it made nothing. */
function known(id: string | undefined): ReservationPlace | undefined {
  const [subnet, address, ...more] = id?.split('/') ?? [];
  return more.length > 0 ? undefined : placeOf(subnet, address);
}

export function createReservationHandler({
  clients,
  clock,
  answer,
}: ReservationDependencies): ReturnType<typeof answeringHandler> {
  return answeringHandler(
    {
      identify: (properties) => {
        const place = asked(properties);
        return place && physicalId(place);
      },
      failed: ({ RequestType, PhysicalResourceId, ResourceProperties }) => {
        const deleting = RequestType === 'Delete';
        const place = deleting ? known(PhysicalResourceId) : asked(ResourceProperties);
        if (place === undefined) return 'No address was reserved.';
        return `The address ${place.address} of subnet ${place.subnet} was not ${deleting ? 'released' : 'reserved'}.`;
      },
      act: async (event, invocation) => {
        const ticking = { ...clock, remaining: () => invocation.getRemainingTimeInMillis() };
        if (event.RequestType === 'Delete') {
          const place = known(event.PhysicalResourceId);
          if (place !== undefined) await releaseAddress(clients, ticking, place);
          return event.PhysicalResourceId ?? event.LogicalResourceId;
        }
        const place = asked(event.ResourceProperties);
        if (place === undefined) {
          throw new Error(
            'SubnetId has to be the id of a subnet and Address an IPv4 address without a prefix, such as 100.64.0.14',
          );
        }
        const wanted = await reserveAddress(clients, ticking, place);
        // An update that moves nothing can't make things worse, and its failure could not be rolled back either.
        if (event.PhysicalResourceId !== physicalId(place)) await refuseTaken(clients, ticking, wanted, event.StackId);
        return physicalId(place);
      },
    },
    answer,
  );
}

// The SDK must not repeat a call by itself; `patient.ts` rests on the time that a call may take.
const settings = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/** The entry of the Lambda function. */
export const handler = createReservationHandler({
  clients: { ec2: new EC2Client(settings), loadBalancing: new ElasticLoadBalancingV2Client(settings) },
  clock: {
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
  },
  answer: putAnswer,
});
