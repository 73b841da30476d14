import type { TunnelOptions, VpnTunnelsProperties } from '../../lib/config/tunnels';
import type { TunnelModification } from '../../lib/custom-resources/vpn-tunnels/port';
import type { FakeEc2, FakeEc2Observer } from './fake-ec2';
import type { RealTunnel } from './hospital';
import type { VirtualTime } from './time';

/**
 * Checks the real behaviour of the tunnels by the rules of the issue only. It shares no code with the planner. It reads the real
 * state, which the planner reads only late and through the telemetry.
 */

export interface ScheduleViolation {
  readonly rule: string;
  readonly at: number;
  readonly detail: string;
}

/** The facts about one run that the oracle uses. */
export interface ObservedRun {
  readonly id: string;
  readonly startedAt: number;
  readonly desired: VpnTunnelsProperties;
}

/** Events of the last minutes are not yet visible: telemetry is delayed, an answer may be stale, and a call may be in flight. */
const VISIBILITY_DELAY = 5 * 60_000;

/** A run may not begin a change later than this: the framework ends it at 60 minutes, and a change takes up to 15. */
const LATEST_START = 45 * 60_000;

interface RecordedChange {
  readonly run: string;
  readonly tunnel: RealTunnel;
  readonly wasUp: boolean;
  readonly at: number;
}

export class ScheduleOracle {
  readonly violations: ScheduleViolation[] = [];
  /** The real generation of a tunnel's key, by inside CIDR. */
  private readonly generations: Map<string, number>;
  readonly secrets: string[] = [];
  private readonly changes: RecordedChange[] = [];
  private bothDownSince: { readonly at: number; readonly by: 'change' | 'gateway' | 'unforeseen' } | undefined;
  /**
   * The longest time, in milliseconds, with both tunnels down because of our changes. `change`: changes of tunnels. `gateway`: a
   * change of the customer gateway, where it is unavoidable. `unforeseen`: a change of a tunnel that had come up too recently to
   * be visible.
   */
  readonly longestOutages = { change: 0, gateway: 0, unforeseen: 0 };
  private acceptedOutage = false;
  private unforeseen = false;

  constructor(
    private readonly time: VirtualTime,
    firstGeneration: ReadonlyMap<string, number>,
    private readonly tunnels: () => readonly [RealTunnel, RealTunnel],
  ) {
    this.generations = new Map(firstGeneration);
  }

  private violate(rule: string, detail: string): void {
    this.violations.push({ rule, at: this.time.now(), detail });
  }

  generation(insideCidr: string): number {
    return this.generations.get(insideCidr) ?? 0;
  }

  /** Called after any tunnel went up or down. */
  readonly statusChanged = (): void => {
    const [a, b] = this.tunnels();
    const areDownByUs = !a.up && !b.up && a.downBecauseOf !== 'hospital' && b.downBecauseOf !== 'hospital';
    this.closeOutage();
    if (areDownByUs && !this.acceptedOutage) {
      // The cause that took the last tunnel down counts.
      const last =
        a.statusChangedAt > b.statusChangedAt ||
        (a.statusChangedAt === b.statusChangedAt && a.downBecauseOf === 'change')
          ? a
          : b;
      const by = last.downBecauseOf === 'gateway' ? 'gateway' : this.unforeseen ? 'unforeseen' : 'change';
      this.bothDownSince = { at: this.time.now(), by };
    }
  };

  /** Counts the current outage, if there is one. */
  closeOutage(): void {
    if (this.bothDownSince === undefined) return;
    const { at, by } = this.bothDownSince;
    this.longestOutages[by] = Math.max(this.longestOutages[by], this.time.now() - at);
    if (by === 'change' && this.time.now() > at) this.violate('outage', 'our changes took both tunnels down');
    this.bothDownSince = undefined;
  }

  /** The observer of one run's calls. */
  watch(run: ObservedRun): FakeEc2Observer {
    return {
      gatewayModified: (to) => this.gatewayModified(run, to),
      tunnelModified: (tunnel, other, modification, ec2) => this.tunnelModified(run, tunnel, other, modification, ec2),
      tagged: (tags) => this.tagged(tags),
    };
  }

  private checkTimeLeft(run: ObservedRun): void {
    if (this.time.now() > run.startedAt + LATEST_START)
      this.violate('begun-too-late', 'a change started that could not end in time');
  }

  private gatewayModified(run: ObservedRun, to: string): void {
    this.checkTimeLeft(run);
    if (to !== run.desired.CustomerGatewayId) this.violate('wrong-gateway', `${to} is not the requested gateway`);
  }

  private tunnelModified(
    run: ObservedRun,
    tunnel: RealTunnel,
    other: RealTunnel,
    modification: TunnelModification,
    ec2: FakeEc2,
  ): void {
    const now = this.time.now();
    this.checkTimeLeft(run);
    const desired = run.desired.Tunnels.find(({ TunnelInsideCidr }) => TunnelInsideCidr === tunnel.insideCidr);
    if (desired === undefined) {
      this.violate('wrong-tunnel', tunnel.insideCidr);
      return;
    }
    if (run.desired.AcceptOutage) this.acceptedOutage = true;

    if (ec2.latest.customerGatewayId !== run.desired.CustomerGatewayId) {
      this.violate('gateway-first', `${tunnel.insideCidr} was changed before the customer gateway`);
    }
    const key = modification.preSharedKey;
    if (haveSameOptions(tunnel.options, desired) && key === undefined) {
      this.violate('untouched', `${tunnel.insideCidr} had the desired options already`);
    }
    const { RekeyMarginTimeSeconds: _, ...change } = modification.TunnelOptions;
    if (!haveSameOptions({ ...tunnel.options, ...change }, desired)) {
      this.violate('half-changed', `${tunnel.insideCidr} would not have the desired options afterwards`);
    }
    if (key !== undefined) {
      const generation = this.generation(tunnel.insideCidr);
      if (generation >= desired.KeyGeneration) {
        this.violate('rotate-once', `${tunnel.insideCidr} got another key, but already has generation ${generation}`);
      }
      // EC2's format for a key, at its maximum length.
      if (!/^[A-Za-z1-9._][A-Za-z0-9._]{63}$/.test(key))
        this.violate('key-form', 'EC2 would refuse the key, or the key is short');
      if (this.secrets.includes(key)) this.violate('key-fresh', 'a key was used before');
      this.secrets.push(key);
      this.generations.set(tunnel.insideCidr, Math.max(generation, desired.KeyGeneration));
    }
    if (!run.desired.AcceptOutage && modification.SkipTunnelReplacement !== true)
      this.checkAvailability(run, tunnel, other, now);
    // A change that keeps the endpoint does not take the tunnel down.
    if (modification.SkipTunnelReplacement !== true) {
      const wasUp = tunnel.up && now - tunnel.statusChangedAt > VISIBILITY_DELAY;
      this.changes.push({ run: run.id, tunnel, wasUp, at: now });
    }
  }

  private checkAvailability(run: ObservedRun, tunnel: RealTunnel, other: RealTunnel, now: number): void {
    const otherChange = this.changes.findLast((change) => change.tunnel === other && change.run === run.id);
    if (otherChange?.wasUp === true && !other.history.some(({ at, up }) => up && at > otherChange.at) && !other.up) {
      this.violate('come-back', `${other.insideCidr} was changed in this run, and was not up again`);
    }
    const isVisible = other.downBecauseOf !== 'hospital' || now - other.statusChangedAt > VISIBILITY_DELAY;
    this.unforeseen = tunnel.up && now - tunnel.statusChangedAt <= VISIBILITY_DELAY && !other.up;
    if (tunnel.up && now - tunnel.statusChangedAt > VISIBILITY_DELAY && !other.up && isVisible) {
      this.violate('last-working', `${tunnel.insideCidr} was the last working tunnel`);
    }
  }

  private tagged(tags: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(tags)) {
      if (name.includes('key/')) {
        const insideCidr = name.slice(name.indexOf('/') + 1);
        if (Number(value) > this.generation(insideCidr)) {
          this.violate('marked-unmade', `${insideCidr}: key ${value} is recorded, but was never created`);
        }
      }
    }
    this.checkNoSecret(Object.values(tags).join(' '), 'a tag');
  }

  /** No secret may be in the output. */
  checkNoSecret(text: string, where: string): void {
    if (this.secrets.some((secret) => text.includes(secret))) this.violate('secret', `${where} contains a key`);
  }
}

/** Whether the options of two tunnels are equivalent. */
export function haveSameOptions(a: TunnelOptions, b: TunnelOptions): boolean {
  return comparable(a) === comparable(b);
}

function comparable(options: TunnelOptions): string {
  const known = { ...options, KeyGeneration: undefined };
  return JSON.stringify(
    Object.entries(known)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map((item) => String(item.Value)).sort() : value])
      .sort(([x], [y]) => (String(x) < String(y) ? -1 : 1)),
  );
}
