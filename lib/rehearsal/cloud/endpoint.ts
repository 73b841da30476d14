import type { DesiredTunnel } from '../../config/tunnels';
import { type InsideAddresses, insideAddresses } from '../../handover/tunnel-facts';
import { CharonDaemon } from '../daemons/charon';
import { FrrDaemon } from '../daemons/frr';
import { insideAddress } from '../daemons/updown';
import type { LabMachine } from '../lab/lab';
import type { CloudVpn } from './cloud-vpn';
import { AWS_CONNECTION, ENDPOINT_SETTINGS, endpointConf } from './endpoint-conf';

export interface EndpointOptions {
  readonly cloud: CloudVpn;
  readonly number: 1 | 2;
  /** Its public address. AWS assigns it, so it is in no template. */
  readonly outsideAddress: string;
  readonly mtu: number;
  /** Selectors other than everything. */
  readonly selectors?: { readonly local: string; readonly remote: string };
  /** The cable to the VPC; absent if nothing is behind the endpoint. */
  readonly wire?: { readonly aws: string; readonly vpc: string; readonly vpcMachine: LabMachine };
}

const FILE = 'aws.conf';
/** libipsec's name for its device. */
export const AWS_DEVICE = 'ipsec0';
/** The routing table for packets from the tunnel. */
const FROM_HOSPITAL = '300';

/** One of the two AWS ends of the connection, on its own machine. */
export class AwsEndpoint {
  readonly charon: CharonDaemon;
  readonly frr: FrrDaemon | undefined;
  /** From the template; the pack's are those of the hospital. */
  readonly inside: InsideAddresses;
  private tunnel: DesiredTunnel;

  constructor(
    readonly machine: LabMachine,
    private readonly options: EndpointOptions,
    private key: string,
  ) {
    const { cloud, number, wire } = options;
    this.tunnel = cloud.tunnels[number === 1 ? 0 : 1];
    this.inside = insideAddresses(this.tunnel.TunnelInsideCidr);
    const inside = insideAddress(AWS_DEVICE, this.inside.aws, options.mtu);
    const { up, down } =
      cloud.staticRoutes === undefined ? { up: [], down: [] } : this.staticRouting(cloud.staticRoutes);
    this.charon = new CharonDaemon(machine, {
      name: machine.name,
      ports: { ike: 500, natT: 4500 },
      table: 220,
      connection: AWS_CONNECTION,
      files: { [FILE]: this.conf() },
      settings: ENDPOINT_SETTINGS,
      up: [...inside.up, ...up],
      down: [...down, ...inside.down],
    });
    if (cloud.staticRoutes === undefined) this.frr = new FrrDaemon(machine, this.bgp(wire));
  }

  /** The options in effect. */
  get tunnelOptions(): DesiredTunnel {
    return this.tunnel;
  }

  private conf(): string {
    const { cloud, outsideAddress } = this.options;
    return endpointConf({
      tunnel: this.tunnel,
      outsideAddress,
      gatewayAddress: cloud.gateway.address,
      key: this.key,
      selectors: this.options.selectors,
    });
  }

  /** Metrics 1 and 2: AWS uses one of the two tunnels at a time. */
  private staticRouting(routes: readonly string[]): {
    readonly up: readonly string[];
    readonly down: readonly string[];
  } {
    const { number, wire } = this.options;
    const out = wire === undefined ? [] : [`ip -n ${wire.vpcMachine.namespace}`];
    return {
      up: routes.flatMap((cidr) => [
        `ip route replace ${cidr} dev ${AWS_DEVICE}`,
        ...out.map((ip) => `${ip} route replace ${cidr} via ${wire?.aws} metric ${number}`),
      ]),
      down: routes.flatMap((cidr) => [
        ...out.map((ip) => `${ip} route delete ${cidr} via ${wire?.aws} metric ${number}`),
        `ip route delete ${cidr} dev ${AWS_DEVICE}`,
      ]),
    };
  }

  /** AWS's own timers: keepalive 10 s, hold 30 s. It announces the VPC, and accepts all announcements. */
  private bgp(wire: EndpointOptions['wire']): string {
    const { cloud } = this.options;
    const neighbour = this.inside.device;
    return `router bgp ${cloud.awsAsn}
 bgp router-id ${this.inside.aws}
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor ${neighbour} remote-as ${cloud.gateway.asn}
 neighbor ${neighbour} timers 10 30
 neighbor ${neighbour} timers connect 2
${wire === undefined ? '' : ` neighbor ${wire.vpc} remote-as ${cloud.awsAsn}\n neighbor ${wire.vpc} timers connect 2\n`} address-family ipv4 unicast
  network ${cloud.vpcCidr}
${wire === undefined ? '' : `  neighbor ${wire.vpc} next-hop-self\n`} exit-address-family
`;
  }

  async start(): Promise<void> {
    const { cloud, wire } = this.options;
    // The outer packets never enter the tunnel, even if the hospital's own CIDRs contain its public address.
    await this.machine.ip('route', 'add', `${cloud.gateway.address}/32`, 'dev', 'wan');
    if (wire !== undefined) {
      // Like a virtual private gateway: the VPC filters all traffic of the hospital.
      await this.machine.ip('rule', 'add', 'iif', AWS_DEVICE, 'lookup', FROM_HOSPITAL);
      await this.machine.ip('route', 'add', 'default', 'via', wire.vpc, 'table', FROM_HOSPITAL);
      await this.machine.ip('route', 'add', cloud.vpcCidr, 'via', wire.vpc);
    }
    await this.charon.start();
    await Promise.all([this.charon.load(), this.frr?.start()]);
  }

  /** Like AWS after a change of an option or the key: the endpoint is replaced. */
  async replace(tunnel: DesiredTunnel, key: string | undefined): Promise<void> {
    this.tunnel = tunnel;
    this.key = key ?? this.key;
    await this.charon.stop();
    this.charon.writeFile(FILE, this.conf());
    await this.charon.restart();
  }

  /** Stops and notifies the device, like AWS's own maintenance. */
  async stop(): Promise<void> {
    await Promise.all([this.charon.stop(), this.frr?.stop()]);
  }

  /** Drops all packets in both directions, without notifying the peer. */
  async blackHole(): Promise<void> {
    await this.machine.nft(
      'table inet hole { chain in { type filter hook input priority raw; iifname "wan" drop; }; chain out { type filter hook output priority raw; oifname "wan" drop; }; }',
    );
  }

  async endBlackHole(): Promise<void> {
    await this.machine.nft('delete table inet hole');
  }

  /** The machine fails; AWS removes its routes from the VPC. The tunnel ends first: the peer must not receive BGP's close. */
  async kill(): Promise<void> {
    const { cloud } = this.options;
    await this.charon.kill();
    await this.frr?.kill();
    for (const line of cloud.staticRoutes === undefined ? [] : this.staticRouting(cloud.staticRoutes).down)
      await this.machine.shell(line).catch(() => undefined);
  }

  async restart(): Promise<void> {
    await this.charon.restart();
    await this.frr?.restart();
  }
}
