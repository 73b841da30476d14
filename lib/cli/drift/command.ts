import type { Command } from 'commander';
import { awsDependencies, jsonOption, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function driftCommand(program: Command): void {
  program
    .command('drift')
    .description(
      'What is live and not as the file says, option by option, and what a deploy would do about it. Changes nothing.',
    )
    .argument('[site...]', 'only these sites')
    .addOption(sitesOption())
    .addOption(jsonOption('operating.md'))
    .addHelpText(
      'after',
      '\nExample:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab drift auckland-heart\n\nExit code 0: all as the files say. 1: differences, a site that is not deployed, or a mistake in the command. 2: something could not be told.\nIt needs the read-only policy of docs/permissions.md.',
    )
    .action(async (names: string[], options: { sites: string; json?: true }) => {
      const { runDrift }: typeof import('./run') = require('./run');
      const { factory, terminal } = awsDependencies();
      const request = { names, folder: options.sites, json: options.json === true };
      process.exitCode = await runDrift(request, factory, processOutput, terminal.width);
    });
}
