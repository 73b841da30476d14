import type { Command } from 'commander';
import { UserError } from '../../project/errors';
import { awsDependencies, jsonOption, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function statusCommand(program: Command): void {
  program
    .command('status')
    .description(
      'What is so now: tunnels and what they negotiated, virtual interfaces, the last study, alarms. Green, yellow or red.',
    )
    .argument('[site...]', 'only these sites, with the details of green ones too')
    .addOption(sitesOption())
    .addOption(jsonOption('operating.md'))
    .option('--watch', 'look again every 30 seconds, until Ctrl-C')
    .addHelpText(
      'after',
      '\nExample:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab status auckland-heart\n\nExit code 0: all green. 1: yellow, or a mistake in the command. 2: red, or AWS gave no answer.\nIt needs the read-only policy of docs/permissions.md.',
    )
    .action(async (names: string[], options: { sites: string; json?: true; watch?: true }) => {
      const { runStatus, statusReport }: typeof import('./run') = require('./run');
      const asked = awsDependencies();
      const request = { names, folder: options.sites, json: options.json === true };
      if (options.watch !== true) {
        process.exitCode = await runStatus(request, asked, processOutput);
        return;
      }
      if (request.json || process.stdout.isTTY !== true)
        throw new UserError('--watch draws on a terminal; for machines, run status --json again and again');
      const { watchStatus }: typeof import('./watch') = require('./watch');
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      const code = await watchStatus(
        async () => {
          // What went wrong is drawn with the rest: the next look would wipe it away.
          const errors: string[] = [];
          const report = await statusReport(request, asked, { ...processOutput, err: (line) => errors.push(line) });
          return { ...report, lines: [...errors, ...report.lines] };
        },
        (text) => process.stdout.write(text),
        stop.signal,
      );
      // What is still asked of AWS would hold the process.
      process.exit(code);
    });
}
