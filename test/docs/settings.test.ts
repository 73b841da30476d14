import { readFileSync } from 'node:fs';
import { loadFleet } from '../../lib/config/load/load';
import { CHANGE_EFFECTS } from '../../lib/config/schema/field';
import { allSettings, pageWithSettings, SETTINGS_FILE } from '../../lib/config/settings-table';
import { folderForNew } from '../support/builders/new-sites';

/** docs/settings.md: its table is generated from the schema of the site file. */

const page = readFileSync(SETTINGS_FILE, 'utf8');

test('has a complete site file without errors', () => {
  const [, text = ''] = /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(page) ?? [];
  const { fleet, problems } = loadFleet(folderForNew({ 'napier-heart.yaml': text }));
  expect(problems).toEqual([]);
  expect(fleet?.sites.map(({ site }) => site)).toEqual(['napier-heart']);
});

test('docs/direct-connect.md has an example without errors', () => {
  const [, example = ''] =
    /```yaml\n(directConnect:[\s\S]*?)```/.exec(readFileSync('docs/direct-connect.md', 'utf8')) ?? [];
  const [, text = ''] = /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(page) ?? [];
  const { fleet, problems } = loadFleet(folderForNew({ 'napier-heart.yaml': `${text}${example}` }));
  expect(problems).toEqual([]);
  expect(fleet?.sites[0]?.directConnect?.virtualInterfaces).toHaveLength(2);
});

test('has the current table: if this fails, run `npm run schema`', () => {
  expect(pageWithSettings(page)).toBe(page);
});

test('lists the effect of a change of each setting on the hospital', () => {
  for (const { path, change } of allSettings()) {
    expect(change).not.toBe('');
    expect(page).toContain(`| \`${path}\` |`);
  }
});

test('explains each phrase of that table', () => {
  for (const phrase of Object.values(CHANGE_EFFECTS)) expect(page).toContain(`\n| ${phrase.split(':')[0]} |`);
});

test('is not overwritten without its markers', () => {
  expect(() => pageWithSettings('nothing')).toThrow(/has no marks/);
});
