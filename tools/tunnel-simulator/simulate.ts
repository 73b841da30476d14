import { scheduleSeed } from './random';
import { runSchedule, type ScheduleRun } from './run-schedule';
import { scheduleOf } from './schedule';
import { SEEDED_BUGS, type SeededBugName } from './seeded-bugs';
import { overTheWire } from './wire';

export interface SimulationOptions {
  readonly runs: number;
  readonly seed: number;
  /** A known bug to plant in the planner. The first schedule that shows it then ends the simulation. */
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
  let played = 0;
  let steps = 0;
  let convergible = 0;
  let converged = 0;
  const longest = { change: 0, gateway: 0, unforeseen: 0 };
  const violations: ScheduleFinding[] = [];
  const unconverged: ScheduleFinding[] = [];
  for (; played < runs && (plant === undefined || violations.length === 0); played += 1) {
    const result = await playSeed(scheduleSeed(seed, played), { plant, sdk });
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
    runs: played,
    seed,
    ...(plant === undefined ? {} : { plant }),
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
  readonly plant?: SeededBugName | undefined;
  readonly sdk?: boolean | undefined;
  /** Records a trace for people. */
  readonly traced?: boolean;
}

/** Runs the schedule of one seed. */
export function playSeed(seed: number, { plant, sdk, traced = false }: ReplayOptions = {}): Promise<ScheduleRun> {
  return runSchedule(scheduleOf(seed), {
    traced,
    ...(plant === undefined ? {} : { planner: SEEDED_BUGS[plant].plan }),
    ...(sdk === true ? { through: overTheWire } : {}),
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
    `both tunnels down by a change of ours        ${summary.bothDownSeconds} s at most`,
    `  by the change of a customer gateway        ${summary.bothDownByGatewaySeconds} s, until the hospital has moved`,
    `  of a tunnel that came up unseen just then  ${summary.bothDownUnforeseenSeconds} s, the other being down already`,
  ].join('\n');
}

/** A finished schedule as readable text: its requests, the events with their times, and its result. */
export function playedText(played: ScheduleRun): string {
  const story = scheduleOf(played.seed);
  const { world, flaps, permanent, beside, deaths } = story;
  const changed = story.after.Tunnels.map((tunnel, i) => {
    const before = new Map(Object.entries(story.before.Tunnels[i] ?? {}));
    const names = Object.entries(tunnel).filter(
      ([name, value]) => JSON.stringify(before.get(name)) !== JSON.stringify(value),
    );
    const up = world.tunnels[i]?.up === true ? 'up' : 'down';
    return `  tunnel ${tunnel.TunnelInsideCidr} (${up}) changes: ${names.map(([name]) => name).join(', ') || 'nothing'}`;
  });
  const gateway = story.before.CustomerGatewayId === story.after.CustomerGatewayId ? 'the same' : 'another';
  return [
    `schedule ${played.seed}: ${story.type}, ${gateway} customer gateway, acceptOutage ${story.after.AcceptOutage}`,
    ...changed,
    `  telemetry ${world.lag / 1000} s late, answers up to ${world.stale / 1000} s old, a change takes ${world.changeTakes.map((ms) => ms / 1000).join(' to ')} s`,
    `  flaps ${flaps.length}, deaths ${deaths.length}, throttled ${percent(story.throttled)}, lost answers ${percent(story.lostAnswer)}${beside === undefined ? '' : `, ${beside.what}`}${permanent === undefined ? '' : `, for good: ${permanent}`}`,
    ...withoutRepeats(played.trace),
    ...played.operations.map(({ name, outcome, reason }) => `${name}: ${outcome}: ${reason}`),
    ...played.violations.map(({ rule, detail }) => `VIOLATION ${rule}: ${detail}`),
  ].join('\n');
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Omits a poll that waits for the same as the previous poll. */
function withoutRepeats(trace: readonly string[]): readonly string[] {
  const text = (line: string | undefined): string => (line ?? '').replace(/^ *\d+:\d\d /, '');
  return trace.filter((line, i) => !text(line).includes(': waiting: ') || text(line) !== text(trace[i - 1]));
}
