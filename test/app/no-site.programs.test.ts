import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { documentedEnvironment, folderOf } from '../support/builders/site-folder';

/** The CDK's own command, in a folder without a site. */
function cdk(
  command: 'synth' | 'list',
  sites: string,
  output: string,
  more: readonly string[] = [],
  CDK_VALIDATION = 'false',
) {
  const { NODE_ENV: _, ...others } = process.env;
  const env = { ...others, CDK_VALIDATION };
  const { status, stdout, stderr } = spawnSync(
    resolve('node_modules/.bin/cdk'),
    [command, '--output', output, '-c', `sites=${sites}`, ...more],
    { encoding: 'utf8', env },
  );
  return { code: status, out: stdout, err: stderr };
}
const templatesIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.template.json'));

test('without environments, synth and list exit with 0, and the listed stack can never be deployed', () => {
  const sites = folderOf({ 'environments.yaml': '# sydney:\n' });
  const output = join(sites, 'cdk.out');
  const line = `No site was synthesized: there is no site in ${sites} yet. Fill in ${sites}/environments.yaml, or run npx heartlab new --environment <name> --sites ${sites}. Then start the first one: npx heartlab new <site> --sites ${sites}`;
  const { code, out, err } = cdk('synth', sites, output, ['--quiet'], 'true');
  expect({ code, out, err: err.trimEnd() }).toEqual({ code: 0, out: '', err: line });
  expect(templatesIn(output)).toEqual(['NoSiteYet.template.json']);
  // The CDK's command deploys no stack without resources.
  expect(JSON.parse(readFileSync(join(output, 'NoSiteYet.template.json'), 'utf8'))).toEqual({ Description: line });
  expect(cdk('list', sites, output)).toMatchObject({ code: 0, out: 'NoSiteYet\n' });
  const unknown = cdk('synth', sites, output, ['-c', 'site=auckland-heart']);
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('site "auckland-heart" doesn\'t exist; ') });
});

test('an environment without a site has only its own stacks', () => {
  const sites = folderOf({ 'environments.yaml': { sydney: documentedEnvironment() } });
  const output = join(sites, 'cdk.out');
  // The template validator checks these stacks in test/app/validator.test.ts.
  const { code, err } = cdk('synth', sites, output, ['--quiet']);
  expect(err).toContain(`there is no site in ${sites} yet. Start the first one: npx heartlab new <site>`);
  expect(code).toBe(0);
  expect(templatesIn(output)).toEqual(['IngestStack-sydney.template.json', 'PlatformStack-sydney.template.json']);
});
