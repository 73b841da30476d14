import type { Command } from 'commander';
import { awsDependencies, collectValues, jsonOption, parseFolder, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function preflightCommand(program: Command): void {
  program
    .command('preflight')
    .description('Check the AWS accounts, before a deploy, for what would make it fail. Read-only.')
    .argument('[environment...]', 'environments to check (default: all)')
    .addOption(sitesOption())
    .option(
      '--site <site>',
      'check only what the deploy of this site needs (repeatable, or comma-separated; default: every site)',
      collectValues,
    )
    .option(
      '--stack <stack>',
      'stack that the deploy names (repeatable, or comma-separated; default: every stack)',
      collectValues,
    )
    .option(
      '--assembly <dir>',
      'folder that "cdk synth" wrote from these files (default: synthesized for this run)',
      parseFolder,
    )
    .option(
      '--profile <environment=profile>',
      'AWS profile of an environment, for runs across several accounts (repeatable; default: AWS_PROFILE)',
      collectValues,
    )
    .option('--skip <check>', 'skip this check (repeatable, or comma-separated)', collectValues)
    .addOption(jsonOption('preflight.md'))
    .addHelpText(
      'after',
      '\nExample:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab preflight sydney\n\nExit codes:\n  0: no check failed\n  1: a check failed, or the command line is invalid\n  2: a required check is unanswered: AWS did not answer one of its calls\n\nThe credentials need the read-only policy of docs/permissions.md.',
    )
    .action(
      async (
        environments: string[],
        options: {
          sites: string;
          site?: readonly string[];
          stack?: readonly string[];
          profile?: readonly string[];
          skip?: readonly string[];
          assembly?: string;
          json?: true;
        },
      ) => {
        const request = {
          environments,
          sites: options.site ?? [],
          stacks: options.stack ?? [],
          profiles: options.profile ?? [],
          skip: options.skip ?? [],
          folder: options.sites,
          assembly: options.assembly,
          json: options.json === true,
        };
        const { clientFactory }: typeof import('../../operate/aws/clients') = require('../../operate/aws/clients');
        const { runPreflightCommand }: typeof import('./run') = require('./run');
        const withProfile = (profile: string) => clientFactory({ profile });
        process.exitCode = await runPreflightCommand(request, { ...awsDependencies(), withProfile }, processOutput);
      },
    );
}
