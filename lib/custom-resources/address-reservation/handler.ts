import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { parseAddress } from '../../config/addressing/ipv4';
import { putResponse, respondingHandler, type SendResponse } from '../answer';
import type { ReservationClients } from './calls';
import { type ReservationPlace, refuseIfInUse, releaseAddress, reserveAddress } from './reservation';
import type { RetryClock } from './retry';

/**
 * `Custom::HeartLabAddressReservation` reserves one address of a subnet for a resource that requests it explicitly. CloudFormation's
 * own type is not available in all Regions that we use (docs/decisions/0001-address-reservation.md).
 *
 * Properties: `SubnetId` and `Address`. The tags of the subnet identify the site. The physical id is `<subnet>/<address>`.
 */

/** The dependencies of the handler. */
export interface ReservationDependencies {
  readonly clients: ReservationClients;
  readonly clock: Omit<RetryClock, 'remaining'>;
  readonly answer: SendResponse;
}

const physicalId = ({ subnet, address }: ReservationPlace): string => `${subnet}/${address}`;

function placeOf(subnet: unknown, address: unknown): ReservationPlace | undefined {
  if (typeof subnet !== 'string' || !/^subnet-[0-9a-z]+$/.test(subnet)) return undefined;
  if (typeof address !== 'string' || parseAddress(address) === undefined) return undefined;
  return { subnet, address };
}

const requested = ({ SubnetId, Address }: Readonly<Record<string, unknown>>): ReservationPlace | undefined =>
  placeOf(SubnetId, Address);

/** The address in a physical id. Undefined for the id of a creation with invalid properties, which created nothing. */
function fromPhysicalId(id: string | undefined): ReservationPlace | undefined {
  const [subnet, address, ...more] = id?.split('/') ?? [];
  return more.length > 0 ? undefined : placeOf(subnet, address);
}

export function createReservationHandler({
  clients,
  clock,
  answer,
}: ReservationDependencies): ReturnType<typeof respondingHandler> {
  return respondingHandler(
    {
      identify: (properties) => {
        const place = requested(properties);
        return place && physicalId(place);
      },
      failed: ({ RequestType, PhysicalResourceId, ResourceProperties }) => {
        const deleting = RequestType === 'Delete';
        const place = deleting ? fromPhysicalId(PhysicalResourceId) : requested(ResourceProperties);
        if (place === undefined) return 'No address was reserved.';
        return `The address ${place.address} of subnet ${place.subnet} was not ${deleting ? 'released' : 'reserved'}.`;
      },
      act: async (event, invocation) => {
        const withDeadline = { ...clock, remaining: () => invocation.getRemainingTimeInMillis() };
        if (event.RequestType === 'Delete') {
          const place = fromPhysicalId(event.PhysicalResourceId);
          if (place !== undefined) await releaseAddress(clients, withDeadline, place);
          return event.PhysicalResourceId ?? event.LogicalResourceId;
        }
        const place = requested(event.ResourceProperties);
        if (place === undefined) {
          throw new Error(
            'SubnetId must be the id of a subnet, and Address an IPv4 address without a prefix, such as 100.64.0.14',
          );
        }
        const wanted = await reserveAddress(clients, withDeadline, place);
        // Not checked if the address is unchanged: a failure would also fail the rollback.
        if (event.PhysicalResourceId !== physicalId(place))
          await refuseIfInUse(clients, withDeadline, wanted, event.StackId);
        return physicalId(place);
      },
    },
    answer,
  );
}

// The SDK must not repeat calls: `retry.ts` relies on the longest duration of a call.
const clientSettings = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/** The entry of the Lambda function. */
export const handler = createReservationHandler({
  clients: { ec2: new EC2Client(clientSettings), loadBalancing: new ElasticLoadBalancingV2Client(clientSettings) },
  clock: {
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
  },
  answer: putResponse,
});
