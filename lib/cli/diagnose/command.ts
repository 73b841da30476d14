import { type Command, Option } from 'commander';
import { awsDependencies, jsonOption, parseWholeNumber, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function diagnoseCommand(program: Command): void {
  program
    .command('diagnose')
    .description(
      'Why it does not work: names the causes that the logs prove, likeliest first, with evidence and the next step.',
    )
    .argument('[site]', 'whose logs AWS is asked for; with --log, whose file the logs are held against')
    .option(
      '--log <file>',
      "a log to read in place of AWS's (again for more; - is stdin): AWS VPN logs, load balancer, gate, strongSwan, Cisco IOS, FRR",
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .addOption(new Option('--hours <n>', "how far back in AWS's logs").default(24).argParser(parseWholeNumber))
    .addOption(sitesOption())
    .addOption(jsonOption('diagnosing.md'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab diagnose auckland-heart\n  $ npx heartlab diagnose auckland-heart --log charon.log --log aws.json\n\nExit code 0: nothing wrong was seen. 1: a cause is named, or a mistake in the command. 2: nothing could be told, or a log is empty.',
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
        const { diagnoseVerb }: typeof import('./run') = require('./run');
        process.exitCode = await diagnoseVerb(request, awsDependencies(), processOutput);
      },
    );
}
