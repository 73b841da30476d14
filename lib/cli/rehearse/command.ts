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
      "Run the synthesized VPN and the hospital's handover pack on this machine before a deploy. Needs Linux, root, and Debian's strongSwan, FRR, nginx and Orthanc.",
    )
    .usage('[options] <site>')
    .argument('[site]', 'the site')
    .addOption(sitesOption())
    .addOption(jsonOption('rehearsal.md'))
    .option(
      '--fault <id>',
      "inject this mistake on the hospital's side and diagnose it; all: every one (repeatable, or comma-separated)",
      collectValues,
    )
    .option(
      '--step <words>',
      'run only the steps whose name contains these words, and the steps they require (repeatable)',
      collectValues,
    )
    .option('--keep', 'keep the network running, and print how to enter it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo npx heartlab rehearse auckland-heart\n  $ sudo npx heartlab rehearse auckland-heart --fault all\n\nExit codes:\n  0: every step passed\n  1: a step failed, or the command line is invalid\n  2: the rehearsal cannot run here; the missing requirements are listed\n\ndocs/rehearsal.md lists what a rehearsal proves.',
    )
    .action(async (named: string | undefined, options: Options, command: Command) => {
      const { requiredSite }: typeof import('../shared/first-site') = require('../shared/first-site');
      const site = requiredSite(named, options.sites, command, processOutput, {
        nothing: 'Nothing was rehearsed',
        json: options.json && { steps: [] },
      });
      if (site === undefined) return;
      // An interrupted run, for example in `| head`, has not passed.
      process.exitCode = 1;
      const { runRehearse }: typeof import('./run') = require('./run');
      process.exitCode = await runRehearse(
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
      // The programs of a kept lab would keep this process running.
      process.exit();
    });
}
