import { FakeEc2 } from './fake-ec2';
import type { RealTunnel } from './hospital';
import type { SimulationContext } from './lambda';
import { haveSameOptions, ScheduleOracle, type ScheduleViolation } from './oracle';
import { SeededRandom } from './random';
import { SCHEDULE_START, type SimulatedSchedule } from './schedule';
import { type RunOptions, SimulatedStack, type StackOperation } from './stack';
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
  /** The longest time with both tunnels down because of our changes, in milliseconds (see ScheduleOracle.longestOutages). */
  readonly bothDown: { readonly change: number; readonly gateway: number; readonly unforeseen: number };
  readonly operations: readonly StackOperation[];
  readonly trace: readonly string[];
}

/** Runs one schedule to its end, in virtual time. */
export async function runSchedule(schedule: SimulatedSchedule, options: RunOptions = {}): Promise<ScheduleRun> {
  const time = new VirtualTime(SCHEDULE_START);
  const random = new SeededRandom(schedule.seed ^ 0x5bd1e995);
  const trace: string[] = [];
  const addToTrace = (text: string): void => {
    if (options.traced === true) trace.push(`${clockText(time.now())} ${text}`);
  };
  const logLines: string[] = [];
  const firstGenerations = new Map(
    schedule.before.Tunnels.map((one) => [one.TunnelInsideCidr, firstGeneration(schedule, one.TunnelInsideCidr)]),
  );
  let pair: readonly [RealTunnel, RealTunnel] | undefined;
  const tunnels = (): readonly [RealTunnel, RealTunnel] => {
    if (pair === undefined) throw new Error('EC2 does not exist yet');
    return pair;
  };
  const oracle = new ScheduleOracle(time, firstGenerations, tunnels);
  const ec2 = new FakeEc2(schedule.ec2, time, random, () => {
    oracle.statusChanged();
    addToTrace(
      tunnels()
        .map((tunnel) => `${tunnel.insideCidr} ${tunnel.up ? 'UP' : `DOWN (${tunnel.downBecauseOf})`}`)
        .join(', '),
    );
  });
  pair = ec2.tunnels;
  for (const { tunnel, at, duration } of schedule.flaps) ec2.flap(tunnel, at, duration);
  if (schedule.permanentFault === 'deleted') ec2.remove(SCHEDULE_START + random.whole(0, 20 * 60_000));
  const context: SimulationContext = {
    schedule,
    time,
    random,
    ec2,
    log: (entry) => {
      logLines.push(entry.detail);
      if (entry.outcome !== 'step') addToTrace(`  ${entry.run}: ${entry.outcome}: ${entry.detail}`);
    },
    trace: addToTrace,
    traced: options.traced === true,
    calls: 0,
  };
  const stack = new SimulatedStack(context, oracle, options);
  await stack.run();
  oracle.closeOutage();
  oracle.checkNoSecret(logLines.join('\n'), 'the log');
  oracle.checkNoSecret(stack.operations.map(({ reason }) => reason).join('\n'), 'a status reason');

  const last = stack.operations.at(-1);
  const { desired: requested } = stack;
  const matchesRequest =
    ec2.latest.customerGatewayId === requested.CustomerGatewayId &&
    ec2.latest.state === 'available' &&
    ec2.tunnels.every((tunnel) => {
      const desired = requested.Tunnels.find(({ TunnelInsideCidr }) => TunnelInsideCidr === tunnel.insideCidr);
      const generation = oracle.generation(tunnel.insideCidr);
      return (
        desired !== undefined &&
        haveSameOptions(tunnel.options, desired) &&
        ec2.latest.tags[`heartlab:vpn-key/${tunnel.insideCidr}`] === String(generation) &&
        generation >= desired.KeyGeneration
      );
    });
  return {
    seed: schedule.seed,
    steps: context.calls,
    violations: oracle.violations,
    convergible: schedule.permanentFault === undefined && !stack.waitsForHospital,
    converged: last?.outcome === 'complete' && (matchesRequest || stack.isDeleted),
    bothDown: oracle.longestOutages,
    operations: stack.operations,
    trace,
  };
}

/** The initial generation of a tunnel's key. For a new connection it is the one in the site file. */
function firstGeneration(schedule: SimulatedSchedule, insideCidr: string): number {
  const from = schedule.type === 'Create' ? schedule.after : schedule.before;
  return from.Tunnels.find((one) => one.TunnelInsideCidr === insideCidr)?.KeyGeneration ?? 0;
}

function clockText(at: number): string {
  const seconds = Math.floor((at - SCHEDULE_START) / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
}
