import { type Command, Option } from 'commander';
import { parseDay, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function checkCommand(program: Command): void {
  program
    .command('check')
    .description('Check the site files. Each error is reported with its position and what to write instead.')
    .argument('[site...]', 'sites to report on (default: all; every file is read in any case)')
    .addOption(sitesOption())
    .option('--json', 'print JSON')
    .addOption(
      new Option('--date <day>', 'date against which expiry dates are checked')
        .default(new Date().toISOString().slice(0, 10), 'today')
        .argParser(parseDay),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab check auckland-heart\n\nExit codes:\n  0: no errors (there may be warnings and notes)\n  1: errors, or the command line is invalid',
    )
    .action(async (names: string[], options: { sites: string; json?: true; date: string }) => {
      const { runCheck }: typeof import('./run') = require('./run');
      process.exitCode = runCheck(
        { names, folder: options.sites, json: options.json === true, today: options.date },
        processOutput,
      );
    });
}
