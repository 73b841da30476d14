import type { TunnelOptions } from '../../lib/config/tunnels';
import type { VirtualTime } from './time';

/** What took a tunnel down: a change of this tunnel, the move to another customer gateway, or the hospital itself. */
export type DownCause = 'change' | 'gateway' | 'hospital';

/** The behaviour of the hospital's device at one tunnel. */
export interface DeviceBehaviour {
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
  statusChangedAt: number;
  downBecauseOf: DownCause | undefined;
  /** The endpoint on the AWS side is available. */
  isEndpointUp = true;
  /** The hospital's line and device are available. */
  isLineUp = true;
  /** The connection uses the gateway that the hospital uses. */
  hasHospitalGateway = true;
  /** The number of keys made before the one that AWS has. `hospitalKey` is the same for the hospital's key. */
  awsKey = 0;
  hospitalKey = 0;
  /** Every change of status, from which the telemetry is computed. */
  readonly history: { readonly at: number; readonly up: boolean }[] = [];
  private attempts = 0;
  private isStarting = false;

  constructor(
    readonly insideCidr: string,
    readonly outsideIpAddress: string,
    public options: TunnelOptions,
    private readonly device: DeviceBehaviour,
    private readonly time: VirtualTime,
    private readonly onStatusChange: () => void,
  ) {
    this.statusChangedAt = time.now();
  }

  /** Sets the state at the start of a schedule, which only the hospital has caused. */
  setInitialState(up: boolean, at: number): void {
    this.up = up;
    this.isLineUp = up;
    this.statusChangedAt = at;
    this.downBecauseOf = up ? undefined : 'hospital';
    this.history.push({ at, up });
  }

  /** Call after any condition changed. The tunnel goes down at once if it can't be up, and comes up after a delay if it can. */
  refresh(cause: DownCause): void {
    const canBeUp =
      this.isEndpointUp &&
      this.isLineUp &&
      this.hasHospitalGateway &&
      this.awsKey === this.hospitalKey &&
      this.device.accepts(this.options);
    if (!canBeUp) {
      this.attempts += 1;
      this.isStarting = false;
      if (this.up) this.setStatus(false, cause);
      return;
    }
    if (this.up || this.isStarting) return;
    const delay = this.options.StartupAction === 'start' ? this.device.answersAfter : this.device.startsAfter;
    if (delay === undefined) return;
    this.isStarting = true;
    this.attempts += 1;
    const attempt = this.attempts;
    this.time.at(this.time.now() + delay, () => {
      if (attempt !== this.attempts) return;
      this.isStarting = false;
      this.setStatus(true, cause);
    });
  }

  /** AWS has a new key; the hospital uses the previous one until a person enters the new key. */
  newKey(): void {
    this.awsKey += 1;
    const key = this.awsKey;
    if (this.device.entersKeyAfter === undefined) return;
    this.time.at(this.time.now() + this.device.entersKeyAfter, () => {
      this.hospitalKey = Math.max(this.hospitalKey, key);
      this.refresh('hospital');
    });
  }

  private setStatus(up: boolean, cause: DownCause): void {
    this.up = up;
    this.statusChangedAt = this.time.now();
    this.downBecauseOf = up ? undefined : cause;
    this.history.push({ at: this.statusChangedAt, up });
    this.onStatusChange();
  }

  /** The telemetry, with this lag. */
  telemetry(lag: number): { readonly up: boolean; readonly at: number } {
    const moment = this.time.now() - lag;
    let reported = this.history[0];
    for (const entry of this.history) if (entry.at <= moment) reported = entry;
    return reported ?? { up: false, at: this.statusChangedAt };
  }
}
