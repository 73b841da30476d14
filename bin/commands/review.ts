import type { Command } from 'commander';
import { review } from '../verbs/review';
import { output, sites } from './shared';

export function reviewCommand(program: Command): void {
  program
    .command('review')
    .description(
      'Say what the working tree, against a base, does to each hospital: Markdown for a comment on a pull request. Needs no credentials.',
    )
    .requiredOption('--base <ref>', 'the commit to compare with, such as origin/main')
    .addOption(sites())
    .option('--json', 'print for machines, and in full')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab review --base origin/main\n\nExit code 0: no hospital must act. 1: the change is not allowed as it is. 2: git or synth failed. 3: a hospital must act.',
    )
    .action(async (options: { base: string; sites: string; json?: true }) => {
      process.exitCode = await review(
        { base: options.base, folder: options.sites, json: options.json === true, project: process.cwd() },
        output,
      );
    });
}
