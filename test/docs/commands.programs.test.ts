import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { heartlabProgram } from '../../lib/cli/program';
import { STACK_STATES, wayOut } from '../../lib/operate/status/way-out';
import { inspectCommands } from '../../lib/operate/status/way-out-commands';

/** Every command on a page exists: its operations and flags are in the SDK's own schemas. */

const PAGES = ['docs/first-deploy.md', 'docs/removing-a-hospital.md', 'docs/deploying.md', 'docs/diagnosing.md'];

/** Commands of the AWS CLI with another name than their client. */
const CLIENTS: Readonly<Record<string, string>> = {
  directconnect: 'direct-connect',
  elbv2: 'elastic-load-balancing-v2',
  logs: 'cloudwatch-logs',
  s3api: 's3',
  secretsmanager: 'secrets-manager',
};
/** Flags of every command of the AWS CLI (AWS CLI reference, "global options", and pagination). */
const GLOBAL = ['region', 'profile', 'query', 'output', 'max-items'];
/** Flags with another name in the AWS CLI than in the API (botocore, sns). */
const RENAMED: Readonly<Record<string, string>> = { 'sns subscribe notification-endpoint': 'endpoint' };
/** Commands without an installed client; each was looked up in the AWS CLI. */
const NOT_INSTALLED = ['aws resourcegroupstaggingapi get-resources --region --tag-filters --query --output'];

interface Command {
  readonly page: string;
  readonly text: string;
  readonly words: readonly string[];
  readonly flags: readonly string[];
}

/** The text outside quotes: the words up to the first flag, and the flags. */
function parsed(page: string, text: string): Command {
  const bare = text.replaceAll(/"[^"]*"|'[^']*'/g, 'quoted').split(/\s+/);
  const first = bare.findIndex((word) => word.startsWith('-'));
  return {
    page,
    text,
    words: first < 0 ? bare : bare.slice(0, first),
    flags: bare.flatMap((word) => (word.startsWith('-') ? [word.replace(/^-+/, '')] : [])),
  };
}

const commandsOf = (page: string, text: string): readonly Command[] => {
  const blocks = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.split('\n'));
  const inline = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline]
    .filter((one) => /^(sudo )?(aws|npx) /.test(one))
    .map((one) => parsed(page, one.replace('sudo ', '')));
};

/** Status prints commands too, which are checked in the same way. */
const printed = [...STACK_STATES.keys()].flatMap((status) =>
  (['site', 'platform', 'ingest'] as const).flatMap((kind) => {
    const stack = { kind, status, name: 'Stack-x', region: 'ap-southeast-2' };
    const held = { connections: [], loadBalancers: ['arn:aws:x'], databases: ['heartlab-x-ingest'] };
    const steps = wayOut(stack, { value: held })?.steps ?? [];
    return [...steps.flatMap(({ commands }) => commands), ...inspectCommands(stack)].map((one) =>
      parsed('status', one),
    );
  }),
);
const all = [...PAGES.flatMap((page) => commandsOf(page, readFileSync(page, 'utf8'))), ...printed];
const unique = (commands: readonly Command[]): (readonly [string, Command])[] => [
  ...new Map(commands.map((one) => [`${one.page}: ${one.text}`, one] as const)),
];

const plain = (name: string): string => name.replaceAll('-', '').toLowerCase();
const find = (client: object, wanted: RegExp): unknown => Object.entries(client).find(([key]) => wanted.test(key))?.[1];

/** The members of an operation's input; undefined if the operation does not exist. */
function inputOf(client: object, operation: string): readonly string[] | undefined {
  const schema = find(client, new RegExp(`^${plain(operation)}\\$$`, 'i')) as readonly unknown[] | undefined;
  const input = typeof schema?.[4] === 'function' ? schema[4]() : schema?.[4];
  return (input as readonly [number, string, string, unknown, readonly string[]] | undefined)?.[4];
}

/** The part of an AWS CLI command that does not exist; undefined if all of it does. */
function wrongWith({ text, words, flags }: Command): string | undefined {
  const [, service = '', operation = '', waiter = ''] = words;
  const name = `@aws-sdk/client-${CLIENTS[service] ?? service}`;
  if (!existsSync(`node_modules/${name}`)) {
    const shape = [...words, ...flags.map((flag) => `--${flag}`)].join(' ');
    return NOT_INSTALLED.includes(shape) ? undefined : `${name} is not installed: ${shape}`;
  }
  const client: object = require(name);
  if (operation === 'wait')
    return find(client, new RegExp(`^waitUntil${plain(waiter)}$`, 'i')) === undefined
      ? `no waiter ${waiter}`
      : undefined;
  const members = inputOf(client, operation);
  if (members === undefined) return `${service} has no ${operation}`;
  const unknown = flags.filter((flag) => {
    const known = (one: string): boolean => members.some((member) => plain(member) === plain(one));
    const own = RENAMED[`${service} ${operation} ${flag}`] ?? flag;
    return !GLOBAL.includes(flag) && !known(own) && !(flag.startsWith('no-') && known(flag.slice(3)));
  });
  return unknown.length === 0 ? undefined : `${text}: unknown ${unknown.join(', ')}`;
}

const aws = unique(all.filter(({ words }) => words[0] === 'aws'));
const npx = (program: string) => unique(all.filter(({ words }) => words[0] === 'npx' && words[1] === program));

test('the pages have commands of every kind', () => {
  expect(aws.length).toBeGreaterThan(60);
  expect(npx('cdk').length).toBeGreaterThan(10);
  expect(npx('heartlab').length).toBeGreaterThan(5);
  for (const page of PAGES) expect(aws.some(([, one]) => one.page === page)).toBe(true);
});

test.each(aws)('%s', (_, command) => {
  expect(wrongWith(command)).toBeUndefined();
});

test.each<readonly [string, RegExp]>([
  ['aws ec2 describe-vpn-connection --region x', /ec2 has no describe-vpn-connection/],
  ['aws cloudformation delete-stack --stack x', /unknown stack/],
  ['aws cloudformation wait stack-gone --stack-name x', /no waiter stack-gone/],
  ['aws made-up do --it', /is not installed/],
])('%s is detected', (text, why) => {
  expect(wrongWith(parsed('a page', text))).toMatch(why);
});

test('no command shows a key: the query leaves out the keys of an answer', () => {
  const keyed = /modify-vpn-|describe-vpn-connections|virtual-interfaces|get-secret-value|create-secret/;
  const answers = all.filter(({ text }) => keyed.test(text));
  expect(answers.length).toBeGreaterThan(5);
  for (const { text, flags } of answers) {
    const [, query = ''] = /--query "([^"]*)"/.exec(text) ?? [];
    if (!flags.includes('dry-run')) expect([text, query]).not.toEqual([text, '']);
    // A key is only compared, within the query itself.
    expect(query.replace("not_null(PreSharedKey,'REDACTED')=='REDACTED'", '')).not.toMatch(
      /PreSharedKey\b|authKey|CustomerGatewayConfiguration|customerRouterConfig|SecretString/,
    );
    expect(flags).not.toContain('debug');
  }
});

/** The CDK's help of a command, read once. */
const asked = new Map<string, string>();
function cdkHelp(verb: string): string {
  const text = asked.get(verb) ?? spawnSync('node_modules/.bin/cdk', [verb, '--help'], { encoding: 'utf8' }).stdout;
  asked.set(verb, text);
  return text;
}

test.each(npx('cdk'))(
  '%s',
  (_, { words, flags }) => {
    const verb = words[2] ?? '';
    const help = cdkHelp(verb);
    expect(help.split('\n', 1)[0]).toMatch(new RegExp(`^cdk ${verb}\\b`));
    for (const flag of flags) expect(help).toMatch(new RegExp(`--${flag.replace(/^no-/, '')}\\b`));
  },
  60_000,
);

const program = heartlabProgram();

test.each(npx('heartlab'))('%s', (_, { words, flags }) => {
  const verb = program.commands.find((command) => command.name() === words[2]);
  expect(verb?.name()).toBe(words[2]);
  for (const flag of flags) expect(verb?.options.map(({ long }) => long)).toContain(`--${flag}`);
});

describe('docs/first-deploy.md', () => {
  const page = readFileSync('docs/first-deploy.md', 'utf8');

  test('has the recovery from exactly the states that status reports, and from a deploy that was rolled back', () => {
    const named = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, state]) => state);
    expect(named.sort()).toEqual([...STACK_STATES.keys(), 'UPDATE_ROLLBACK_COMPLETE'].sort());
    const operating = readFileSync('docs/operating.md', 'utf8');
    for (const state of STACK_STATES.keys()) expect(operating).toContain(`\`${state}\``);
  });

  test('has a section with a command, a good answer and another answer for each of B1 to B13', () => {
    const parts = page.split(/^### /m).filter((part) => /^B\d+\. /.test(part));
    expect(parts.map((part) => /^B(\d+)/.exec(part)?.[1])).toEqual(
      Array.from({ length: 13 }, (_, at) => String(at + 1)),
    );
    for (const part of parts) {
      expect(part).toMatch(/^- Good: .+\n- Otherwise: .+/m);
      expect(part).toMatch(/```bash\naws |`npx heartlab preflight/);
    }
  });
});
