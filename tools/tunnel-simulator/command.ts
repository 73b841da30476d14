import { Command, InvalidArgumentError } from 'commander';
import { isSeededBug, SEEDED_BUGS, type SeededBugName } from './seeded-bugs';
import { playedText, playSeed, simulateSchedules, summaryText } from './simulate';

/** Exit codes: 0 nothing found, 1 a violation found (with a planted bug: the bug was found), 2 a planted bug missed. */
const FOUND = 1;
const MISSED = 2;

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly replay?: number;
  readonly plant?: SeededBugName;
  readonly sdk?: true;
  readonly json?: true;
}

function whole(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

function plantName(text: string): SeededBugName {
  if (!isSeededBug(text)) throw new InvalidArgumentError(`Write one of ${Object.keys(SEEDED_BUGS).join(', ')}.`);
  return text;
}

const command = new Command('simulate')
  .description(
    'Plays the in-place update of VPN tunnels against a simulated EC2 and a simulated hospital, in virtual time. Touches nothing.',
  )
  .option('--runs <n>', 'how many schedules', whole, 10_000)
  .option('--seed <n>', 'the same seed gives the same schedules', whole, 1)
  .option('--replay <seed>', 'plays the one schedule of this seed, and tells all that happens', whole)
  .option(
    '--plant <bug>',
    `puts a known bug into the planner, to be found: ${Object.keys(SEEDED_BUGS).join(', ')}`,
    plantName,
  )
  .option('--sdk', 'through the real AWS SDK client, with only the wire replaced')
  .option('--json', 'prints JSON')
  .addHelpText(
    'after',
    `\nBugs:\n${Object.entries(SEEDED_BUGS)
      .map(([name, { says }]) => `  ${name.padEnd(20)} ${says}`)
      .join('\n')}`,
  );

async function main(): Promise<number> {
  const { runs, seed, replay, plant, sdk, json } = command.parse().opts<Options>();
  if (replay !== undefined) {
    const played = await playSeed(replay, { plant, sdk, traced: true });
    console.log(json === true ? JSON.stringify(played, undefined, 2) : playedText(played));
    return played.violations.length > 0 || (played.convergible && !played.converged) ? FOUND : 0;
  }
  const summary = await simulateSchedules({
    runs,
    seed,
    ...(plant === undefined ? {} : { plant }),
    ...(sdk === true ? { sdk } : {}),
  });
  const first = summary.violations[0] ?? summary.unconverged[0];
  const shown = first === undefined ? undefined : await playSeed(first.seed, { plant, sdk, traced: true });
  if (json === true) {
    const { violations, unconverged, ...counts } = summary;
    const found = [...violations, ...unconverged];
    const schedule = shown === undefined ? {} : { schedule: shown };
    console.log(JSON.stringify({ ...counts, violations: violations.length, found, ...schedule }, undefined, 2));
  } else {
    console.log(summaryText(summary));
    if (first !== undefined && shown !== undefined) {
      const planted = plant === undefined ? '' : ` --plant ${plant}`;
      console.log(`\n${playedText(shown)}\n\nReplay it: npm run simulate -- --replay ${first.seed}${planted}`);
    }
  }
  if (first !== undefined) return FOUND;
  if (plant === undefined) return 0;
  console.error(`The planted bug ${plant} was not found in ${summary.runs} schedules.`);
  return MISSED;
}

main().then((code) => {
  process.exitCode = code;
});
