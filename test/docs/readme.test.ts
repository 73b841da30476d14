import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCheck } from '../../lib/cli/check/run';
import { runDiagnose } from '../../lib/cli/diagnose/run';
import { loadFleet } from '../../lib/config/load/load';
import { World } from '../support/fake-aws/operate-world';
import { runDrift, runStatus } from '../support/programs/operate-commands';
import { heartlabCommands } from './pages';

/** The README: one screen, two commands, and for check, status, drift and diagnose the real output. */

const readme = readFileSync('README.md', 'utf8');
const FLEET = 'examples/fleet';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The output that the README shows of a command, line by line. */
function shown(command: string): readonly string[] {
  const [, block = ''] = /```console\n([\s\S]*?)```/.exec(readme) ?? [];
  const section = block.split(/^\$ /m).find((one) => new RegExp(`^(sudo )?npx heartlab ${command}\\b`).test(one));
  return (section ?? '')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
}

/** Whether a line was printed; `…` matches the rest of it. */
function expectPrinted(lines: readonly string[], output: string): void {
  expect(lines.length).toBeGreaterThan(0);
  const printed = output.split('\n');
  for (const line of lines) {
    const [start = ''] = line.split('…');
    const found = printed.find((one) => (line.includes('…') ? one.startsWith(start.trimEnd()) : one === line));
    expect([line, found === undefined ? output : 'printed']).toEqual([line, 'printed']);
  }
}

/** Runs a command in this process. */
async function printed(
  run: (output: { out(line: string): void; err(line: string): void }) => unknown,
): Promise<string> {
  const lines: string[] = [];
  await run({ out: (line) => lines.push(line), err: (line) => lines.push(line) });
  return lines.join('\n');
}

test('is one screen', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(100);
});

test('begins with what it is, and has two lines that can be pasted', () => {
  expect(readme).toMatch(
    /^# HeartLab hospital connectivity\n\nOne YAML file per hospital goes in, and one CloudFormation stack comes out\./,
  );
  const [, synth, tests] = /```bash\n(.*)\n(.*)\n```/.exec(readme) ?? [];
  expect(synth).toMatch(/^npm ci && npx cdk synth --quiet -c sites=examples\/fleet +#/);
  expect(tests).toMatch(/^npm ci && npm test +#/);
});

test('shows the result of exactly the commands', () => {
  const verbs = [...readme.matchAll(/^\$ (?:sudo )?npx heartlab (\S+)/gm)].map(([, verb]) => verb);
  expect(verbs).toEqual(heartlabCommands().map((command) => command.name()));
  const commands = readFileSync('docs/commands.md', 'utf8');
  for (const verb of verbs) expect(commands).toContain(`npx heartlab ${verb}`);
});

test('has an index for each kind of reader', () => {
  const readers = [...readme.matchAll(/^\| ([a-z ]+) \| .*\]\(/gm)].map(([, reader]) => reader);
  expect(readers).toEqual([
    'platform engineer',
    'reviewer',
    'auditor',
    'hospital administrator',
    'library user',
    'contributor',
  ]);
});

test('shows what check prints', async () => {
  cpSync(FLEET, join(folder, 'sites'), { recursive: true });
  const file = join(folder, 'sites/auckland-heart.yaml');
  const text = readFileSync(file, 'utf8')
    .replace('10.20.0.0/22', '10.20.0.1/22')
    .replace('routing: bgp', 'routing: BGP');
  writeFileSync(file, text);
  const request = { names: [], folder: join(folder, 'sites'), json: false, today: '2026-11-28' };
  const output = await printed((to) => runCheck(request, to));
  expectPrinted(shown('check'), output.replaceAll(`${folder}/`, ''));
});

test('shows what status and drift print', async () => {
  const { sites, environments } = loadFleet(FLEET).fleet ?? { sites: [], environments: [] };
  const world = new World(
    ...sites.flatMap((site) => {
      const environment = environments.find(({ name }) => name === site.environment);
      return environment === undefined ? [] : [[site, environment] as const];
    }),
  );
  const [first, second] = world.site('auckland-heart').vpn?.tunnels ?? [];
  if (first === undefined || second === undefined) throw new Error('auckland-heart has no tunnels');
  second.status = 'DOWN';
  first.options.DpdTimeoutSeconds = 40;
  const names = ['auckland-heart'];
  expectPrinted(shown('status'), (await runStatus(world, FLEET, { names })).out);
  expectPrinted(shown('drift'), (await runDrift(world, FLEET, false, names)).out);
});

test('shows what diagnose prints', async () => {
  const log = join(folder, 'charon.log');
  cpSync('test/operate/diagnose/cases/captured/key-cloud.txt', log);
  const request = { site: 'auckland-heart', logs: [log], folder: FLEET, hours: 24, json: false };
  const world = { factory: new World().factory, now: () => new Date(0) };
  const output = await printed((to) => runDiagnose(request, () => world, to));
  expectPrinted(shown('diagnose'), output.replaceAll(`${folder}/`, ''));
});

test('shows the same preflight output as docs/preflight.md', () => {
  expectPrinted(shown('preflight'), readFileSync('docs/preflight.md', 'utf8'));
});
