import type { Command } from 'commander';
import { DEVICE_IDS } from '../../config/devices';
import { collectValues, parseWholeNumber, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';
import type { newSite } from './run';

export function newCommand(program: Command): void {
  program
    .command('new')
    .description(
      'Write a valid site file with comments and the next free cloudCidr. Missing flags are prompted for. An existing file is never overwritten.',
    )
    .usage('[options] <site>')
    .argument('[site]', "the site's name, such as auckland-heart")
    .addOption(sitesOption())
    .option('--public-ip <address>', "public IP address of the hospital's router or firewall")
    .option(
      '--cidr <cidr>',
      "local IPv4 CIDR block, the hospital's subnets (repeatable, or comma-separated)",
      collectValues,
    )
    .option('--device <model>', `gateway device model: ${DEVICE_IDS.join(', ')}`)
    .option('--name <name>', "the hospital's name")
    .option('--environment <name>', 'a key of environments.yaml')
    .option(
      '--contact <email>',
      "the hospital's network administrators (repeatable, or comma-separated)",
      collectValues,
    )
    .option('--routing <kind>', 'bgp or static (fixed for life)')
    .option('--asn <number>', "with bgp: the hospital's autonomous system number", parseWholeNumber)
    .option('--ipsec <policy>', 'strong or nzism (eifu needs an acknowledgement, written into the file by hand)')
    .option('--auth <kind>', 'how the PACS authenticates: mtls or basic')
    .option(
      '--dimse <port>',
      'DIMSE ports to open: 104, 11112, 2762 (repeatable, or comma-separated; default: none)',
      collectValues,
    )
    .option(
      '--ae-title <title>',
      'calling AE titles that may send by DIMSE (repeatable, or comma-separated)',
      collectValues,
    )
    .option('--cloud-cidr <cidr>', 'the site VPC, a /26 (default: the next free one of the pool)')
    .option('--pool <cidr>', 'CIDR block to search for a free cloudCidr (default: 100.64.0.0/10)')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx heartlab new napier-heart --name "Napier Heart" --environment sydney --contact it@napier.example \\\n      --public-ip 203.0.113.99 --cidr 10.77.0.0/22 --device fortigate \\\n      --routing bgp --asn 65077 --ipsec strong --auth mtls\n\nWithout a terminal, the command does not prompt; it reports the missing flags.',
    )
    .action(async (named: string | undefined, options: Parameters<typeof newSite>[1], command: Command) => {
      const { requiredSite }: typeof import('../shared/first-site') = require('../shared/first-site');
      const site = requiredSite(named, options.sites, command, processOutput, { nothing: 'Nothing was written' });
      if (site === undefined) return;
      const { newSite }: typeof import('./run') = require('./run');
      process.exitCode = await newSite(site, options, processOutput);
    });
}
