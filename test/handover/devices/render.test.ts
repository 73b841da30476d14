import { DEVICE_IDS } from '../../../lib/config/devices';
import { renderDeviceFiles } from '../../../lib/handover/devices/render';
import { anEnvironment, aSite, aVpnSite } from '../../support/builders/sites';

/** Every device can do this. */
const STATIC = aVpnSite({
  routing: 'static',
  ipsec: 'strong',
  gateway: { publicIp: '203.0.113.10', device: 'generic' },
});

test.each(DEVICE_IDS)('%s: the files have the hospital’s address, and the live values in place of blanks', (device) => {
  const live = { tunnels: [{ outsideAddress: '192.0.2.1' }, { outsideAddress: '192.0.2.2' }] } as const;
  const textOf = (options: Parameters<typeof renderDeviceFiles>[2]) =>
    renderDeviceFiles(STATIC, anEnvironment(), options)
      .map(({ text }) => text)
      .join('');
  expect(textOf({ device, live })).toContain('192.0.2.2');
  expect(textOf({ device })).not.toContain('192.0.2.2');
});

test('a site without a VPN has no device', () => {
  const { vpn: _, ...site } = aSite();
  expect(() => renderDeviceFiles(site, anEnvironment())).toThrow(`${site.site}: vpn is missing`);
});
