import type { Command } from 'commander';
import { processOutput } from '../shared/output';

export function intakeCommand(program: Command): void {
  program
    .command('intake')
    .description(
      "Write a form as one HTML file for the hospital's network administrator. It opens from disk, checks each answer with the rules of `heartlab check`, and saves a file for `heartlab new --from`.",
    )
    .option('--out <file>', 'file to write', 'intake.html')
    .addHelpText(
      'after',
      "\nExample:\n  $ npx heartlab intake --out intake.html\n  $ npx heartlab new --from heartlab-napier-heart.json --environment sydney\n\nExit codes:\n  0: written\n  1: the file can't be written, or the command line is invalid",
    )
    .action((options: { readonly out: string }) => {
      const { writeIntake }: typeof import('./run') = require('./run');
      writeIntake(options.out, processOutput);
    });
}
