import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_IDS, type DeviceId } from '../../../lib/config/devices';
import type { Site } from '../../../lib/config/model';
import { deviceFiles } from '../../../lib/handover/devices';
import { aSite, BGP_SITE, LIVE, LIVE_STATIC, STATIC_SITE, vpnFactsOf } from '../../support/builders/handover-sites';

/**
 * What each device gets, to the letter, for one site with BGP and one with static routes. A change of a golden file is a change
 * of what hospitals paste: `UPDATE_GOLDEN=1 npx jest test/handover/devices/index.golden`, then read the difference as a network
 * engineer would.
 */

/** Devices without BGP in a tunnel, and those with SHA-256 alone, as their public pages say. */
const STATIC_ONLY: readonly DeviceId[] = ['meraki-mx', 'draytek', 'unifi'];
const SHA_256_ONLY: readonly DeviceId[] = [...STATIC_ONLY, 'sonicwall', 'sophos'];
/** Azure takes 169.254.21.* and 169.254.22.* alone. */
const AZURE_TUNNELS = [{ insideCidr: '169.254.21.0/30' }, { insideCidr: '169.254.21.4/30' }];

const siteOf = (device: DeviceId, site: Site): Site =>
  aSite({
    ...site,
    vpn: {
      ...site.vpn,
      ...(device === 'azure-vpn-gateway' ? { tunnels: AZURE_TUNNELS } : {}),
      ...(SHA_256_ONLY.includes(device) ? { ipsec: 'strong' } : {}),
    },
  });

const CASES = DEVICE_IDS.flatMap((device) => [
  ...(STATIC_ONLY.includes(device) ? [] : [[device, 'bgp', siteOf(device, BGP_SITE), LIVE] as const]),
  [device, 'static', siteOf(device, STATIC_SITE), LIVE_STATIC] as const,
]);

test.each(CASES)('%s, %s', (device: DeviceId, routing, site, live) => {
  const text = deviceFiles(vpnFactsOf(site, live, device))
    .map((file) => `=== ${file.name}\n${file.text}`)
    .join('\n');
  const path = join('test/handover/golden', `${device}-${routing}.txt`);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  expect(existsSync(path)).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
});
