import { FakeEc2 } from './fake-ec2';
import type { RealTunnel } from './hospital';
import type { SimulationStage } from './lambda';
import { ScheduleOracle, type ScheduleViolation, sameOptions } from './oracle';
import { SeededRandom } from './random';
import { SCHEDULE_START, type SimulatedSchedule } from './schedule';
import { type PlayOptions, SimulatedStack, type StackOperation } from './stack';
import { VirtualTime } from './time';

/** The result of a schedule. */
export interface ScheduleRun {
  readonly seed: number;
  /** Calls to EC2. */
  readonly steps: number;
  readonly violations: readonly ScheduleViolation[];
  /** The schedule has no permanent fault, and does not wait for a key that the hospital hasn't entered. */
  readonly convergible: boolean;
  /** The last operation on the stack succeeded, and the connection has the state that the operation requested. */
  readonly converged: boolean;
  /** The longest time with both tunnels down because of our changes, in milliseconds (see Oracle.longest). */
  readonly bothDown: { readonly change: number; readonly gateway: number; readonly unforeseen: number };
  readonly operations: readonly StackOperation[];
  readonly trace: readonly string[];
}

/** Plays one schedule to its end, in virtual time. */
export async function runSchedule(schedule: SimulatedSchedule, options: PlayOptions = {}): Promise<ScheduleRun> {
  const time = new VirtualTime(SCHEDULE_START);
  const chance = new SeededRandom(schedule.seed ^ 0x5bd1e995);
  const trace: string[] = [];
  const note = (text: string): void => {
    if (options.traced === true) trace.push(`${clockText(time.now())} ${text}`);
  };
  const logged: string[] = [];
  const first = new Map(
    schedule.before.Tunnels.map((one) => [one.TunnelInsideCidr, firstGeneration(schedule, one.TunnelInsideCidr)]),
  );
  let pair: readonly [RealTunnel, RealTunnel] | undefined;
  const tunnels = (): readonly [RealTunnel, RealTunnel] => {
    if (pair === undefined) throw new Error('the world is not made yet');
    return pair;
  };
  const oracle = new ScheduleOracle(time, first, tunnels);
  const world = new FakeEc2(schedule.world, time, chance, () => {
    oracle.turned();
    note(
      tunnels()
        .map((tunnel) => `${tunnel.insideCidr} ${tunnel.up ? 'UP' : `DOWN (${tunnel.downBy})`}`)
        .join(', '),
    );
  });
  pair = world.tunnels;
  for (const { tunnel, at, duration } of schedule.flaps) world.flap(tunnel, at, duration);
  if (schedule.permanent === 'deleted') world.remove(SCHEDULE_START + chance.whole(0, 20 * 60_000));
  const stage: SimulationStage = {
    schedule,
    time,
    chance,
    world,
    log: (entry) => {
      logged.push(entry.detail);
      if (entry.outcome !== 'step') note(`  ${entry.run}: ${entry.outcome}: ${entry.detail}`);
    },
    trace: note,
    traced: options.traced === true,
    calls: 0,
  };
  const stack = new SimulatedStack(stage, oracle, options);
  await stack.play();
  oracle.closeOutage();
  oracle.hush(logged.join('\n'), 'the log');
  oracle.hush(stack.operations.map(({ reason }) => reason).join('\n'), 'a status reason');

  const last = stack.operations.at(-1);
  const wanted = stack.wanted;
  const asAsked =
    world.latest.customerGatewayId === wanted.CustomerGatewayId &&
    world.latest.state === 'available' &&
    world.tunnels.every((tunnel) => {
      const desired = wanted.Tunnels.find(({ TunnelInsideCidr }) => TunnelInsideCidr === tunnel.insideCidr);
      const generation = oracle.generation(tunnel.insideCidr);
      return (
        desired !== undefined &&
        sameOptions(tunnel.options, desired) &&
        world.latest.tags[`heartlab:vpn-key/${tunnel.insideCidr}`] === String(generation) &&
        generation >= desired.KeyGeneration
      );
    });
  return {
    seed: schedule.seed,
    steps: stage.calls,
    violations: oracle.violations,
    convergible: schedule.permanent === undefined && !stack.hospitalOwes,
    converged: last?.outcome === 'complete' && (asAsked || stack.gone),
    bothDown: oracle.longest,
    operations: stack.operations,
    trace,
  };
}

/** The initial generation of a tunnel's key. For a new connection it is the one in the site file. */
function firstGeneration(schedule: SimulatedSchedule, insideCidr: string): number {
  const from = schedule.type === 'Create' ? schedule.after : schedule.before;
  return from.Tunnels.find((one) => one.TunnelInsideCidr === insideCidr)?.KeyGeneration ?? 0;
}

export function clockText(at: number): string {
  const seconds = Math.floor((at - SCHEDULE_START) / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
}
