import type { Command } from 'commander';
import { DEVICE_IDS } from '../../config/devices';
import { collectValues, sitesOption } from '../shared/options';
import { processOutput } from '../shared/output';
import type { NewOptions } from './answers';

export function newCommand(program: Command): void {
  program
    .command('new')
    .description(
      'Write a valid site file with comments and the next free cloudCidr, or many from a list, or add an environment. Missing flags are prompted for. An existing file is never overwritten.',
    )
    .usage('[options] <site>')
    .argument('[site]', "the site's name, such as auckland-heart")
    .addOption(sitesOption())
    .option(
      '--public-ip <address>',
      'public IP address of the hospital\'s router or firewall ("": Direct Connect alone)',
    )
    .option(
      '--cidr <cidr>',
      "local IPv4 CIDR block, the hospital's subnets (repeatable, or comma-separated)",
      collectValues,
    )
    .option('--device <model>', `gateway device model: ${DEVICE_IDS.join(', ')}`)
    .option('--name <name>', "the hospital's name")
    .option('--environment <name>', 'a key of environments.yaml; without a site: the environment to add to it')
    .option(
      '--contact <email>',
      "the hospital's network administrators (repeatable, or comma-separated)",
      collectValues,
    )
    .option('--routing <kind>', 'bgp or static (fixed for life)')
    .option('--asn <number>', "with bgp: the hospital's autonomous system number")
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
    .option(
      '--deliver-to <ae@address:port>',
      'PACS that HeartLab sends results to (repeatable, or comma-separated)',
      collectValues,
    )
    .option(
      '--virtual-interface <connection:vlan:asn>',
      'Direct Connect virtual interface (repeatable, or comma-separated)',
      collectValues,
    )
    .option('--cloud-cidr <cidr>', 'the site VPC, a /26 (default: the next free one of the pool)')
    .option(
      '--from <file>',
      'CSV or JSON with a row for each hospital (docs/new-hospitals.md); flags are for every row',
    )
    .option('--pool <cidr>', 'CIDR block to search for a free cloudCidr (default: 100.64.0.0/10)')
    .option('--account <number>', 'without a site: the AWS account of a new environment')
    .option('--region <region>', "the environment's AWS Region")
    .option('--zone <zone>', 'two or three of its availability zones (repeatable, or comma-separated)', collectValues)
    .option('--mtls-service <name>', 'its endpoint service for mTLS')
    .option('--basic-service <name>', 'its endpoint service for user name and password')
    .option('--domain <domain>', 'the domain of its ingest')
    .option('--telephone <number>', 'its telephone number for hospitals, with + and the country code')
    .option('--email <email>', 'its e-mail address for hospitals')
    .option('--hours <text>', 'when that telephone is answered, with the time zone')
    .option('--emergency <number>', 'its telephone number for an outage, at any time')
    .option('--owner-name <name>', 'the owner of its system, for heartlab audit')
    .option('--owner-role <role>', "the owner's role")
    .option('--owner-email <email>', "the owner's e-mail address")
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx heartlab new napier-heart --name "Napier Heart" --environment sydney --contact it@napier.example \\\n      --public-ip 203.0.113.99 --cidr 10.77.0.0/22 --device fortigate \\\n      --routing bgp --asn 65077 --ipsec strong --auth mtls\n  $ npx heartlab new --from hospitals.csv --ipsec strong\n  $ npx heartlab new --environment sydney\n\nWithout a terminal, the command does not prompt; it reports the missing flags.',
    )
    .action(async (named: string | undefined, options: NewOptions & { readonly from?: string }, command: Command) => {
      if (options.from !== undefined) {
        if (named !== undefined) command.error('error: --from names the sites in its rows; leave the site out');
        const { newSites }: typeof import('./from') = require('./from');
        process.exitCode = newSites(options.from, options, processOutput);
        return;
      }
      if (named === undefined && options.environment !== undefined) {
        const { newEnvironment }: typeof import('./environment') = require('./environment');
        process.exitCode = await newEnvironment(options.environment, options, processOutput);
        return;
      }
      const { requiredSite }: typeof import('../shared/first-site') = require('../shared/first-site');
      const site = requiredSite(named, options.sites, command, processOutput, { nothing: 'Nothing was written' });
      if (site === undefined) return;
      const { newSite }: typeof import('./run') = require('./run');
      process.exitCode = await newSite(site, options, processOutput);
    });
}
