import type { TunnelOptions } from '../../lib/config/tunnels';
import type { VirtualTime } from './time';

/** The cause that took a tunnel down: a change of this tunnel, the move to another customer gateway, or the hospital itself. */
export type DownBy = 'change' | 'gateway' | 'hospital';

/** The behaviour of the hospital's device at one tunnel. */
export interface DeviceHabits {
  /** Milliseconds until the tunnel is up once AWS starts it (startup action start). */
  readonly answersAfter: number;
  /** The same if only the device can start the tunnel (startup action add). Absent: the device never starts it. */
  readonly startsAfter?: number;
  /** Milliseconds until a person enters a new key. Absent: not within the schedule. */
  readonly entersKeyAfter?: number;
  /** Whether the device supports these options. */
  readonly accepts: (options: TunnelOptions) => boolean;
}

/** The real state of one tunnel. The telemetry follows it with a delay. */
export class RealTunnel {
  up = false;
  /** When it last went up or down. */
  since: number;
  downBy: DownBy | undefined;
  /** The endpoint on the AWS side is available. */
  endpoint = true;
  /** The hospital's line and device are available. */
  line = true;
  /** The connection uses the gateway that the hospital uses. */
  gateway = true;
  /** The number of keys made before the one that AWS has. `hospitalKey` is the same for the hospital's key. */
  awsKey = 0;
  hospitalKey = 0;
  /** Every change of status, from which the telemetry is computed. */
  readonly history: { readonly at: number; readonly up: boolean }[] = [];
  private attempt = 0;
  private pending = false;

  constructor(
    readonly insideCidr: string,
    readonly outsideIpAddress: string,
    public options: TunnelOptions,
    private readonly habits: DeviceHabits,
    private readonly time: VirtualTime,
    private readonly onTurn: () => void,
  ) {
    this.since = time.now();
  }

  /** Sets the state at the start of a schedule, which only the hospital has caused. */
  begin(up: boolean, longAgo: number): void {
    this.up = up;
    this.line = up;
    this.since = longAgo;
    this.downBy = up ? undefined : 'hospital';
    this.history.push({ at: longAgo, up });
  }

  /** Applies a change of any condition: the tunnel goes down at once if it can't be up, and comes up after a delay if it can. */
  refresh(cause: DownBy): void {
    const can =
      this.endpoint &&
      this.line &&
      this.gateway &&
      this.awsKey === this.hospitalKey &&
      this.habits.accepts(this.options);
    if (!can) {
      this.attempt += 1;
      this.pending = false;
      if (this.up) this.turn(false, cause);
      return;
    }
    if (this.up || this.pending) return;
    const delay = this.options.StartupAction === 'start' ? this.habits.answersAfter : this.habits.startsAfter;
    if (delay === undefined) return;
    this.pending = true;
    this.attempt += 1;
    const attempt = this.attempt;
    this.time.at(this.time.now() + delay, () => {
      if (attempt !== this.attempt) return;
      this.pending = false;
      this.turn(true, cause);
    });
  }

  /** AWS has a new key; the hospital uses the previous one until a person enters the new key. */
  newKey(): void {
    this.awsKey += 1;
    const key = this.awsKey;
    if (this.habits.entersKeyAfter === undefined) return;
    this.time.at(this.time.now() + this.habits.entersKeyAfter, () => {
      this.hospitalKey = Math.max(this.hospitalKey, key);
      this.refresh('hospital');
    });
  }

  private turn(up: boolean, cause: DownBy): void {
    this.up = up;
    this.since = this.time.now();
    this.downBy = up ? undefined : cause;
    this.history.push({ at: this.since, up });
    this.onTurn();
  }

  /** The telemetry, with this lag. */
  telemetry(lag: number): { readonly up: boolean; readonly at: number } {
    const moment = this.time.now() - lag;
    let seen = this.history[0];
    for (const entry of this.history) if (entry.at <= moment) seen = entry;
    return seen ?? { up: false, at: this.since };
  }
}
