import type { Command } from 'commander';
import { DEVICE_IDS } from '../../config/devices';
import { awsDependencies, collectValues, jsonOption, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function handoverCommand(program: Command): void {
  program
    .command('handover')
    .description(
      "Write the handover pack for the hospital's network administrator: README, device configuration, verify.sh.",
    )
    .usage('[options] <site>')
    .argument('[site]', 'the site')
    .addOption(sitesOption())
    .addOption(jsonOption('handover.md'))
    .option(
      '--out <dir>',
      'folder to write to (default: handover/<site>); an earlier pack of the site in it is replaced',
    )
    .option('--device <id>', `device to configure, instead of the site file's: ${DEVICE_IDS.join(', ')}`)
    .option('--preview', 'write without an AWS account; values that AWS assigns are marked placeholders')
    .option(
      '--secrets <age1…>',
      'add secrets.age: keys and passwords, encrypted for this public key of the hospital (repeatable, or comma-separated)',
      collectValues,
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab handover auckland-heart --preview\n  $ AWS_PROFILE=heartlab-sydney npx heartlab handover auckland-heart \\\n      --secrets age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n\nExit codes:\n  0: written; the pack is complete or a preview\n  1: the command line or the site file is invalid\n  2: AWS did not answer, or the pack is incomplete because AWS has not assigned a value yet',
    )
    .action(
      async (
        named: string | undefined,
        options: {
          sites: string;
          json?: true;
          out?: string;
          device?: string;
          preview?: true;
          secrets?: readonly string[];
        },
        command: Command,
      ) => {
        const { sites: siteFolder, out, device, secrets: recipients = [] } = options;
        const { requiredSite }: typeof import('../shared/first-site') = require('../shared/first-site');
        const site = requiredSite(named, siteFolder, command, processOutput, {
          nothing: 'No pack was written',
          json: options.json && { files: [] },
        });
        if (site === undefined) return;
        const { runHandover }: typeof import('./run') = require('./run');
        const { factory } = awsDependencies();
        process.exitCode = await runHandover(
          {
            site,
            folder: siteFolder,
            out,
            device,
            recipients,
            preview: options.preview === true,
            json: options.json === true,
          },
          factory,
          processOutput,
        );
      },
    );
}
