import { Command, InvalidArgumentError } from 'commander';
import { isSeededBug, SEEDED_BUGS, type SeededBugName } from './seeded-bugs';
import { replaySeed, scheduleText, simulateSchedules, summaryText } from './simulate';

/** Exit codes: 0 nothing found, 1 a violation found (or the planted bug found), 2 the planted bug not found. */
const FOUND = 1;
const NOT_FOUND = 2;

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly replay?: number;
  readonly plant?: SeededBugName;
  readonly sdk?: true;
  readonly json?: true;
}

function parseWhole(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

function parseBug(text: string): SeededBugName {
  if (!isSeededBug(text)) throw new InvalidArgumentError(`Write one of ${Object.keys(SEEDED_BUGS).join(', ')}.`);
  return text;
}

const command = new Command('simulate')
  .description(
    'Runs the in-place update of VPN tunnels against a simulated EC2 and a simulated hospital, in virtual time. Changes nothing in AWS.',
  )
  .option('--runs <n>', 'number of schedules', parseWhole, 10_000)
  .option('--seed <n>', 'the same seed gives the same schedules', parseWhole, 1)
  .option('--replay <seed>', 'runs the schedule of this seed, and prints every event', parseWhole)
  .option(
    '--plant <bug>',
    `plants a known bug in the planner, which must be found: ${Object.keys(SEEDED_BUGS).join(', ')}`,
    parseBug,
  )
  .option('--sdk', 'uses the real AWS SDK client, and replaces only the network')
  .option('--json', 'prints JSON')
  .addHelpText(
    'after',
    `\nBugs:\n${Object.entries(SEEDED_BUGS)
      .map(([name, { description }]) => `  ${name.padEnd(20)} ${description}`)
      .join('\n')}`,
  );

async function main(): Promise<number> {
  const { runs, seed, replay, plant, sdk, json } = command.parse().opts<Options>();
  if (replay !== undefined) {
    const result = await replaySeed(replay, { plant, sdk, traced: true });
    console.log(json === true ? JSON.stringify(result, undefined, 2) : scheduleText(result));
    return result.violations.length > 0 || (result.convergible && !result.converged) ? FOUND : 0;
  }
  const summary = await simulateSchedules({ runs, seed, plant, sdk });
  const first = summary.violations[0] ?? summary.unconverged[0];
  const replayed = first === undefined ? undefined : await replaySeed(first.seed, { plant, sdk, traced: true });
  if (json === true) {
    const { violations, unconverged, ...counts } = summary;
    const found = [...violations, ...unconverged];
    const output = { ...counts, violations: violations.length, found, schedule: replayed };
    console.log(JSON.stringify(output, undefined, 2));
  } else {
    console.log(summaryText(summary));
    if (first !== undefined && replayed !== undefined) {
      const option = plant === undefined ? '' : ` --plant ${plant}`;
      console.log(`\n${scheduleText(replayed)}\n\nReplay it: npm run simulate -- --replay ${first.seed}${option}`);
    }
  }
  if (first !== undefined) return FOUND;
  if (plant === undefined) return 0;
  console.error(`The planted bug ${plant} was not found in ${summary.runs} schedules.`);
  return NOT_FOUND;
}

main().then((code) => {
  process.exitCode = code;
});
