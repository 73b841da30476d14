import { execFileSync, execSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSites } from '../../../lib/cli/new/from';
import { COMPLETE_FLAGS, folderForNew, runNew } from '../../support/builders/new-sites';

/** A cell adopts the database and the studies of an earlier cell of the same name: a name is never given to another hospital. */

const SILENT = { out: () => undefined, err: () => undefined };
const AUTHOR = ['-c', 'user.name=A', '-c', 'user.email=a@b.example', '-c', 'commit.gpgsign=false'];

/** A repository in which the site napier-heart was added, and then removed by `remove`. */
async function folderWithout(remove: readonly string[]): Promise<{ sites: string; file: string; text: string }> {
  const sites = folderForNew();
  const file = join(sites, 'napier-heart.yaml');
  await runNew('napier-heart', { sites, ...COMPLETE_FLAGS });
  const text = readFileSync(file, 'utf8');
  const git = (...args: readonly string[]) => execFileSync('git', [...AUTHOR, ...args], { cwd: sites });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'adds the hospital');
  git(...remove);
  git('commit', '--quiet', '--message', 'removes the hospital');
  return { sites, file, text };
}

test.each([
  ['removed', ['rm', '--quiet', 'napier-heart.yaml']],
  ['renamed', ['mv', 'napier-heart.yaml', 'nelson.yaml']],
])('refuses the name of a %s site, and prints the command that restores its file', async (_, remove) => {
  const { sites, file, text } = await folderWithout(remove);
  const refused = await runNew('napier-heart', { sites, ...COMPLETE_FLAGS }).catch(({ message }: Error) => message);
  expect(refused).toMatch(/^"napier-heart" is the name of a removed hospital, .*choose another name/);
  expect(existsSync(file)).toBe(false);
  const [, command = ''] = /restore its file: (.*)$/.exec(String(refused)) ?? [];
  execSync(command, { cwd: sites, stdio: 'pipe' });
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('refuses it in a list too, and accepts another name', async () => {
  const { sites, file } = await folderWithout(['rm', '--quiet', 'napier-heart.yaml']);
  const from = join(sites, 'hospitals.json');
  const row = { name: 'J', contact: 'a@b.example', 'public-ip': '203.0.113.7', cidr: '10.7.0.0/22', device: 'vyos' };
  const rest = { routing: 'static', ipsec: 'strong', auth: 'mtls' };
  const write = (site: string) => writeFileSync(from, JSON.stringify({ site, ...row, ...rest }));
  const errors: string[] = [];
  write('napier-heart');
  expect(() => newSites(from, { sites }, { ...SILENT, err: (line) => errors.push(line) })).toThrow(/has 1 error$/);
  expect(errors).toEqual([expect.stringMatching(/ entry 1, site: "napier-heart" is the name of a removed hospital/)]);
  expect(existsSync(file)).toBe(false);
  write('napier-lungs');
  expect(newSites(from, { sites }, SILENT)).toBe(0);
});
