import { type Command, Option } from 'commander';
import { awsDependencies, jsonOption, parseWholeNumber, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function diagnoseCommand(program: Command): void {
  program
    .command('diagnose')
    .description('Find the causes of a failure in the logs, likeliest first, each with its evidence and the next step.')
    .argument('[site]', 'site to fetch logs for; with --log, site to check them against')
    .option(
      '--log <file>',
      "log file to read instead of AWS's logs (repeatable; - is stdin): from AWS, a load balancer, the gate, a device or a sender; plain, gzip or zip",
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .addOption(new Option('--hours <n>', "hours of AWS's logs to read").default(24).argParser(parseWholeNumber))
    .addOption(sitesOption())
    .addOption(jsonOption('diagnosing.md'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab diagnose auckland-heart\n  $ npx heartlab diagnose auckland-heart --log charon.log --log aws.json\n\nExit codes:\n  0: no problem was found, and a connection works when the logs end\n  1: a cause found, or nothing proven (not-known), or the command line is invalid\n  2: no cause can be found or excluded: a log is empty or not recognized',
    )
    .action(
      async (
        site: string | undefined,
        options: { log?: readonly string[]; hours: number; sites: string; json?: true },
      ) => {
        const request = {
          site,
          logs: options.log ?? [],
          folder: options.sites,
          hours: options.hours,
          json: options.json === true,
        };
        const { runDiagnose }: typeof import('./run') = require('./run');
        process.exitCode = await runDiagnose(request, awsDependencies, processOutput);
      },
    );
}
