import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { createReservationHandler } from '../../../lib/custom-resources/address-reservation/handler';
import type { CustomResourceEvent } from '../../../lib/custom-resources/answer';
import { type Call, Refusal, wire } from './http-wire';

/** A simulated EC2 with subnets, reservations and network interfaces behind the real clients. */

export type Tags = Readonly<Record<string, string>>;
export interface Reservation {
  readonly id: string;
  readonly subnet: string;
  readonly cidr: string;
  readonly type: 'explicit' | 'prefix';
  readonly tags: Tags;
}

export const SITE: Tags = { 'heartlab:environment': 'sydney', 'heartlab:site': 'auckland-heart' };
export const SUBNET = 'subnet-0a1';
export const ADDRESS = '100.64.0.14';
export const ID = `${SUBNET}/${ADDRESS}`;

const list = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Hooks of a test before and after EC2 executes a call. A thrown error is the answer. */
interface Meddling {
  readonly before?: (action: string, count: number) => void;
  readonly after?: (action: string, count: number) => void;
}

export class Cloud {
  readonly subnets = new Map<string, Tags>([[SUBNET, SITE]]);
  readonly loadBalancers = new Map<string, Tags>();
  interfaces: readonly object[] = [];
  reservations: Reservation[] = [];
  /** The number of lists that do not show the newest reservation yet. */
  lag = 0;
  readonly asked: string[] = [];
  readonly answers: { readonly url: string; readonly body: Readonly<Record<string, string>> }[] = [];
  /** Milliseconds that the handler has waited. */
  waited = 0;
  private made = 0;

  constructor(private readonly meddling: Meddling = {}) {}

  /** Runs the handler for an event, and returns its response to CloudFormation. */
  async run(changes: Partial<CustomResourceEvent> = {}): Promise<Readonly<Record<string, string>>> {
    const client = { region: 'ap-southeast-2', maxAttempts: 1, ...this.wire().settings };
    const started = this.waited;
    const handler = createReservationHandler({
      clients: { ec2: new EC2Client(client), loadBalancing: new ElasticLoadBalancingV2Client(client) },
      clock: {
        pause: async (milliseconds) => {
          this.waited += milliseconds;
        },
        random: () => 1,
      },
      answer: async (url, body) => {
        this.answers.push({ url, body: JSON.parse(body) });
      },
    });
    await handler(event(changes), { getRemainingTimeInMillis: () => 120_000 - (this.waited - started) });
    return this.answers.at(-1)?.body ?? {};
  }

  /** The wire to this cloud. */
  wire(): ReturnType<typeof wire> {
    return wire((call) => this.reply(call));
  }

  /** The number of calls of an action. */
  count(action: string): number {
    return this.asked.filter((one) => one === action).length;
  }

  reserve(reservation: Partial<Reservation> = {}): Reservation {
    this.made += 1;
    const made = {
      id: `scr-${this.made}`,
      subnet: SUBNET,
      cidr: `${ADDRESS}/32`,
      type: 'explicit' as const,
      tags: SITE,
      ...reservation,
    };
    this.reservations.push(made);
    return made;
  }

  private reply(call: Call): object {
    const action = call.action.split(':')[1] ?? '';
    this.asked.push(action);
    this.meddling.before?.(action, this.count(action));
    const answer = this.does(action, (name) => String(call.get(name) ?? ''));
    this.meddling.after?.(action, this.count(action));
    return answer;
  }

  private does(action: string, get: (name: string) => string): object {
    switch (action) {
      case 'DescribeSubnets':
        return { Subnets: [{ SubnetId: get('SubnetId.1'), Tags: list(this.tagsOf(get('SubnetId.1'))) }] };
      case 'GetSubnetCidrReservations':
        return this.page(get('SubnetId'), Number(get('NextToken') || 0));
      case 'CreateSubnetCidrReservation':
        return this.create(get);
      case 'DeleteSubnetCidrReservation': {
        const id = get('SubnetCidrReservationId');
        if (!this.reservations.some((one) => one.id === id))
          throw new Refusal(400, 'InvalidSubnetCidrReservationID.NotFound');
        this.reservations = this.reservations.filter((one) => one.id !== id);
        return {};
      }
      case 'DescribeNetworkInterfaces':
        if (get('Filter.1.Name') !== 'subnet-id') throw new Refusal(400, 'InvalidParameterValue');
        return { NetworkInterfaces: get('Filter.1.Value.1') === SUBNET ? this.interfaces : [] };
      case 'DescribeTags': {
        const arn = get('ResourceArns.member.1');
        const tags = this.loadBalancers.get(arn);
        if (tags === undefined) throw new Refusal(400, 'LoadBalancerNotFound');
        return { TagDescriptions: [{ ResourceArn: arn, Tags: list(tags) }] };
      }
      default:
        throw new Error(`this EC2 knows no ${action}`);
    }
  }

  private tagsOf(subnet: string): Tags {
    const tags = this.subnets.get(subnet);
    if (tags === undefined) throw new Refusal(400, 'InvalidSubnetID.NotFound', `no subnet ${subnet}`);
    return tags;
  }

  /** Two a page. */
  private page(subnet: string, from: number): object {
    this.tagsOf(subnet);
    const all = this.reservations.filter((one) => one.subnet === subnet);
    if (this.lag > 0 && all.length > 0) {
      this.lag -= 1;
      all.pop();
    }
    const page = all.slice(from, from + 2).map(({ id, cidr, type, tags }) => ({
      SubnetCidrReservationId: id,
      SubnetId: subnet,
      Cidr: cidr,
      ReservationType: type,
      Tags: list(tags),
    }));
    return {
      SubnetIpv4CidrReservations: page,
      ...(from + 2 < all.length ? { NextToken: String(from + 2) } : {}),
    };
  }

  private create(get: (name: string) => string): object {
    const [subnet, cidr] = [get('SubnetId'), get('Cidr')];
    this.tagsOf(subnet);
    if (this.reservations.some((one) => one.subnet === subnet && one.cidr === cidr)) throw overlapping();
    const tag = (number: number) => [
      get(`TagSpecification.1.Tag.${number}.Key`),
      get(`TagSpecification.1.Tag.${number}.Value`),
    ];
    if (get('TagSpecification.1.ResourceType') !== 'subnet-cidr-reservation')
      throw new Refusal(400, 'InvalidParameterValue', 'not a resource type');
    const tags = Object.fromEntries([1, 2, 3].map(tag).filter(([key]) => key !== ''));
    const type = get('ReservationType') === 'explicit' ? 'explicit' : 'prefix';
    const { id } = this.reserve({ subnet, cidr, type, tags });
    return { SubnetCidrReservation: { SubnetCidrReservationId: id, SubnetId: subnet, Cidr: cidr } };
  }
}

/** EC2's message in hashicorp/terraform-provider-aws#45304. */
const overlapping = (): Refusal =>
  new Refusal(
    400,
    'InvalidParameterValue',
    `Reservation CIDR ${ADDRESS}/32 has overlap with existing reserved CIDR block`,
  );

export const event = (changes: Partial<CustomResourceEvent> = {}): CustomResourceEvent => ({
  RequestType: 'Create',
  ResponseURL: 'https://cloudformation.example/presigned',
  StackId: 'arn:aws:cloudformation:ap-southeast-2:111122223333:stack/SiteStack-auckland-heart/1',
  RequestId: 'request-1',
  LogicalResourceId: 'DeliveryAddress1',
  ResourceProperties: { ServiceToken: 'arn', ServiceTimeout: '600', SubnetId: SUBNET, Address: ADDRESS },
  ...changes,
});
