import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_IDS, type DeviceId } from '../../../lib/config/devices';
import { deviceFiles } from '../../../lib/handover/devices';
import { BGP_SITE, LIVE, LIVE_STATIC, STATIC_SITE, vpnFactsOf } from '../../support/builders/handover-sites';

/**
 * What each device gets, to the letter, for one site with BGP and one with static routes. A change of a golden file is a change
 * of what hospitals paste: `UPDATE_GOLDEN=1 npx jest test/handover/devices/index.golden`, then read the difference as a network
 * engineer would.
 */

const SITES = [
  ['bgp', BGP_SITE, LIVE],
  ['static', STATIC_SITE, LIVE_STATIC],
] as const;

const CASES = DEVICE_IDS.flatMap((device) =>
  SITES.map(([routing, site, live]) => [device, routing, site, live] as const),
);

test.each(CASES)('%s, %s', (device: DeviceId, routing, site, live) => {
  const text = deviceFiles(vpnFactsOf(site, live, device))
    .map((file) => `=== ${file.name}\n${file.text}`)
    .join('\n');
  const path = join('test/handover/golden', `${device}-${routing}.txt`);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  expect(existsSync(path)).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
});
