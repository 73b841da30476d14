import { writeFileSync } from 'node:fs';
import type { DeviceFile } from '../../handover/devices/device-file';
import type { VpnHandoverFacts } from '../../handover/facts';
import type { HandoverTunnelFacts } from '../../handover/tunnel-facts';
import { CharonDaemon } from '../daemons/charon';
import { FrrDaemon } from '../daemons/frr';
import { insideAddress } from '../daemons/updown';
import type { LabMachine } from '../lab/lab';

export interface DeviceOptions {
  readonly facts: VpnHandoverFacts;
  /** The device's rendered part of the pack. */
  readonly files: readonly DeviceFile[];
  readonly keys: readonly [string, string];
  readonly tunnels?: readonly HandoverTunnelFacts[];
  /** The device's address inside a tunnel, if a fault changes it. */
  readonly insideOf?: (tunnel: HandoverTunnelFacts) => string;
  /** Additional plugins of its daemons. */
  readonly plugins?: string;
  /** Static routes are not tracked. */
  readonly withoutTrack?: boolean;
  /** Lines of strongswan.conf instead of the pack's. */
  readonly settings?: string;
}

/** Both daemons use the device's one address; outbound, their ports are translated to the standard ones. */
const PORTS = {
  1: { ike: 500, natT: 4500 },
  2: { ike: 510, natT: 4510 },
} as const;

/** The device of one tunnel, named by libipsec in the order in which the daemons start. */
export const tunDevice = (tunnel: 1 | 2): string => `ipsec${tunnel - 1}`;

/** Without an interface id, which ESP of user space does not have, charon would install routes. */
const WITHOUT_ROUTES = 'charon { install_routes = no }';

const connectionName = (tunnel: 1 | 2): string => `heartlab-${tunnel}`;
const confName = (tunnel: 1 | 2): string => `heartlab-tunnel-${tunnel}.conf`;
const KEYS = 'heartlab-keys.conf';

/** The hospital's device: Linux with strongSwan, configured by the handover pack. */
export class HospitalDevice {
  readonly charons: readonly CharonDaemon[];
  readonly frr: FrrDaemon | undefined;
  private keys: readonly [string, string];

  constructor(
    readonly machine: LabMachine,
    private readonly options: DeviceOptions,
  ) {
    const { facts, files } = options;
    this.keys = options.keys;
    this.charons = this.tunnels.map((tunnel) => {
      const { number } = tunnel;
      return new CharonDaemon(machine, {
        name: `device-${number}`,
        ports: PORTS[number],
        table: 220 + number,
        connection: connectionName(number),
        files: { [confName(number)]: this.file(confName(number)), [KEYS]: this.keysFile() },
        plugins: options.plugins,
        settings: `${options.settings ?? this.file('heartlab-charon.conf')}\n${WITHOUT_ROUTES}\n`,
        ...insideAddress(tunDevice(number), options.insideOf?.(tunnel) ?? tunnel.inside.device, facts.vpn.mtu.mtu),
      });
    });
    const frr = files.find(({ name }) => name === 'frr.conf');
    if (frr !== undefined) this.frr = new FrrDaemon(machine, frr.text);
  }

  private get tunnels(): readonly HandoverTunnelFacts[] {
    return this.options.tunnels ?? this.options.facts.vpn.tunnels;
  }

  private file(name: string): string {
    const found = this.options.files.find((file) => file.name === name);
    if (found === undefined) throw new RangeError(`the handover pack has no ${name}`);
    return found.text;
  }

  /** Replaces the placeholders and uncomments their lines, as the administrator does. */
  private keysFile(): string {
    return this.options.facts.vpn.tunnels.reduce(
      (text, { number, keyBlank }) =>
        text.replaceAll(`# secret = "${keyBlank}"`, `secret = "${this.keys[number - 1]}"`),
      this.file(KEYS),
    );
  }

  charon(tunnel: 1 | 2): CharonDaemon {
    const found = this.charons[tunnel - 1];
    if (found === undefined) throw new RangeError(`there is no tunnel ${tunnel}`);
    return found;
  }

  async start(): Promise<void> {
    await this.sharePorts();
    await Promise.all([this.startTunnels(), this.frr?.start()]);
  }

  private async startTunnels(): Promise<void> {
    for (const [index, tunnel] of this.tunnels.entries()) {
      await this.charons[index]?.start();
      // The pack's scripts use its own names for the devices.
      await this.machine.ip(
        'link',
        'property',
        'add',
        'dev',
        tunDevice(tunnel.number),
        'altname',
        `heartlab${tunnel.number}`,
      );
    }
    await this.clampAndTrack();
    await Promise.all(this.charons.map((charon) => charon.load()));
  }

  /** Translates the ports of tunnel 2's daemon to the standard ones for AWS. A single daemon needs no translation. */
  private async sharePorts(): Promise<void> {
    const second = this.options.facts.vpn.tunnels[1].outsideAddress;
    const { ike, natT } = PORTS[2];
    await this.machine.nft(`table ip ports {
  chain in { type nat hook prerouting priority dstnat; ip saddr ${second} udp dport 500 redirect to :${ike}; ip saddr ${second} udp dport 4500 redirect to :${natT}; }
  chain out { type nat hook postrouting priority srcnat; ip daddr ${second} udp sport ${ike} masquerade to :500; ip daddr ${second} udp sport ${natT} masquerade to :4500; }
}`);
  }

  private async clampAndTrack(): Promise<void> {
    await this.loadFilter('ip protocol icmp accept');
    const track = this.options.files.find(({ name }) => name === 'heartlab-track.sh');
    if (track === undefined || this.options.withoutTrack === true) return;
    const path = this.machine.lab.file(track.name);
    writeFileSync(path, track.text, { mode: 0o700 });
    this.machine.start('heartlab-track', 'sh', [path]);
  }

  /** The pack's filter, with an exception. nftables does not support alternative device names. Gaps are measured by ping, which the filter drops. */
  private async loadFilter(exception: string): Promise<void> {
    const filter = this.file('heartlab.nft')
      .replaceAll('"heartlab*"', '"ipsec*"')
      .replace(/chain (?:from|to)_heartlab \{/g, `$&\n        ${exception}`);
    await this.machine.nft(filter);
  }

  /** Runs the work with the filter open: a packet that the hospital's own filter drops proves nothing about the cloud. */
  async withOpenFilter<T>(work: () => Promise<T>): Promise<T> {
    await this.loadFilter('accept');
    try {
      return await work();
    } finally {
      await this.loadFilter('ip protocol icmp accept');
    }
  }

  /** Offers another phase 1 proposal; without one, the pack's own. A loaded connection is re-established. */
  async offer(tunnel: 1 | 2, proposals?: string): Promise<void> {
    const text = this.file(confName(tunnel));
    const other = proposals === undefined ? text : text.replace(/^(\s+proposals = ).*$/m, `$1${proposals}`);
    const charon = this.charon(tunnel);
    charon.writeFile(confName(tunnel), other);
    await charon.load();
  }

  /** Enters a new key for one tunnel, as the hospital does, and starts the tunnel. */
  async enterKey(tunnel: 1 | 2, key: string): Promise<void> {
    this.keys = tunnel === 1 ? [key, this.keys[1]] : [this.keys[0], key];
    for (const charon of this.charons) charon.writeFile(KEYS, this.keysFile());
    await Promise.all(this.charons.map((charon) => charon.swanctl('--load-creds', '--clear', '--noprompt')));
    if (!(await this.charon(tunnel).up())) await this.charon(tunnel).initiate();
  }
}
