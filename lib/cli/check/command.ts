import { type Command, Option } from 'commander';
import { day, output, sites } from '../shared/commands';

export function checkCommand(program: Command): void {
  program
    .command('check')
    .description('Check the site files alone: every error of every file, with its place and what to write instead.')
    .argument('[site...]', 'only what concerns these sites (all files are read all the same)')
    .addOption(sites())
    .option('--json', 'print for machines')
    .addOption(
      new Option('--date <day>', 'the day by which acknowledgements expire')
        .default(new Date().toISOString().slice(0, 10), 'today')
        .argParser(day),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab check auckland-heart\n\nExit code 0: no error (warnings and notes may be there). 1: errors.',
    )
    .action(async (names: string[], options: { sites: string; json?: true; date: string }) => {
      const { check }: typeof import('./run') = require('./run');
      process.exitCode = check(
        { names, folder: options.sites, json: options.json === true, today: options.date },
        output,
      );
    });
}
