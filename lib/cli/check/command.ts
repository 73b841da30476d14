import { type Command, Option } from 'commander';
import { parseDay, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function checkCommand(program: Command): void {
  program
    .command('check')
    .description('Check the site files alone: every error of every file, with its place and what to write instead.')
    .argument('[site...]', 'only what concerns these sites (all files are read all the same)')
    .addOption(sitesOption())
    .option('--json', 'print for machines')
    .addOption(
      new Option('--date <day>', 'the day by which acknowledgements expire')
        .default(new Date().toISOString().slice(0, 10), 'today')
        .argParser(parseDay),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab check auckland-heart\n\nExit code 0: no error (warnings and notes may be there). 1: errors.',
    )
    .action(async (names: string[], options: { sites: string; json?: true; date: string }) => {
      const { runCheck }: typeof import('./run') = require('./run');
      process.exitCode = runCheck(
        { names, folder: options.sites, json: options.json === true, today: options.date },
        processOutput,
      );
    });
}
