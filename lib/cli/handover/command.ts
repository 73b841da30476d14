import type { Command } from 'commander';
import { DEVICE_IDS } from '../../config/devices';
import { awsDependencies, collectValues, jsonOption, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';

export function handoverCommand(program: Command): void {
  program
    .command('handover')
    .description(
      "Write the folder that the hospital's network administrator works from: README, device configuration, verify.sh.",
    )
    .argument('<site>', 'the site')
    .addOption(sitesOption())
    .addOption(jsonOption('handover.md'))
    .option('--out <dir>', 'where to (default: handover/<site>); a former pack of the site there is replaced')
    .option('--device <id>', `for another device than the file's: ${DEVICE_IDS.join(', ')}`)
    .option('--preview', 'without an account: what AWS gives is a marked blank')
    .option(
      '--secrets <age1…>',
      "add secrets.age: keys and passwords, encrypted for this public key of the hospital's (repeat, or separate by commas)",
      collectValues,
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab handover auckland-heart --preview\n  $ AWS_PROFILE=heartlab-sydney npx heartlab handover auckland-heart \\\n      --secrets age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n\nExit code 0: written, and complete or a preview. 1: a mistake in the command or the file.\n2: AWS gave no answer, or the pack is incomplete: something that AWS assigns is still missing.',
    )
    .action(
      async (
        site: string,
        options: {
          sites: string;
          json?: true;
          out?: string;
          device?: string;
          preview?: true;
          secrets?: readonly string[];
        },
      ) => {
        const { sites: siteFolder, out, device, secrets: recipients = [] } = options;
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
