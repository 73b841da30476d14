import { randomBytes } from 'node:crypto';
import type { InvocationHost, LogEntry } from '../../custom-resources/vpn-tunnels/update';
import { sleepSeconds } from '../lab/run';
import { newKey } from '../plan';

/**
 * Two minutes of the planner take four seconds here. The planner waits for AWS's telemetry and eventual consistency, which a lab does not have.
 * At 40, a busy machine exceeded the planner's time limit for a tunnel.
 */
export const CLOCK_SPEED = 30;

/** A faster clock for the planner. */
export class FastClock {
  private readonly began = Date.now();

  now(): number {
    return this.began + (Date.now() - this.began) * CLOCK_SPEED;
  }
}

export const hostOf = (clock: FastClock, log: (entry: LogEntry) => void): InvocationHost => ({
  now: () => clock.now(),
  sleep: (milliseconds) => sleepSeconds(milliseconds / 1000 / CLOCK_SPEED),
  random: Math.random,
  nonce: () => randomBytes(4).toString('hex'),
  newPreSharedKey: newKey,
  log,
});
