import { Command, InvalidArgumentError, Option } from 'commander';
import { clientFactory } from '../lib/operate/aws/clients';
import { AwsFailure } from '../lib/operate/aws/failure';
import { DEVICE_IDS } from '../lib/site/devices';
import { isDate } from '../lib/site/schema/common';
import { audit } from './verbs/audit';
import { check } from './verbs/check';
import { diagnoseVerb } from './verbs/diagnose';
import { newSite } from './verbs/new';
import { fail, type Output, UserError } from './verbs/output';
import { review } from './verbs/review';
import { status, statusReport } from './verbs/status';
import { terminalOf } from './verbs/terminal';
import { watch } from './verbs/watch';

/** The operator's command: parses arguments and calls one function a verb. */

const output: Output = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
};

// `| head` closes the pipe when it has seen enough: that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

const sites = (): Option =>
  new Option('--sites <dir>', 'the folder of the site files').default('sites').argParser(folder);

const folder = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('write the name of a folder.');
  return text;
};

const day = (text: string): string => {
  if (!isDate(text)) throw new InvalidArgumentError('write a day like 2027-03-31.');
  return text;
};

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...value.split(',').map((part) => part.trim()),
];
const whole = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('write a whole number.');
  return Number(text);
};

const program = new Command('heartlab')
  .description('Hospital connectivity: one YAML file per hospital in, one CloudFormation stack out.')
  .showHelpAfterError('(heartlab --help shows what there is)')
  .showSuggestionAfterError();

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
  .action((names: string[], options: { sites: string; json?: true; date: string }) => {
    process.exitCode = check(
      { names, folder: options.sites, json: options.json === true, today: options.date },
      output,
    );
  });

program
  .command('new')
  .description(
    'Write a site file: valid, commented, with the next free cloudCidr. Asks for what no flag says. Never overwrites.',
  )
  .argument('<site>', "the site's name, such as auckland-heart")
  .addOption(sites())
  .option('--public-ip <address>', "public IP address of the hospital's router or firewall")
  .option('--cidr <cidr>', "local IPv4 CIDR block, the hospital's subnets (repeat, or separate by commas)", collect)
  .option('--device <model>', `gateway device model: ${DEVICE_IDS.join(', ')}`)
  .option('--name <name>', "the hospital's name")
  .option('--environment <name>', 'a key of environments.yaml')
  .option('--contact <email>', "the hospital's network administrators (repeat, or separate by commas)", collect)
  .option('--routing <kind>', 'bgp or static (fixed for life)')
  .option('--asn <number>', "with bgp: the hospital's autonomous system number", whole)
  .option('--ipsec <policy>', 'strong or nzism (eifu needs an acknowledgement, written into the file by hand)')
  .option('--auth <kind>', 'how the PACS authenticates: mtls or basic')
  .option(
    '--dimse <port>',
    'DIMSE ports to open: 104, 11112, 2762 (repeat, or separate by commas; default none)',
    collect,
  )
  .option('--ae-title <title>', 'calling AE titles that may send by DIMSE (repeat, or separate by commas)', collect)
  .option('--cloud-cidr <cidr>', 'the site VPC, a /26 (default: the next free one of the pool)')
  .option('--pool <cidr>', 'where to look for a free cloudCidr (default: 100.64.0.0/10)')
  .addHelpText(
    'after',
    '\nExample:\n  $ npx heartlab new napier-heart --name "Napier Heart" --contact it@napier.example \\\n      --public-ip 203.0.113.99 --cidr 10.77.0.0/22 --device fortigate \\\n      --routing bgp --asn 65077 --ipsec strong --auth mtls\n\nWithout a terminal it asks nothing and says which flags are missing.',
  )
  .action(async (site: string, options: Parameters<typeof newSite>[1]) => {
    process.exitCode = await newSite(site, options, output);
  });

/** Those that ask AWS: its credentials, accounts and Regions are the environments'. */
const world = () => ({
  factory: clientFactory(),
  now: () => new Date(),
  terminal: terminalOf(process.stdout, process.env),
});
const json = (): Option => new Option('--json', 'print for machines (docs/operating.md)');

program
  .command('status')
  .description(
    'What is so now: tunnels and what they negotiated, virtual interfaces, the last study, alarms. Green, yellow or red.',
  )
  .argument('[site...]', 'only these sites, with the details of green ones too')
  .addOption(sites())
  .addOption(json())
  .option('--watch', 'look again every 30 seconds, until Ctrl-C')
  .addHelpText(
    'after',
    '\nExample:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab status auckland-heart\n\nExit code 0: all green. 1: yellow, or a mistake in the command. 2: red, or AWS gave no answer.\nIt needs the read-only policy of docs/permissions.md.',
  )
  .action(async (names: string[], options: { sites: string; json?: true; watch?: true }) => {
    const request = { names, folder: options.sites, json: options.json === true };
    if (options.watch !== true) {
      process.exitCode = await status(request, world(), output);
      return;
    }
    if (request.json || process.stdout.isTTY !== true)
      throw new UserError('--watch draws on a terminal; for machines, run status --json again and again');
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    const code = await watch(
      () => statusReport(request, world(), output),
      (text) => process.stdout.write(text),
      stop.signal,
    );
    // What is still asked of AWS would hold the process.
    process.exit(code);
  });

program
  .command('diagnose')
  .description(
    'Why it does not work: names the causes that the logs prove, likeliest first, with evidence and the next step.',
  )
  .argument('[site]', 'whose logs AWS is asked for; with --log, whose file the logs are held against')
  .option(
    '--log <file>',
    "a log to read in place of AWS's (again for more; - is stdin): AWS VPN logs, load balancer, gate, strongSwan, Cisco IOS, FRR",
    (value: string, before: readonly string[]) => [...before, value],
    [],
  )
  .addOption(new Option('--hours <n>', "how far back in AWS's logs").default(24).argParser(whole))
  .addOption(sites())
  .addOption(json())
  .addHelpText(
    'after',
    '\nExamples:\n  $ AWS_PROFILE=heartlab-sydney npx heartlab diagnose auckland-heart\n  $ npx heartlab diagnose auckland-heart --log charon.log --log aws.json\n\nExit code 0: nothing wrong was seen. 1: a cause is named, or a mistake in the command. 2: nothing could be told.',
  )
  .action(
    async (
      site: string | undefined,
      options: { log: readonly string[]; hours: number; sites: string; json?: true },
    ) => {
      const request = {
        site,
        logs: options.log,
        folder: options.sites,
        hours: options.hours,
        json: options.json === true,
      };
      process.exitCode = await diagnoseVerb(request, world(), output);
    },
  );

program
  .command('review')
  .description(
    'Say what the working tree, against a base, does to each hospital: Markdown for a comment on a pull request. Needs no credentials.',
  )
  .requiredOption('--base <ref>', 'the commit to compare with, such as origin/main')
  .addOption(sites())
  .option('--json', 'print for machines, and in full')
  .addHelpText(
    'after',
    '\nExample:\n  $ npx heartlab review --base origin/main\n\nExit code 0: no hospital must act. 1: the change is not allowed as it is. 2: git or synth failed. 3: a hospital must act.',
  )
  .action(async (options: { base: string; sites: string; json?: true }) => {
    process.exitCode = await review(
      { base: options.base, folder: options.sites, json: options.json === true, project: process.cwd() },
      output,
    );
  });

program
  .command('audit')
  .description(
    'Write evidence of what was checked of the working tree: a page for auditors and the same as JSON. Needs no credentials.',
  )
  .addOption(
    new Option('--out <dir>', 'where to write; a folder of earlier evidence is replaced')
      .default('evidence')
      .argParser(folder),
  )
  .addOption(sites())
  .addOption(
    new Option('--date <day>', "the day by which acknowledgements expire (default: the commit's)").argParser(day),
  )
  .addHelpText(
    'after',
    '\nExample:\n  $ npx heartlab audit --out evidence\n\nExit code 0: written, and nothing is open. 1: written, and something is open; or a mistake in the command.\n2: git or synth failed, and nothing was written. docs/auditing.md says how to read it.',
  )
  .action(async (options: { out: string; sites: string; date?: string }) => {
    process.exitCode = await audit(
      { folder: options.sites, out: options.out, date: options.date, project: process.cwd() },
      output,
    );
  });

program.parseAsync().catch((error: unknown) => {
  // Ctrl-C at a prompt is an answer, not an error.
  if (error instanceof Error && error.name === 'ExitPromptError') process.exitCode = 130;
  else if (error instanceof UserError || error instanceof AwsFailure) process.exitCode = fail(error, output);
  else throw error;
});
