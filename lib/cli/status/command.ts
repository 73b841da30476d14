import type { Command } from 'commander';
import { UserError } from '../../project/errors';
import { awsDependencies, jsonOption, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function statusCommand(program: Command): void {
  program
    .command('status')
    .description(
      'Show the current state of each site: tunnels and their negotiated algorithms, virtual interfaces, the last study, alarms. Read-only.',
    )
    .argument('[site...]', 'sites to show, with the details of green ones too (default: all)')
    .addOption(sitesOption())
    .addOption(jsonOption('operating.md'))
    .option('--watch', 'refresh every 30 seconds, until Ctrl-C')
    .addHelpText(
      'after',
      '\nExample:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab status auckland-heart\n\nExit codes:\n  0: every site is green\n  1: a site is yellow, or the command line is invalid\n  2: a site is red, or its state is unknown\n\nThe credentials need the read-only policy of docs/permissions.md.',
    )
    .action(async (names: string[], options: { sites: string; json?: true; watch?: true }) => {
      const { reportEmptyStatus, runStatus, statusReport }: typeof import('./run') = require('./run');
      const asked = awsDependencies();
      const request = { names, folder: options.sites, json: options.json === true };
      if (options.watch === true && (request.json || process.stdout.isTTY !== true))
        throw new UserError('--watch needs a terminal; for scripts, run status --json repeatedly');
      if (reportEmptyStatus(request, processOutput)) return;
      if (options.watch !== true) {
        process.exitCode = await runStatus(request, asked, processOutput);
        return;
      }
      const { watchStatus }: typeof import('./watch') = require('./watch');
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      const code = await watchStatus(
        async () => {
          // Errors are printed with the rows, because the next refresh clears the screen.
          const errors: string[] = [];
          const report = await statusReport(request, asked, { ...processOutput, err: (line) => errors.push(line) });
          return { ...report, lines: [...errors, ...report.lines] };
        },
        (text) => process.stdout.write(text),
        stop.signal,
      );
      // Pending calls to AWS would keep the process running.
      process.exit(code);
    });
}
