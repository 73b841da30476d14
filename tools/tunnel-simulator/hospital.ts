import type { TunnelOptions } from '../../lib/config/tunnels';
import type { VirtualTime } from './time';

/** What took a tunnel down: a change of this tunnel, the move to another customer gateway, or the hospital itself. */
export type DownBy = 'change' | 'gateway' | 'hospital';

/** How the hospital's device behaves at one tunnel. */
export interface DeviceHabits {
  /** Milliseconds until the tunnel is up once AWS starts it (startup action start). */
  readonly answersAfter: number;
  /** The same where only the device can start it (add). Absent: nobody at the hospital ever does. */
  readonly startsAfter?: number;
  /** Milliseconds until somebody enters a new key. Absent: within no time that a run sees. */
  readonly entersKeyAfter?: number;
  /** Whether the device can do with these options. */
  readonly accepts: (options: TunnelOptions) => boolean;
}

/** One tunnel as it really is, which the telemetry only follows. */
export class RealTunnel {
  up = false;
  /** When it last went up or down. */
  since: number;
  downBy: DownBy | undefined;
  /** The endpoint on the AWS side is there. */
  endpoint = true;
  /** The hospital's line and device are there. */
  line = true;
  /** The connection points at the gateway that the hospital uses. */
  gateway = true;
  /** Which key AWS has and which the hospital has: how many were made before it. */
  awsKey = 0;
  hospitalKey = 0;
  /** Every change of status, for the telemetry. */
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

  /** As it stands when a schedule begins: that is nobody's doing but the hospital's. */
  begin(up: boolean, longAgo: number): void {
    this.up = up;
    this.line = up;
    this.since = longAgo;
    this.downBy = up ? undefined : 'hospital';
    this.history.push({ at: longAgo, up });
  }

  /** Whatever has changed: down at once if it can't be up, up after a while if it can. */
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

  /** AWS has a new key; the hospital goes on with the one before until somebody enters it. */
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

  /** What the telemetry says, which is so much behind. */
  telemetry(lag: number): { readonly up: boolean; readonly at: number } {
    const moment = this.time.now() - lag;
    let seen = this.history[0];
    for (const entry of this.history) if (entry.at <= moment) seen = entry;
    return seen ?? { up: false, at: this.since };
  }
}
