import { scheduleSeed } from './random';
import { runSchedule, type ScheduleRun } from './run-schedule';
import { scheduleOf } from './schedule';
import { SEEDED_BUGS, type SeededBugName } from './seeded-bugs';
import { overTheWire } from './wire';

export interface SimulationOptions {
  readonly runs: number;
  readonly seed: number;
  /** A known bug to plant in the planner. The simulation then ends with the first schedule that shows it. */
  readonly plant?: SeededBugName;
  /** Uses the real SDK client, and replaces only the network. This is thirty times slower. */
  readonly sdk?: boolean;
}

/** One schedule with violations. */
export interface ScheduleFinding {
  /** `--replay <seed>` replays the schedule. */
  readonly seed: number;
  readonly rule: string;
  readonly detail: string;
}

export interface SimulationSummary {
  readonly runs: number;
  readonly seed: number;
  readonly plant?: SeededBugName;
  /** The total number of calls to EC2. */
  readonly steps: number;
  readonly violations: readonly ScheduleFinding[];
  /** Schedules without a permanent fault, and the number of them that converged. */
  readonly convergible: number;
  readonly converged: number;
  readonly unconverged: readonly ScheduleFinding[];
  /** The longest time with both tunnels down because of our changes, in seconds. Must be 0. */
  readonly bothDownSeconds: number;
  /** The same because of a change of the customer gateway: unavoidable, and lasts until the hospital has moved. */
  readonly bothDownByGatewaySeconds: number;
  /** The same because of a change of a tunnel that came up too recently for the telemetry, while the other was down. */
  readonly bothDownUnforeseenSeconds: number;
}

/** Runs this many schedules, each from its own seed. */
export async function simulateSchedules({ runs, seed, plant, sdk }: SimulationOptions): Promise<SimulationSummary> {
  let completed = 0;
  let steps = 0;
  let convergible = 0;
  let converged = 0;
  const longest = { change: 0, gateway: 0, unforeseen: 0 };
  const violations: ScheduleFinding[] = [];
  const unconverged: ScheduleFinding[] = [];
  for (; completed < runs && (plant === undefined || violations.length === 0); completed += 1) {
    const result = await replaySeed(scheduleSeed(seed, completed), { plant, sdk });
    steps += result.steps;
    for (const { rule, detail } of result.violations) violations.push({ seed: result.seed, rule, detail });
    longest.change = Math.max(longest.change, result.bothDown.change);
    longest.gateway = Math.max(longest.gateway, result.bothDown.gateway);
    longest.unforeseen = Math.max(longest.unforeseen, result.bothDown.unforeseen);
    if (!result.convergible) continue;
    convergible += 1;
    if (result.converged) converged += 1;
    else {
      const last = result.operations.at(-1);
      unconverged.push({
        seed: result.seed,
        rule: 'converge',
        detail: `${last?.name}: ${last?.outcome}: ${last?.reason}`,
      });
    }
  }
  const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);
  return {
    runs: completed,
    seed,
    plant,
    steps,
    violations,
    convergible,
    converged,
    unconverged,
    bothDownSeconds: seconds(longest.change),
    bothDownByGatewaySeconds: seconds(longest.gateway),
    bothDownUnforeseenSeconds: seconds(longest.unforeseen),
  };
}

export interface ReplayOptions {
  readonly plant?: SeededBugName;
  readonly sdk?: boolean;
  /** Records a trace for people. */
  readonly traced?: boolean;
}

/** Runs the schedule of one seed. */
export function replaySeed(seed: number, { plant, sdk, traced = false }: ReplayOptions = {}): Promise<ScheduleRun> {
  return runSchedule(scheduleOf(seed), {
    traced,
    planner: plant && SEEDED_BUGS[plant].plan,
    through: sdk === true ? overTheWire : undefined,
  });
}

export function summaryText(summary: SimulationSummary): string {
  const { runs, seed, plant, steps, violations, convergible, converged } = summary;
  return [
    `runs                 ${runs}  (seed ${seed}${plant === undefined ? '' : `, planted: ${plant}`})`,
    `steps                ${steps}  (calls to EC2)`,
    `violations           ${violations.length}`,
    `convergible          ${convergible}`,
    `converged            ${converged}`,
    `both tunnels down by our changes             ${summary.bothDownSeconds} s at most`,
    `  by a change of the customer gateway        ${summary.bothDownByGatewaySeconds} s, until the hospital has moved`,
    `  by a change of a tunnel that just came up  ${summary.bothDownUnforeseenSeconds} s, while the other was down`,
  ].join('\n');
}

/** A finished schedule as readable text: its requests, the events with their times, and its result. */
export function scheduleText(result: ScheduleRun): string {
  const schedule = scheduleOf(result.seed);
  const { ec2, flaps, permanentFault, secondEvent, crashes } = schedule;
  const changed = schedule.after.Tunnels.map((tunnel, i) => {
    const before = new Map(Object.entries(schedule.before.Tunnels[i] ?? {}));
    const names = Object.entries(tunnel).filter(
      ([name, value]) => JSON.stringify(before.get(name)) !== JSON.stringify(value),
    );
    const up = ec2.tunnels[i]?.up === true ? 'up' : 'down';
    return `  tunnel ${tunnel.TunnelInsideCidr} (${up}) changes: ${names.map(([name]) => name).join(', ') || 'nothing'}`;
  });
  const gateway = schedule.before.CustomerGatewayId === schedule.after.CustomerGatewayId ? 'the same' : 'another';
  return [
    `schedule ${result.seed}: ${schedule.type}, ${gateway} customer gateway, acceptOutage ${schedule.after.AcceptOutage}`,
    ...changed,
    `  telemetry ${ec2.telemetryLag / 1000} s late, responses up to ${ec2.staleness / 1000} s old, a change takes ${ec2.changeDuration.map((ms) => ms / 1000).join(' to ')} s`,
    `  flaps ${flaps.length}, crashes ${crashes.length}, throttled ${percent(schedule.throttled)}, lost responses ${percent(schedule.lostResponse)}${secondEvent === undefined ? '' : `, ${secondEvent.what}`}${permanentFault === undefined ? '' : `, permanent fault: ${permanentFault}`}`,
    ...withoutRepeats(result.trace),
    ...result.operations.map(({ name, outcome, reason }) => `${name}: ${outcome}: ${reason}`),
    ...result.violations.map(({ rule, detail }) => `VIOLATION ${rule}: ${detail}`),
  ].join('\n');
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Omits a poll that waits for the same reason as the previous poll. */
function withoutRepeats(trace: readonly string[]): readonly string[] {
  const text = (line: string | undefined): string => (line ?? '').replace(/^ *\d+:\d\d /, '');
  return trace.filter((line, i) => !text(line).includes(': waiting: ') || text(line) !== text(trace[i - 1]));
}
