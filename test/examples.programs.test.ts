import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The examples in a new app of `cdk init`, as another team has them, with the packed library installed. */

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const EXAMPLES = ['bgp-dimse', 'direct-connect', 'managed-ingest', 'rule-pack', 'static-vpn', 'two-environments'];
const LIBRARY = 'heartlab-connectivity';
const PARTITION_LITERALS = '@aws-cdk/core:enablePartitionLiterals';
/** Packages of `cdk init` that run the app's own tests, which do not run here. They are 236 of 330 packages. */
const TEST_RUNNER = ['jest', '@swc/jest', '@swc/core'];
const folder = mkdtempSync(join(tmpdir(), 'heartlab-examples-'));
const app = join(folder, 'app');
const bin = (name: string): string => join(app, 'node_modules', '.bin', name);
const manifest = (...path: readonly string[]): Manifest =>
  JSON.parse(readFileSync(join(...path, 'package.json'), 'utf8'));
const PEERS = manifest('.').peerDependencies ?? {};

/** The environment of a user, without the settings of jest and of these tests. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|JEST_|npm_|NODE_ENV$|NODE_OPTIONS$)/.test(name)),
);

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: app,
    encoding: 'utf8',
    env: { ...environment, ...env },
  });
  return { status, output: `${stdout}${stderr}` };
}

/** The registry may fail to answer for a moment: npm's own two retries are few for a hundred requests. */
const installPackages = (...packages: readonly string[]) =>
  run('npm', [
    ...['install', '--prefer-offline', '--fetch-retries=6', '--ignore-scripts', '--no-audit', '--no-fund'],
    ...packages,
  ]);

const contextOf = (): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(app, 'cdk.json'), 'utf8')).context;

/** Runs an app as the CDK's command does, without that command's start and without the template validator. */
const synthesize = (file: string, context: object = contextOf()) =>
  run(bin('tsx'), [file], {
    CDK_OUTDIR: join(app, 'cdk.out', file),
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_VALIDATION: 'false',
  });

beforeAll(() => {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { env: environment, stdio: 'pipe' });
  execFileSync('mkdir', [app]);
  const cdk = resolve('node_modules/.bin/cdk');
  const made = run(cdk, ['init', 'app', '--language', 'typescript', '--generate-only']);
  if (made.status !== 0) throw new Error(made.output);
  const removed = run('npm', ['pkg', 'delete', ...TEST_RUNNER.map((name) => `devDependencies.${name}`)]);
  if (removed.status !== 0) throw new Error(removed.output);
  const installed = installPackages(join(folder, tarball()), `cdk-nag@${oldest('cdk-nag')}`);
  if (installed.status !== 0) throw new Error(installed.output);
  for (const example of EXAMPLES)
    cpSync(join('examples', example), join(app, 'examples', example), { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tarball = (): string => readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
const oldest = (peer: string): string => (PEERS[peer] ?? '').replace('^', '');
const versionOf = (name: string): string => manifest(app, 'node_modules', name).version;

/** The size of the packages that the library adds to its peers. */
function installedBytes(): number {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const other of Object.keys(manifest(app, 'node_modules', name).dependencies ?? {})) visit(other);
  };
  visit(LIBRARY);
  return [...seen].reduce((sum, name) => sum + bytesIn(join(app, 'node_modules', name)), 0);
}

const bytesIn = (path: string): number =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

test('every app of examples/ is tested', () => {
  const apps = readdirSync('examples').filter((name) => existsSync(join('examples', name, 'app.ts')));
  expect(apps.toSorted()).toEqual(EXAMPLES);
  for (const name of apps)
    expect(readFileSync(join('examples', name, 'README.md'), 'utf8')).toContain(`${name}/app.ts`);
});

describe('the packed library', () => {
  test('is small, and contains neither tests nor sources', () => {
    expect(statSync(join(folder, tarball())).size).toBeLessThan(400_000);
    const files = readdirSync(join(app, 'node_modules', LIBRARY), { recursive: true, encoding: 'utf8' });
    expect(files).toContain('dist/programs/package/index.d.ts');
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.map$|(^|\/)(test|sites|node_modules)(\/|$)/.test(file))).toEqual([]);
    expect(installedBytes()).toBeLessThan(60_000_000);
  });

  test('needs no CDK CLI, tsx or esbuild, and brings no second CDK', () => {
    const { dependencies = {} } = manifest(app, 'node_modules', LIBRARY);
    expect(Object.keys(dependencies).filter((name) => /^(aws-cdk|tsx|esbuild|cdk-nag|constructs)/.test(name))).toEqual(
      [],
    );
    expect(existsSync(join(app, 'node_modules', LIBRARY, 'node_modules'))).toBe(false);
  });

  test('can be loaded from JavaScript, as CommonJS and as a module', () => {
    const asked = 'console.log(typeof loadFleet, typeof SiteVpn, typeof HeartLabChecks)';
    const names = 'loadFleet, SiteVpn, HeartLabChecks';
    for (const program of [`const { ${names} } = require('${LIBRARY}')`, `import { ${names} } from '${LIBRARY}'`])
      expect(
        run(process.execPath, [
          '--input-type',
          program.startsWith('import') ? 'module' : 'commonjs',
          '-e',
          `${program}; ${asked}`,
        ]),
      ).toEqual({ status: 0, output: 'function function function\n' });
  });

  test('has the command: check works, and a command that calls AWS names the place where it works', () => {
    const sites = ['--sites', 'examples/managed-ingest/sites'];
    expect(run(bin('heartlab'), ['check', ...sites]).output).toContain('0 errors');
    expect(run(bin('heartlab'), ['status', ...sites])).toEqual({
      status: 1,
      output: expect.stringMatching(/^heartlab: the installed package has only the commands check and new; .*\n$/),
    });
  });
});

describe('the examples in an app of `cdk init`', () => {
  test('are type-checked with its own settings', () => {
    expect(run(bin('tsc'), [])).toEqual({ status: 0, output: '' });
    const wrong = join(app, 'wrong.ts');
    writeFileSync(wrong, `import { defineVpn } from '${LIBRARY}';\ndefineVpn({ routing: 'rip' });\n`);
    try {
      expect(run(bin('tsc'), []).output).toMatch(/^wrong\.ts.*'"rip"'/m);
    } finally {
      rmSync(wrong);
    }
  });

  describe('cdk synth', () => {
    const output = (example: string): string => join(app, 'cdk.out', example);
    const cdk = (...args: readonly string[]) => run(bin('cdk'), ['synth', '--quiet', ...args, '*']);
    let all: ReturnType<typeof run>;

    // The template validator takes 4 s of CPU to start, so one process runs every app. With the oldest peers each has its own.
    beforeAll(() => {
      const apps = EXAMPLES.map(
        (example) =>
          `process.env.CDK_OUTDIR = ${JSON.stringify(output(example))};\nrequire('./examples/${example}/app.ts');\n`,
      );
      writeFileSync(join(app, 'every.ts'), apps.join(''));
      all = cdk('--app', 'node_modules/.bin/tsx every.ts', '--output', output(EXAMPLES[0] ?? ''));
      rmSync(join(app, 'every.ts'));
    });

    test('runs the apps', () => {
      expect({ status: all.status, said: all.status === 0 ? '' : all.output }).toEqual({ status: 0, said: '' });
      // The validator's part is in a report only if it has a finding.
      const report = readFileSync(join(output('managed-ingest'), 'validation-report.json'), 'utf8');
      expect(report).toContain('"pluginName": "CloudFormation Validate"');
    });

    test.each(EXAMPLES)('accepts the assembly of %s', (example) => {
      expect(readdirSync(output(example)).some((name) => name.endsWith('.template.json'))).toBe(true);
      const { status, output: said } = cdk('--app', output(example));
      expect({ status, said: status === 0 ? '' : said }).toEqual({ status: 0, said: '' });
    });
  });

  test('the rule pack fails the synth of the other team without its acknowledgement', () => {
    const file = join(app, 'unacknowledged.ts');
    const text = readFileSync(join(app, 'examples/rule-pack/app.ts'), 'utf8');
    writeFileSync(file, text.replace(/Validations\.of\(group\)\.acknowledge\([^;]*;/, ''));
    const { status, output } = synthesize(file);
    expect(status).not.toBe(0);
    expect(output).toContain("Acknowledge with 'HeartLab::HeartLab-SG1'");
  });

  test('an app without the feature flag gets an error that names it', () => {
    const { [PARTITION_LITERALS]: _, ...without } = contextOf();
    const { status, output } = synthesize('examples/static-vpn/app.ts', without);
    expect(status).not.toBe(0);
    expect(output).toContain(`the feature flag ${PARTITION_LITERALS} is not set; write`);
    expect(output).not.toContain('KeyMustResolveToString');
  });
});

describe('the oldest versions of the peers', () => {
  beforeAll(() => {
    // If npm changes the version of aws-cdk-lib in place, it omits a package that aws-cdk-lib bundles.
    for (const path of ['package-lock.json', 'node_modules/.package-lock.json', 'node_modules/aws-cdk-lib'])
      rmSync(join(app, path), { recursive: true });
    const peers = Object.keys(PEERS).map((peer) => `${peer}@${oldest(peer)}`);
    const { status, output } = installPackages(...peers);
    if (status !== 0) throw new Error(output);
  });

  test('are installed, without a second CDK', () => {
    for (const peer of Object.keys(PEERS)) expect([peer, versionOf(peer)]).toEqual([peer, oldest(peer)]);
  });

  test('the examples are type-checked and synthesized', () => {
    expect(run(bin('tsc'), [])).toEqual({ status: 0, output: '' });
    for (const example of EXAMPLES) {
      const { status, output } = synthesize(`examples/${example}/app.ts`);
      expect({ example, status, said: status === 0 ? '' : output }).toEqual({ example, status: 0, said: '' });
    }
  });
});
