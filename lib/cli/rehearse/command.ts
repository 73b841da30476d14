import type { Command } from 'commander';
import { collectValues, jsonOption, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

interface Options {
  readonly sites: string;
  readonly json?: true;
  readonly keep?: true;
  readonly fault?: readonly string[];
  readonly step?: readonly string[];
}

export function rehearseCommand(program: Command): void {
  program
    .command('rehearse')
    .description(
      "Run the synthesized VPN and the hospital's pack for real, on this machine, before a deploy. Needs root, Linux, and Debian's strongSwan, FRR, nginx and Orthanc.",
    )
    .argument('<site>', 'the site')
    .addOption(sitesOption())
    .addOption(jsonOption('rehearsal.md'))
    .option(
      '--fault <id>',
      "make this mistake on the hospital's side, and let diagnose name it (repeat, or separate by commas; all)",
      collectValues,
    )
    .option('--step <words>', 'only steps whose name holds these words, and what they rest on (repeat)', collectValues)
    .option('--keep', 'leave it up, and say how to enter it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo npx heartlab rehearse auckland-heart\n  $ sudo npx heartlab rehearse auckland-heart --fault all\n\nExit code 0: all passed. 1: something failed, or a mistake in the command. 2: it can not run here; what is missing is named. What it proves: docs/rehearsal.md.',
    )
    .action(async (site: string, options: Options) => {
      // What ends before its end, as with `| head`, has shown nothing.
      process.exitCode = 1;
      const { rehearseVerb }: typeof import('./run') = require('./run');
      process.exitCode = await rehearseVerb(
        {
          site,
          folder: options.sites,
          json: options.json === true,
          keep: options.keep === true,
          faults: options.fault ?? [],
          only: options.step ?? [],
        },
        processOutput,
      );
      // Programs of a kept lab go on; this one has ended.
      process.exit();
    });
}
