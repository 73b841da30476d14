import { readFileSync } from 'node:fs';
import { INTERFACES_FILE, settingsInterfaces } from '../../lib/config/settings-interfaces';
import { allSettings } from '../../lib/config/settings-table';

test('the interfaces are current: if this fails, run `npm run schema` and read the difference', () => {
  expect(readFileSync(INTERFACES_FILE, 'utf8')).toBe(settingsInterfaces());
});

test('each setting of a site has its meaning, its default, and the effect of a change', () => {
  const text = settingsInterfaces();
  for (const { description, change, standards } of allSettings()) {
    expect(text).toContain(`* ${description}\n`);
    expect(text).toContain(`* A change: ${change}.\n`);
    for (const standard of standards) expect(text).toContain(`* @default ${standard}\n`);
  }
});
