import type { Command } from 'commander';
import { UserError } from '../../project/errors';
import { sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function reviewCommand(program: Command): void {
  program
    .command('review')
    .description(
      'Report, as Markdown, what the working tree changes for each hospital compared with a base commit. Needs no AWS credentials.',
    )
    .option('--base <ref>', 'the commit to compare with, such as origin/main')
    .option(
      '--head <ref>',
      'commit to compare instead of the working tree, without running its code; requires --read-head',
    )
    .option('--read-head <file>', 'file that --write-head wrote in a checkout of that commit')
    .option('--write-head <file>', 'synthesize the working tree into this file, without a comparison')
    .addOption(sitesOption())
    .option('--json', 'print JSON, with every change')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab review --base origin/main\n\nExit codes:\n  0: no hospital must act or agree to a time\n  1: the change is not allowed, or the command line is invalid\n  2: git or synth failed\n  3: a hospital must act or agree to a time',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options);
    });
}

interface Options {
  readonly base?: string;
  readonly head?: string;
  readonly readHead?: string;
  readonly writeHead?: string;
  readonly sites: string;
  readonly json?: true;
}

async function run({ base, head, readHead, writeHead: file, sites: folder, json }: Options): Promise<number> {
  const project = process.cwd();
  const { NOTHING_COMPARED, NOTHING_COMPARED_JSON, runReview, writeHead }: typeof import('./run') = require('./run');
  if (file !== undefined) {
    if ([base, head, readHead, json].some((given) => given !== undefined))
      throw new UserError('--write-head does not compare: leave out --base, --head, --read-head and --json');
    return writeHead(project, folder, file, processOutput);
  }
  if (base === undefined) {
    const { reportNoSite }: typeof import('../shared/first-site') = require('../shared/first-site');
    if (reportNoSite(folder, processOutput, { nothing: NOTHING_COMPARED, json: json && NOTHING_COMPARED_JSON }))
      return 0;
    throw new UserError('name the commit to compare with, like --base origin/main');
  }
  if ((head === undefined) !== (readHead === undefined))
    throw new UserError(
      '--head and --read-head go together: the commit, and the file that --write-head wrote in a checkout of it',
    );
  const elsewhere = head === undefined || readHead === undefined ? undefined : { ref: head, file: readHead };
  return runReview({ base, folder, json: json === true, project, head: elsewhere }, processOutput);
}
