import { type Command, Option } from 'commander';
import { parseDay, parseFolder, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function auditCommand(program: Command): void {
  program
    .command('audit')
    .description(
      'Write evidence of what was checked of the working tree: a page for auditors, and the same as JSON. Needs no credentials.',
    )
    .addOption(
      new Option('--out <dir>', 'where to write; earlier evidence there is replaced')
        .default('evidence')
        .argParser(parseFolder),
    )
    .addOption(sitesOption())
    .addOption(
      new Option('--date <day>', "the day by which acknowledgements expire (default: the commit's)").argParser(
        parseDay,
      ),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab audit --out evidence\n\nExit code 0: written, and nothing is open. 1: written, and something is open; or a mistake in the command.\n2: git or synth failed, and nothing was written. docs/auditing.md says how to read it.',
    )
    .action(async (options: { out: string; sites: string; date?: string }) => {
      const { runAudit }: typeof import('./run') = require('./run');
      process.exitCode = await runAudit(
        { folder: options.sites, out: options.out, date: options.date, project: process.cwd() },
        processOutput,
      );
    });
}
