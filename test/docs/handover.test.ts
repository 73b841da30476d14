import { readFileSync } from 'node:fs';
import { DEVICES } from '../../lib/config/devices';
import { DEVICES_PAGE, pageWithDevices } from '../../lib/handover/devices/device-table';

/** docs/handover.md, whose table of devices is generated. */

const page = readFileSync(DEVICES_PAGE, 'utf8');

test('has the table of today: if this fails, run `npm run schema`', () => {
  expect(pageWithDevices(page)).toBe(page);
});

test.each(Object.entries(DEVICES))('lists %s', (id, name) => {
  expect(page).toContain(`| \`${id}\` | ${name} |`);
});

test('is not overwritten without its marks', () => {
  expect(() => pageWithDevices('nothing')).toThrow(/has no marks/);
});
