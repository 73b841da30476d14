import type { TunnelOptions, VpnTunnelsProperties } from '../../lib/config/tunnels';
import type { TunnelModification } from '../../lib/custom-resources/vpn-tunnels/port';
import type { FakeEc2, FakeEc2Observer } from './fake-ec2';
import type { RealTunnel } from './hospital';
import type { VirtualTime } from './time';

/**
 * Judges the real behaviour of the tunnels by the rules of the issue only. It shares no code with the planner. It reads the real
 * state, which the planner sees only late and through the telemetry.
 */

export interface ScheduleViolation {
  readonly rule: string;
  readonly at: number;
  readonly detail: string;
}

/** The facts about one run that the oracle uses. */
export interface JudgedRun {
  readonly id: string;
  readonly startedAt: number;
  readonly desired: VpnTunnelsProperties;
}

/** Events of the last minutes are not yet visible: telemetry is delayed, an answer may be stale, and a call may be in flight. */
const UNKNOWABLE = 5 * 60_000;

/** A run may not begin a change later than this: the framework ends it at 60 minutes, and a change takes up to 15. */
const TOO_LATE = 45 * 60_000;

interface Taken {
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
  private readonly taken: Taken[] = [];
  private bothDownSince: { readonly at: number; readonly by: 'change' | 'gateway' | 'unforeseen' } | undefined;
  /**
   * The longest time, in milliseconds, with both tunnels down because of our changes. `change`: changes of tunnels. `gateway`: a
   * change of the customer gateway, where it is unavoidable. `unforeseen`: a change of a tunnel that had come up too recently to
   * be visible.
   */
  readonly longest = { change: 0, gateway: 0, unforeseen: 0 };
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
  readonly turned = (): void => {
    const [a, b] = this.tunnels();
    const ours = !a.up && !b.up && a.downBy !== 'hospital' && b.downBy !== 'hospital';
    this.closeOutage();
    if (ours && !this.acceptedOutage) {
      // The cause that took the last tunnel down counts.
      const last = a.since > b.since || (a.since === b.since && a.downBy === 'change') ? a : b;
      const by = last.downBy === 'gateway' ? 'gateway' : this.unforeseen ? 'unforeseen' : 'change';
      this.bothDownSince = { at: this.time.now(), by };
    }
  };

  /** Counts the current outage, if there is one. */
  closeOutage(): void {
    if (this.bothDownSince === undefined) return;
    const { at, by } = this.bothDownSince;
    this.longest[by] = Math.max(this.longest[by], this.time.now() - at);
    if (by === 'change' && this.time.now() > at) this.violate('outage', 'both tunnels were down by changes of ours');
    this.bothDownSince = undefined;
  }

  /** The observer of one run's calls. */
  watch(run: JudgedRun): FakeEc2Observer {
    return {
      gatewayTaken: (to) => this.gatewayTaken(run, to),
      tunnelTaken: (tunnel, other, modification, world) => this.tunnelTaken(run, tunnel, other, modification, world),
      tagged: (tags) => this.tagged(tags),
    };
  }

  private inTime(run: JudgedRun): void {
    if (this.time.now() > run.startedAt + TOO_LATE)
      this.violate('begun-too-late', 'a change was begun that could not end in time');
  }

  private gatewayTaken(run: JudgedRun, to: string): void {
    this.inTime(run);
    if (to !== run.desired.CustomerGatewayId) this.violate('wrong-gateway', `${to} is not what was asked for`);
  }

  private tunnelTaken(
    run: JudgedRun,
    tunnel: RealTunnel,
    other: RealTunnel,
    modification: TunnelModification,
    world: FakeEc2,
  ): void {
    const now = this.time.now();
    this.inTime(run);
    const desired = run.desired.Tunnels.find(({ TunnelInsideCidr }) => TunnelInsideCidr === tunnel.insideCidr);
    if (desired === undefined) {
      this.violate('wrong-tunnel', tunnel.insideCidr);
      return;
    }
    if (run.desired.AcceptOutage) this.acceptedOutage = true;

    if (world.latest.customerGatewayId !== run.desired.CustomerGatewayId) {
      this.violate('gateway-first', `${tunnel.insideCidr} was changed before the customer gateway`);
    }
    const key = modification.preSharedKey;
    if (sameOptions(tunnel.options, desired) && key === undefined) {
      this.violate('untouched', `${tunnel.insideCidr} was as desired already`);
    }
    const { RekeyMarginTimeSeconds: _, ...change } = modification.TunnelOptions;
    if (!sameOptions({ ...tunnel.options, ...change }, desired)) {
      this.violate('half-changed', `${tunnel.insideCidr} would not be as desired afterwards`);
    }
    if (key !== undefined) {
      const generation = this.generation(tunnel.insideCidr);
      if (generation >= desired.KeyGeneration) {
        this.violate('rotate-once', `${tunnel.insideCidr} got another key, but has generation ${generation} already`);
      }
      // EC2's format for a key, at its maximum length.
      if (!/^[A-Za-z1-9._][A-Za-z0-9._]{63}$/.test(key))
        this.violate('key-form', 'a key that EC2 would refuse, or a short one');
      if (this.secrets.includes(key)) this.violate('key-fresh', 'a key was used before');
      this.secrets.push(key);
      this.generations.set(tunnel.insideCidr, Math.max(generation, desired.KeyGeneration));
    }
    if (!run.desired.AcceptOutage && modification.SkipTunnelReplacement !== true)
      this.judgeHealth(run, tunnel, other, now);
    // A change that keeps the endpoint does not take the tunnel down.
    if (modification.SkipTunnelReplacement !== true) {
      const wasUp = tunnel.up && now - tunnel.since > UNKNOWABLE;
      this.taken.push({ run: run.id, tunnel, wasUp, at: now });
    }
  }

  private judgeHealth(run: JudgedRun, tunnel: RealTunnel, other: RealTunnel, now: number): void {
    const earlier = this.taken.findLast((taken) => taken.tunnel === other && taken.run === run.id);
    if (earlier?.wasUp === true && !other.history.some(({ at, up }) => up && at > earlier.at) && !other.up) {
      this.violate('come-back', `${other.insideCidr} was changed in this run, and had not come back`);
    }
    const known = other.downBy !== 'hospital' || now - other.since > UNKNOWABLE;
    this.unforeseen = tunnel.up && now - tunnel.since <= UNKNOWABLE && !other.up;
    if (tunnel.up && now - tunnel.since > UNKNOWABLE && !other.up && known) {
      this.violate('last-working', `${tunnel.insideCidr} was the last working tunnel`);
    }
  }

  private tagged(tags: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(tags)) {
      if (name.includes('key/')) {
        const insideCidr = name.slice(name.indexOf('/') + 1);
        if (Number(value) > this.generation(insideCidr)) {
          this.violate('marked-unmade', `${insideCidr}: key ${value} is marked, but was never made`);
        }
      }
    }
    this.hush(Object.values(tags).join(' '), 'a tag');
  }

  /** No secret may be in the output. */
  hush(text: string, where: string): void {
    if (this.secrets.some((secret) => text.includes(secret))) this.violate('secret', `a key stands in ${where}`);
  }
}

/** Whether the options of two tunnels are equivalent. */
export function sameOptions(a: TunnelOptions, b: TunnelOptions): boolean {
  return meaning(a) === meaning(b);
}

function meaning(options: TunnelOptions): string {
  const known = { ...options, KeyGeneration: undefined };
  return JSON.stringify(
    Object.entries(known)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map((item) => String(item.Value)).sort() : value])
      .sort(([x], [y]) => (String(x) < String(y) ? -1 : 1)),
  );
}
