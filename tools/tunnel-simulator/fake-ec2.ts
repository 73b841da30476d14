import type { TunnelOptions } from '../../lib/config/tunnels';
import {
  type DescribedConnection,
  Ec2Error,
  type TunnelModification,
} from '../../lib/custom-resources/vpn-tunnels/port';
import { describedTunnel } from './described-tunnel';
import { type DeviceBehaviour, RealTunnel } from './hospital';
import type { SeededRandom } from './random';
import type { VirtualTime } from './time';

/** The settings of EC2 and of the hospital in a schedule. */
export interface FakeEc2Settings {
  readonly vpnConnectionId: string;
  readonly customerGatewayId: string;
  readonly tunnels: readonly [TunnelSetting, TunnelSetting];
  readonly tags: Readonly<Record<string, string>>;
  /** The minimum and maximum duration of a change, in milliseconds. */
  readonly changeDuration: readonly [number, number];
  /** The telemetry's lag, in milliseconds. */
  readonly telemetryLag: number;
  /** The age of a stale answer in milliseconds, and how often an answer is stale. */
  readonly staleness: number;
  readonly staleProbability: number;
  /** True if EC2 shows new options while it is still modifying; false if it shows them only afterwards. */
  readonly showsOptionsEarly: boolean;
  /** The number of changes that are accepted but never take effect. */
  readonly ineffectiveChanges: number;
  /** The time from which EC2 finds the connection. */
  readonly existsFrom: number;
  /** When the hospital's line moves from the first customer gateway to the current one. */
  readonly hospitalMovesAt?: number;
}

export interface TunnelSetting {
  readonly insideCidr: string;
  readonly outsideIpAddress: string;
  readonly options: TunnelOptions;
  readonly up: boolean;
  readonly device: DeviceBehaviour;
}

/** The stored state of EC2 at one moment. */
interface Snapshot {
  readonly at: number;
  readonly state: string;
  readonly customerGatewayId: string;
  readonly shown: readonly { readonly options: TunnelOptions; readonly rekeyMargin: number | undefined }[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Receives the calls that change something, so that an oracle can check them. */
export interface FakeEc2Observer {
  gatewayModified(to: string): void;
  tunnelModified(tunnel: RealTunnel, other: RealTunnel, modification: TunnelModification, ec2: FakeEc2): void;
  tagged(tags: Readonly<Record<string, string>>, ec2: FakeEc2): void;
}

/** EC2's VPN connections, as the API documentation describes them, and a hospital at the other end. */
export class FakeEc2 {
  readonly tunnels: readonly [RealTunnel, RealTunnel];
  private readonly history: Snapshot[];
  private hasHospitalMoved = false;
  private isIneffective: number;
  /** The real rekey margin of each tunnel. */
  private readonly margins: [number | undefined, number | undefined] = [undefined, undefined];

  constructor(
    readonly setting: FakeEc2Settings,
    private readonly time: VirtualTime,
    private readonly random: SeededRandom,
    onStatusChange: () => void,
  ) {
    const real = (tunnel: TunnelSetting): RealTunnel => {
      const realTunnel = new RealTunnel(
        tunnel.insideCidr,
        tunnel.outsideIpAddress,
        tunnel.options,
        tunnel.device,
        time,
        onStatusChange,
      );
      realTunnel.setInitialState(tunnel.up, time.now() - 86_400_000);
      return realTunnel;
    };
    this.tunnels = [real(setting.tunnels[0]), real(setting.tunnels[1])];
    this.isIneffective = setting.ineffectiveChanges;
    this.history = [
      {
        at: time.now() - 86_400_000,
        state: 'available',
        customerGatewayId: setting.customerGatewayId,
        shown: setting.tunnels.map(({ options }) => ({ options, rekeyMargin: undefined })),
        tags: setting.tags,
      },
    ];
    if (setting.hospitalMovesAt !== undefined) {
      time.at(setting.hospitalMovesAt, () => {
        this.hasHospitalMoved = true;
        this.refreshGateway('hospital');
      });
    }
  }

  /** The current stored state. */
  get latest(): Snapshot {
    const last = this.history.at(-1);
    if (last === undefined) throw new Error('there is no snapshot');
    return last;
  }

  private store(change: Partial<Omit<Snapshot, 'at'>>): void {
    this.history.push({ ...this.latest, ...change, at: this.time.now() });
  }

  private readSnapshot(): Snapshot {
    const age = this.random.is(this.setting.staleProbability) ? this.random.next() * this.setting.staleness : 0;
    const moment = this.time.now() - age;
    for (let i = this.history.length - 1; i > 0; i -= 1) {
      const snapshot = this.history[i];
      if (snapshot !== undefined && snapshot.at <= moment) return snapshot;
    }
    return this.history[0] ?? this.latest;
  }

  describe(): DescribedConnection | undefined {
    if (this.time.now() < this.setting.existsFrom) return undefined;
    const snapshot = this.readSnapshot();
    return {
      VpnConnectionId: this.setting.vpnConnectionId,
      State: snapshot.state,
      CustomerGatewayId: snapshot.customerGatewayId,
      Tags: Object.entries(snapshot.tags).map(([Key, Value]) => ({ Key, Value })),
      // The two lists of one answer may be in different orders.
      VgwTelemetry: this.tunnels.toReversed().map((tunnel) => {
        const { up, at } = tunnel.telemetry(this.setting.telemetryLag);
        return {
          OutsideIpAddress: tunnel.outsideIpAddress,
          Status: up ? ('UP' as const) : ('DOWN' as const),
          LastStatusChange: new Date(at),
        };
      }),
      TunnelOptions: this.tunnels.map((tunnel, i) => {
        const shown = snapshot.shown[i];
        return describedTunnel(tunnel, shown?.options ?? tunnel.options, shown?.rekeyMargin);
      }),
    };
  }

  private requireAvailable(): void {
    const { state } = this.latest;
    if (state === 'available') return;
    const code = this.random.pick(['IncorrectState', 'InvalidVpnConnection.InvalidState'] as const);
    throw new Ec2Error('busy', code, `The VPN connection is ${state}`);
  }

  tag(tags: Readonly<Record<string, string>>, observer: FakeEc2Observer): void {
    this.store({ tags: { ...this.latest.tags, ...tags } });
    observer.tagged(tags, this);
  }

  private drawDuration(): number {
    return this.random.whole(this.setting.changeDuration[0], this.setting.changeDuration[1]);
  }

  modifyGateway(to: string, observer: FakeEc2Observer): void {
    this.requireAvailable();
    observer.gatewayModified(to);
    this.store({ state: 'modifying', ...(this.setting.showsOptionsEarly && { customerGatewayId: to }) });
    for (const tunnel of this.tunnels) {
      tunnel.isEndpointUp = false;
      tunnel.refresh('gateway');
    }
    this.time.at(this.time.now() + this.drawDuration(), () => {
      this.store({ state: 'available', customerGatewayId: to });
      for (const tunnel of this.tunnels) tunnel.isEndpointUp = true;
      this.refreshGateway('gateway');
    });
  }

  private refreshGateway(cause: 'gateway' | 'hospital'): void {
    for (const tunnel of this.tunnels) {
      tunnel.hasHospitalGateway =
        this.hasHospitalMoved || this.latest.customerGatewayId === this.setting.customerGatewayId;
      tunnel.refresh(cause);
    }
  }

  modifyTunnel(modification: TunnelModification, observer: FakeEc2Observer): void {
    this.requireAvailable();
    const index = this.tunnels[0].outsideIpAddress === modification.VpnTunnelOutsideIpAddress ? 0 : 1;
    const tunnel = this.tunnels[index];
    if (tunnel.outsideIpAddress !== modification.VpnTunnelOutsideIpAddress) {
      throw new Ec2Error('permanent', 'InvalidParameterValue', 'no such tunnel');
    }
    const { RekeyMarginTimeSeconds, ...change } = modification.TunnelOptions;
    const isIneffective = this.isIneffective > 0 && modification.preSharedKey === undefined;
    if (isIneffective) this.isIneffective -= 1;
    const options = isIneffective ? tunnel.options : { ...tunnel.options, ...change };
    const margin = RekeyMarginTimeSeconds ?? this.margins[index];
    observer.tunnelModified(tunnel, this.tunnels[index === 0 ? 1 : 0], modification, this);
    const shown = this.latest.shown.map((entry, i) => (i === index ? { options, rekeyMargin: margin } : entry));
    this.store({ state: 'modifying', ...(this.setting.showsOptionsEarly && { shown }) });
    const keepsEndpoint = modification.SkipTunnelReplacement === true;
    if (!keepsEndpoint) {
      tunnel.isEndpointUp = false;
      tunnel.refresh('change');
    }
    tunnel.options = options;
    this.margins[index] = margin;
    if (modification.preSharedKey !== undefined) tunnel.newKey();
    this.time.at(this.time.now() + (keepsEndpoint ? 5_000 : this.drawDuration()), () => {
      this.store({ state: 'available', shown });
      tunnel.isEndpointUp = true;
      tunnel.refresh('change');
    });
  }

  /** Interrupts the hospital's line at one tunnel. */
  flap(index: 0 | 1, at: number, duration: number): void {
    const tunnel = this.tunnels[index];
    this.time.at(at, () => {
      tunnel.isLineUp = false;
      tunnel.refresh('hospital');
    });
    this.time.at(at + duration, () => {
      tunnel.isLineUp = true;
      tunnel.refresh('hospital');
    });
  }

  /** Deletes the connection, as by another user. */
  remove(at: number): void {
    this.time.at(at, () => this.store({ state: 'deleted' }));
  }
}
