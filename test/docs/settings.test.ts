import { readFileSync } from 'node:fs';
import { CHANGE_EFFECTS } from '../../lib/config/schema/field';
import { allSettings, pageWithSettings, SETTINGS_FILE } from '../../lib/config/settings-table';

/** docs/settings.md: its table is generated from the schema of the site file. */

const page = readFileSync(SETTINGS_FILE, 'utf8');

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
