import { randomBytes } from 'node:crypto';
import type { InvocationHost, LogEntry } from '../../custom-resources/vpn-tunnels/update';
import { sleepSeconds } from '../lab/run';
import { newKey } from '../plan';

/** Two minutes of the planner pass in four seconds: its waits are for AWS's telemetry and its eventual consistency, which a lab has not. At 40 a busy machine took longer for a tunnel than the planner allows. */
export const CLOCK_SPEED = 30;

/** A clock that runs faster, for the planner and for what it is told. */
export class HastyClock {
  private readonly began = Date.now();

  now(): number {
    return this.began + (Date.now() - this.began) * CLOCK_SPEED;
  }
}

export const hostOf = (clock: HastyClock, log: (entry: LogEntry) => void): InvocationHost => ({
  now: () => clock.now(),
  sleep: (milliseconds) => sleepSeconds(milliseconds / 1000 / CLOCK_SPEED),
  random: Math.random,
  nonce: () => randomBytes(4).toString('hex'),
  newPreSharedKey: newKey,
  log,
});
