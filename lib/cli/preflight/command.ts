import type { Command } from 'commander';
import { awsDependencies, collectValues, jsonOption, parseFolder, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function preflightCommand(program: Command): void {
  program
    .command('preflight')
    .description('Ask AWS, before a deploy, for everything that would make it fail or misbehave. Changes nothing.')
    .argument('[environment...]', 'only these environments (default: all)')
    .addOption(sitesOption())
    .option(
      '--site <site>',
      'only what the deploy of this site needs (repeat, or separate by commas; default: every site)',
      collectValues,
    )
    .option(
      '--stack <stack>',
      'a stack that the deploy names (repeat, or separate by commas; default: all of them)',
      collectValues,
    )
    .option(
      '--assembly <dir>',
      'a folder that "cdk synth" wrote from these files (default: it is synthesized)',
      parseFolder,
    )
    .option(
      '--profile <environment=profile>',
      'the AWS profile of an environment, where one run asks several accounts (repeat; default: AWS_PROFILE)',
      collectValues,
    )
    .option('--skip <check>', 'leave this check out (repeat, or separate by commas)', collectValues)
    .addOption(jsonOption('preflight.md'))
    .addHelpText(
      'after',
      '\nExample:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab preflight sydney\n\nExit code 0: no FAIL. 1: a FAIL, or a mistake in the command. 2: AWS gave no answer to a question that matters.\nIt needs the read-only policy of docs/permissions.md.',
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
        const { preflightVerb }: typeof import('./run') = require('./run');
        const withProfile = (profile: string) => clientFactory({ profile });
        process.exitCode = await preflightVerb(request, { ...awsDependencies(), withProfile }, processOutput);
      },
    );
}
