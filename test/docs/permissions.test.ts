import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The policy in docs/permissions.md has exactly the actions that the code calls. */

/** The IAM prefix of each client. */
const PREFIX: Readonly<Record<string, string>> = {
  '@aws-sdk/client-cloudformation': 'cloudformation',
  '@aws-sdk/client-cloudwatch': 'cloudwatch',
  '@aws-sdk/client-cloudwatch-logs': 'logs',
  '@aws-sdk/client-direct-connect': 'directconnect',
  '@aws-sdk/client-ec2': 'ec2',
  '@aws-sdk/client-elastic-load-balancing-v2': 'elasticloadbalancing',
  '@aws-sdk/client-s3': 's3',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
  '@aws-sdk/client-acm': 'acm',
  '@aws-sdk/client-ecr': 'ecr',
  '@aws-sdk/client-iam': 'iam',
  '@aws-sdk/client-rds': 'rds',
  '@aws-sdk/client-route-53': 'route53',
  '@aws-sdk/client-service-quotas': 'servicequotas',
  '@aws-sdk/client-sns': 'sns',
  '@aws-sdk/client-ssm': 'ssm',
  '@aws-sdk/client-sts': 'sts',
};

/** Calls whose IAM action has another name (Service Authorization Reference). */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
};

/** Actions that a call needs besides its own. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  // Reading a bucket or secret that our key encrypts needs this too.
  'secretsmanager:GetSecretValue': ['kms:Decrypt'],
};

/** Actions that AWS always allows. */
const FREE = ['sts:GetCallerIdentity'];

interface Source {
  readonly file: string;
  readonly text: string;
}
const sources: readonly Source[] = ['lib/operate', 'lib/preflight'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file: join(folder, file), text: readFileSync(join(folder, file), 'utf8') })),
);

/** The client that each name of a file comes from. */
function importsOf(text: string): ReadonlyMap<string, string> {
  const imports = [...text.matchAll(/import\s*\{([^}]*)\}\s*from\s*'(@aws-sdk\/client-[^']+)'/g)];
  return new Map(
    imports.flatMap(([, names = '', client = '']) =>
      names.split(',').map((name) => [name.replace(/\btype\b/, '').trim(), client] as const),
    ),
  );
}

function actionOf(command: string, client: string | undefined): string {
  const prefix = client === undefined ? undefined : PREFIX[client];
  if (prefix === undefined) throw new Error(`${command} comes from ${client}, of which the test knows no IAM prefix`);
  const action = `${prefix}:${command}`;
  return OTHER_NAMES[action] ?? action;
}

interface Called {
  readonly file: string;
  readonly action: string;
  /** The action in the `askAws` around it; undefined if there is none. */
  readonly asked: string | undefined;
}

const calls: readonly Called[] = sources.flatMap(({ file, text }) => {
  const imports = importsOf(text);
  return [...text.matchAll(/new (\w+)Command\(/g)].map(({ 1: command = '', index }) => ({
    file,
    action: actionOf(command, imports.get(`${command}Command`)),
    asked: [...text.slice(0, index).matchAll(/\baskAws\(\s*'([^']+)'/g)].at(-1)?.[1],
  }));
});

test('every call names the permission that it needs', () => {
  expect(calls.length).toBeGreaterThan(15);
  for (const { file, action, asked } of calls) expect({ file, asked }).toEqual({ file, asked: action });
});

test('every named permission has its call', () => {
  for (const { file, text } of sources)
    for (const [, asked] of text.matchAll(/\baskAws\(\s*'([^']+)'/g))
      expect(calls).toContainEqual(expect.objectContaining({ file, action: asked }));
});

test('no paginator and no client method calls AWS undetected by this test', () => {
  for (const { file, text } of sources) {
    expect({ file, found: text.match(/\bpaginate[A-Z]\w+|\bwaitUntil[A-Z]\w+/g) }).toEqual({ file, found: null });
    const sent = text.match(/\.send\(/g)?.length ?? 0;
    expect({ file, sent }).toEqual({ file, sent: calls.filter((call) => call.file === file).length });
  }
});

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: unknown;
}

describe('docs/permissions.md', () => {
  const page = readFileSync('docs/permissions.md', 'utf8');
  const [, json = '{}'] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const { Statement: statements } = JSON.parse(json) as { readonly Statement: readonly Statement[] };
  const allowed = statements.flatMap(({ Action }) => Action);

  test('allows exactly the calls of the code', () => {
    const needed = new Set(calls.flatMap(({ action }) => [action, ...(BESIDE[action] ?? [])]));
    for (const free of FREE) needed.delete(free);
    expect([...allowed].sort()).toEqual([...needed].sort());
    expect(new Set(allowed).size).toBe(allowed.length);
  });

  test('reads only', () => {
    for (const action of allowed.filter((one) => one !== 'sts:AssumeRole'))
      expect(action).toMatch(/^\w+:((Describe|Get|List|Filter|BatchGet|StartQuery|StopQuery|Simulate)\w*|Decrypt)$/);
    for (const { Effect } of statements) expect(Effect).toBe('Allow');
  });

  test('allows only the roles of the CDK to be assumed', () => {
    for (const { Action, Resource } of statements.filter(({ Action: some }) => some.includes('sts:AssumeRole'))) {
      expect(Action).toEqual(['sts:AssumeRole']);
      for (const arn of [Resource].flat()) expect(arn).toMatch(/^arn:aws:iam::[\d*]+:role\/cdk-/);
    }
  });

  test('has a separate statement for the values of secrets, limited to those of the sites', () => {
    const secret = statements.filter(({ Action }) => Action.some((action) => /GetSecretValue|Decrypt/.test(action)));
    for (const { Sid, Action, Resource } of secret) {
      expect(Sid).toMatch(/Secret/);
      for (const action of Action) expect(action).toMatch(/^(secretsmanager:GetSecretValue|kms:Decrypt)$/);
      expect(Resource).not.toBe('*');
    }
  });

  test('names for each action the commands that need it', () => {
    for (const action of allowed) expect(page).toMatch(new RegExp(`^\\| \`${action}\` \\|`, 'm'));
    for (const [, action] of page.matchAll(/^\| `(\w+:\w+)` \|/gm)) expect([...allowed, ...FREE]).toContain(action);
  });

  test('names preflight for each action that it calls', () => {
    const asked = new Set(calls.filter(({ file }) => file.startsWith('lib/preflight/')).map(({ action }) => action));
    expect(asked.size).toBeGreaterThan(30);
    for (const action of asked) expect(page).toMatch(new RegExp(`^\\| \`${action}\` \\| [^|]*(preflight|all) `, 'm'));
  });

  test('fits into one managed policy', () => {
    // IAM quotas: 6,144 characters, white space not counted.
    expect(json.replace(/\s/g, '').length).toBeLessThan(6144);
  });
});
