import type { TunnelOptions } from '../../lib/config/tunnels';
import type {
  DescribedConnection,
  DescribedTunnel,
  TunnelModification,
} from '../../lib/custom-resources/vpn-tunnels/port';
import { Ec2Error } from '../../lib/custom-resources/vpn-tunnels/port';
import { type DeviceHabits, RealTunnel } from './hospital';
import type { SeededRandom } from './random';
import type { VirtualTime } from './time';

/** The settings of EC2 and of the hospital in a schedule. */
export interface FakeEc2Setting {
  readonly vpnConnectionId: string;
  readonly customerGatewayId: string;
  readonly tunnels: readonly [TunnelSetting, TunnelSetting];
  readonly tags: Readonly<Record<string, string>>;
  /** The minimum and maximum duration of a change, in milliseconds. */
  readonly changeTakes: readonly [number, number];
  /** The telemetry's lag, in milliseconds. */
  readonly lag: number;
  /** The age of a stale answer in milliseconds, and how often an answer is stale. */
  readonly stale: number;
  readonly staleOften: number;
  /** True if EC2 shows new options while it is still modifying; false if it shows them only afterwards. */
  readonly showsEarly: boolean;
  /** The number of changes that are accepted but never take effect. */
  readonly fizzle: number;
  /** The time before which the connection can't be found. */
  readonly foundFrom: number;
  /** When the hospital's line moves to the current customer gateway of the connection; before, it uses the first one. */
  readonly hospitalFollows?: number;
}

export interface TunnelSetting {
  readonly insideCidr: string;
  readonly outsideIpAddress: string;
  readonly options: TunnelOptions;
  readonly up: boolean;
  readonly habits: DeviceHabits;
}

/** The stored state of EC2 at one moment. */
interface Snapshot {
  readonly at: number;
  readonly state: string;
  readonly customerGatewayId: string;
  readonly shown: readonly { readonly options: TunnelOptions; readonly rekeyMargin: number | undefined }[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Receives the events, for an oracle that judges them. */
export interface FakeEc2Observer {
  gatewayTaken(to: string): void;
  tunnelTaken(tunnel: RealTunnel, other: RealTunnel, modification: TunnelModification, world: FakeEc2): void;
  tagged(tags: Readonly<Record<string, string>>, world: FakeEc2): void;
}

/** EC2's VPN connections, as the API documentation describes them, and a hospital at the other end. */
export class FakeEc2 {
  readonly tunnels: readonly [RealTunnel, RealTunnel];
  private readonly history: Snapshot[];
  private follows = false;
  private fizzles: number;
  /** The real rekey margin of each tunnel, an option. */
  private readonly margins: [number | undefined, number | undefined] = [undefined, undefined];

  constructor(
    readonly setting: FakeEc2Setting,
    private readonly time: VirtualTime,
    private readonly chance: SeededRandom,
    onTurn: () => void,
  ) {
    const real = (tunnel: TunnelSetting): RealTunnel => {
      const made = new RealTunnel(
        tunnel.insideCidr,
        tunnel.outsideIpAddress,
        tunnel.options,
        tunnel.habits,
        time,
        onTurn,
      );
      made.begin(tunnel.up, time.now() - 86_400_000);
      return made;
    };
    this.tunnels = [real(setting.tunnels[0]), real(setting.tunnels[1])];
    this.fizzles = setting.fizzle;
    this.history = [
      {
        at: time.now() - 86_400_000,
        state: 'available',
        customerGatewayId: setting.customerGatewayId,
        shown: setting.tunnels.map(({ options }) => ({ options, rekeyMargin: undefined })),
        tags: setting.tags,
      },
    ];
    if (setting.hospitalFollows !== undefined) {
      time.at(setting.hospitalFollows, () => {
        this.follows = true;
        this.refreshGateway('hospital');
      });
    }
  }

  /** The current stored state. */
  get latest(): Snapshot {
    const last = this.history.at(-1);
    if (last === undefined) throw new Error('a world begins with a snapshot');
    return last;
  }

  private store(change: Partial<Omit<Snapshot, 'at'>>): void {
    this.history.push({ ...this.latest, ...change, at: this.time.now() });
  }

  private seen(): Snapshot {
    const age = this.chance.is(this.setting.staleOften) ? this.chance.next() * this.setting.stale : 0;
    const moment = this.time.now() - age;
    for (let i = this.history.length - 1; i > 0; i -= 1) {
      const snapshot = this.history[i];
      if (snapshot !== undefined && snapshot.at <= moment) return snapshot;
    }
    return this.history[0] ?? this.latest;
  }

  describe(): DescribedConnection | undefined {
    if (this.time.now() < this.setting.foundFrom) return undefined;
    const snapshot = this.seen();
    return {
      VpnConnectionId: this.setting.vpnConnectionId,
      State: snapshot.state,
      CustomerGatewayId: snapshot.customerGatewayId,
      Tags: Object.entries(snapshot.tags).map(([Key, Value]) => ({ Key, Value })),
      // The two lists of one answer may be in different orders.
      VgwTelemetry: this.tunnels.toReversed().map((tunnel) => {
        const { up, at } = tunnel.telemetry(this.setting.lag);
        return {
          OutsideIpAddress: tunnel.outsideIpAddress,
          Status: up ? ('UP' as const) : ('DOWN' as const),
          LastStatusChange: new Date(at),
        };
      }),
      TunnelOptions: this.tunnels.map((tunnel, i) => {
        const shown = snapshot.shown[i];
        return described(tunnel, shown?.options ?? tunnel.options, shown?.rekeyMargin);
      }),
    };
  }

  private requireAvailable(): void {
    const { state } = this.latest;
    if (state === 'available') return;
    const code = this.chance.pick(['IncorrectState', 'InvalidVpnConnection.InvalidState'] as const);
    throw new Ec2Error('busy', code, `The VPN connection is ${state}`);
  }

  tag(tags: Readonly<Record<string, string>>, witness: FakeEc2Observer): void {
    this.store({ tags: { ...this.latest.tags, ...tags } });
    witness.tagged(tags, this);
  }

  private takes(): number {
    return this.chance.whole(this.setting.changeTakes[0], this.setting.changeTakes[1]);
  }

  modifyGateway(to: string, witness: FakeEc2Observer): void {
    this.requireAvailable();
    witness.gatewayTaken(to);
    this.store({ state: 'modifying', ...(this.setting.showsEarly ? { customerGatewayId: to } : {}) });
    for (const tunnel of this.tunnels) {
      tunnel.endpoint = false;
      tunnel.refresh('gateway');
    }
    this.time.at(this.time.now() + this.takes(), () => {
      this.store({ state: 'available', customerGatewayId: to });
      for (const tunnel of this.tunnels) tunnel.endpoint = true;
      this.refreshGateway('gateway');
    });
  }

  private refreshGateway(cause: 'gateway' | 'hospital'): void {
    for (const tunnel of this.tunnels) {
      tunnel.gateway = this.follows || this.latest.customerGatewayId === this.setting.customerGatewayId;
      tunnel.refresh(cause);
    }
  }

  modifyTunnel(modification: TunnelModification, witness: FakeEc2Observer): void {
    this.requireAvailable();
    const index = this.tunnels[0].outsideIpAddress === modification.VpnTunnelOutsideIpAddress ? 0 : 1;
    const tunnel = this.tunnels[index];
    if (tunnel.outsideIpAddress !== modification.VpnTunnelOutsideIpAddress) {
      throw new Ec2Error('permanent', 'InvalidParameterValue', 'no such tunnel');
    }
    const { RekeyMarginTimeSeconds, ...change } = modification.TunnelOptions;
    const fizzles = this.fizzles > 0 && modification.preSharedKey === undefined;
    if (fizzles) this.fizzles -= 1;
    const options = fizzles ? tunnel.options : { ...tunnel.options, ...change };
    const margin = RekeyMarginTimeSeconds ?? this.margins[index];
    witness.tunnelTaken(tunnel, this.tunnels[index === 0 ? 1 : 0], modification, this);
    const shown = this.latest.shown.map((entry, i) => (i === index ? { options, rekeyMargin: margin } : entry));
    this.store({ state: 'modifying', ...(this.setting.showsEarly ? { shown } : {}) });
    const keeps = modification.SkipTunnelReplacement === true;
    if (!keeps) {
      tunnel.endpoint = false;
      tunnel.refresh('change');
    }
    tunnel.options = options;
    this.margins[index] = margin;
    if (modification.preSharedKey !== undefined) tunnel.newKey();
    this.time.at(this.time.now() + (keeps ? 5_000 : this.takes()), () => {
      this.store({ state: 'available', shown });
      tunnel.endpoint = true;
      tunnel.refresh('change');
    });
  }

  /** Takes the hospital's line at one tunnel down for a while. */
  flap(index: 0 | 1, at: number, duration: number): void {
    const tunnel = this.tunnels[index];
    this.time.at(at, () => {
      tunnel.line = false;
      tunnel.refresh('hospital');
    });
    this.time.at(at + duration, () => {
      tunnel.line = true;
      tunnel.refresh('hospital');
    });
  }

  /** Deletes the connection, as by another user. */
  remove(at: number): void {
    this.time.at(at, () => this.store({ state: 'deleted' }));
  }
}

/** A tunnel as DescribeVpnConnections returns it: an option with AWS's default value may never have been set, and is omitted. */
function described(tunnel: RealTunnel, options: TunnelOptions, rekeyMargin: number | undefined): DescribedTunnel {
  const logs = options.LogOptions.CloudWatchLogOptions;
  const list = <T>(items: readonly { readonly Value: T }[]): { Value: T }[] => items.map(({ Value }) => ({ Value }));
  const unless = <T>(value: T, byDefault: T): T | undefined => (value === byDefault ? undefined : value);
  return {
    OutsideIpAddress: tunnel.outsideIpAddress,
    TunnelInsideCidr: tunnel.insideCidr,
    IkeVersions: list(options.IKEVersions).reverse(),
    Phase1EncryptionAlgorithms: list(options.Phase1EncryptionAlgorithms).reverse(),
    Phase1IntegrityAlgorithms: list(options.Phase1IntegrityAlgorithms),
    Phase1DHGroupNumbers: list(options.Phase1DHGroupNumbers),
    Phase1LifetimeSeconds: unless(options.Phase1LifetimeSeconds, 28800),
    Phase2EncryptionAlgorithms: list(options.Phase2EncryptionAlgorithms),
    Phase2IntegrityAlgorithms: list(options.Phase2IntegrityAlgorithms).reverse(),
    Phase2DHGroupNumbers: list(options.Phase2DHGroupNumbers),
    Phase2LifetimeSeconds: unless(options.Phase2LifetimeSeconds, 3600),
    DpdTimeoutSeconds: unless(options.DPDTimeoutSeconds, 30),
    DpdTimeoutAction: unless(options.DPDTimeoutAction, 'clear'),
    StartupAction: unless(options.StartupAction, 'add'),
    EnableTunnelLifecycleControl: unless(options.EnableTunnelLifecycleControl, false),
    RekeyMarginTimeSeconds: rekeyMargin,
    LogOptions: {
      CloudWatchLogOptions: {
        LogEnabled: logs.LogEnabled,
        LogGroupArn: `${logs.LogGroupArn}:*`,
        LogOutputFormat: logs.LogOutputFormat,
        ...(logs.BgpLogEnabled === true
          ? { BgpLogEnabled: true, BgpLogGroupArn: logs.BgpLogGroupArn, BgpLogOutputFormat: 'json' }
          : {}),
      },
    },
  };
}
