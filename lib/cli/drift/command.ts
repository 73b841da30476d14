import type { Command } from 'commander';
import { awsDependencies, jsonOption, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function driftCommand(program: Command): void {
  program
    .command('drift')
    .description(
      'List the differences between the deployed resources and the site files, and what a deploy would change. Read-only.',
    )
    .argument('[site...]', 'sites to compare (default: all)')
    .addOption(sitesOption())
    .addOption(jsonOption('operating.md'))
    .addHelpText(
      'after',
      '\nExample:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab drift auckland-heart\n\nExit codes:\n  0: no differences\n  1: differences, a site that is not deployed, or an invalid command line\n  2: the comparison is incomplete\n\nThe credentials need the read-only policy of docs/permissions.md.',
    )
    .action(async (names: string[], options: { sites: string; json?: true }) => {
      const { runDrift }: typeof import('./run') = require('./run');
      const { factory, terminal } = awsDependencies();
      const request = { names, folder: options.sites, json: options.json === true };
      process.exitCode = await runDrift(request, factory, processOutput, terminal.width);
    });
}
