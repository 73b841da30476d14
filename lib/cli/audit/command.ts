import { type Command, Option } from 'commander';
import { parseDay, parseFolder, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function auditCommand(program: Command): void {
  program
    .command('audit')
    .description(
      'Write the evidence of the checks on the working tree, as pages for auditors and as JSON. Needs no AWS credentials.',
    )
    .argument('[site...]', 'hospitals to write evidence for, with nothing about the others (default: all)')
    .addOption(
      new Option('--out <dir>', 'folder to write to; earlier evidence in it is replaced')
        .default('evidence')
        .argParser(parseFolder),
    )
    .addOption(sitesOption())
    .addOption(
      new Option('--date <day>', "date against which expiry dates are checked (default: the commit's)").argParser(
        parseDay,
      ),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab audit --out evidence\n  $ npx heartlab audit auckland-heart --out evidence-auckland\n\nExit codes:\n  0: evidence written, no open items; or there is no site yet, and nothing was written\n  1: evidence written, with open items; or the command line is invalid\n  2: git or synth failed; nothing written\n\ndocs/auditing.md explains the evidence.',
    )
    .action(async (names: readonly string[], options: { out: string; sites: string; date?: string }) => {
      const { runAudit }: typeof import('./run') = require('./run');
      process.exitCode = await runAudit(
        { names, folder: options.sites, out: options.out, date: options.date, project: process.cwd() },
        processOutput,
      );
    });
}
