import {
  CreateSubnetCidrReservationCommand,
  DeleteSubnetCidrReservationCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  GetSubnetCidrReservationsCommand,
  type NetworkInterface,
  paginateDescribeNetworkInterfaces,
  type SubnetCidrReservation,
  type Tag,
} from '@aws-sdk/client-ec2';
import { DescribeTagsCommand, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { WantedReservation } from './find-reservation';
import { codeOf } from './retry';

/** The clients. Create both with `maxAttempts: 1`: the SDK would repeat a creation whose response was lost. */
export interface ReservationClients {
  readonly ec2: EC2Client;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
}

/** The result of a call; undefined if AWS returns that the resource does not exist. */
async function orAbsent<T>(call: () => Promise<T>, ...absent: readonly string[]): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (absent.includes(codeOf(error))) return undefined;
    throw error;
  }
}

const NO_SUBNET = ['InvalidSubnetID.NotFound', 'InvalidSubnetId.NotFound'];
const NO_RESERVATION = ['InvalidSubnetCidrReservationID.NotFound', 'InvalidSubnetCidrReservationId.NotFound'];
const NO_LOAD_BALANCER = ['LoadBalancerNotFound', 'LoadBalancerNotFoundException'];

/** The tags of a subnet; undefined if the subnet does not exist. */
export async function subnetTags({ ec2 }: ReservationClients, subnet: string): Promise<readonly Tag[] | undefined> {
  const found = await orAbsent(() => ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnet] })), ...NO_SUBNET);
  const [first] = found?.Subnets ?? [];
  return first === undefined ? undefined : (first.Tags ?? []);
}

/** All reservations of a subnet; none if the subnet does not exist. */
export async function reservationsOf(
  { ec2 }: ReservationClients,
  subnet: string,
): Promise<readonly SubnetCidrReservation[]> {
  const all: SubnetCidrReservation[] = [];
  let NextToken: string | undefined;
  do {
    const request = new GetSubnetCidrReservationsCommand({ SubnetId: subnet, NextToken });
    const page = await orAbsent(() => ec2.send(request), ...NO_SUBNET);
    all.push(...(page?.SubnetIpv4CidrReservations ?? []));
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return all;
}

export async function createReservation(
  { ec2 }: ReservationClients,
  wanted: WantedReservation,
  tags: readonly Tag[],
): Promise<void> {
  await ec2.send(
    new CreateSubnetCidrReservationCommand({
      SubnetId: wanted.subnet,
      Cidr: `${wanted.address}/32`,
      ReservationType: 'explicit',
      TagSpecifications: [{ ResourceType: 'subnet-cidr-reservation', Tags: [...tags] }],
    }),
  );
}

export async function deleteReservation({ ec2 }: ReservationClients, id: string | undefined): Promise<void> {
  const request = new DeleteSubnetCidrReservationCommand({ SubnetCidrReservationId: id });
  await orAbsent(() => ec2.send(request), ...NO_RESERVATION);
}

/** All network interfaces of a subnet. A /28 has eleven free addresses. */
export async function networkInterfacesOf(
  { ec2 }: ReservationClients,
  subnet: string,
): Promise<readonly NetworkInterface[]> {
  const all: NetworkInterface[] = [];
  const pages = paginateDescribeNetworkInterfaces(
    { client: ec2 },
    // By default EC2 omits interfaces that AWS services manage.
    { Filters: [{ Name: 'subnet-id', Values: [subnet] }], IncludeManagedResources: true },
  );
  for await (const { NetworkInterfaces = [] } of pages) all.push(...NetworkInterfaces);
  return all;
}

/** The tags of a load balancer; none if it does not exist. */
export async function loadBalancerTags({ loadBalancing }: ReservationClients, arn: string): Promise<readonly Tag[]> {
  const request = new DescribeTagsCommand({ ResourceArns: [arn] });
  const found = await orAbsent(() => loadBalancing.send(request), ...NO_LOAD_BALANCER);
  return found?.TagDescriptions?.[0]?.Tags ?? [];
}
