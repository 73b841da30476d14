import { DEVICE_IDS, type DeviceId } from '../../../lib/config/devices';
import { deviceFiles } from '../../../lib/handover/devices';
import { LIVE, vpnFactsOf } from '../../support/builders/handover-sites';
import { aPacs, aVpnSite } from '../../support/builders/sites';

/** The guides of the devices that are configured by hand, for a site that every one of them can serve. */

const SITE = aVpnSite(
  { routing: 'static', ipsec: 'strong', gateway: { publicIp: '203.0.113.10', device: 'generic' } },
  {
    dicom: {
      stow: { auth: 'mtls' },
      dimse: { ports: [104], callingAeTitles: ['CT1'] },
      deliverTo: [aPacs(), aPacs({ aeTitle: 'SECOND', address: '10.20.1.16', port: 104 })],
    },
  },
);
const guideOf = (device: DeviceId): string | undefined =>
  deviceFiles(vpnFactsOf(SITE, LIVE, device)).find(({ name }) => name === `${device}.md`)?.text;

const GUIDED = DEVICE_IDS.filter((device) => guideOf(device) !== undefined);

test('ten devices have a guide', () => {
  expect(GUIDED).toHaveLength(10);
});

describe.each(GUIDED)('%s', (device) => {
  const text = guideOf(device) ?? '';

  test('names its firmware, and the public pages that it follows', () => {
    expect(text).toMatch(/^\| written for \| \S.*\|$/m);
    expect(text).toMatch(/^\| follows \| .*https?:\/\/\S+ \|$/m);
    expect(text).toMatch(/^\| not verified against a page of the vendor \| \S/m);
  });

  test('every step states what the screen shows at the end', () => {
    const steps = text.split(/^## \d+\. /m).slice(1);
    expect(steps.length).toBeGreaterThan(5);
    for (const step of steps) expect(step).toMatch(/^At the end: \S/m);
  });

  test('opens exactly the results of the PACS, and the ports of the site', () => {
    expect(text).toContain('100.64.0.14, 100.64.0.30');
    for (const address of ['10.20.1.15', '10.20.1.16']) expect(text).toContain(address);
    expect(text).toMatch(/(?:TCP|ports) 443, 104\b/);
  });

  test('closes the way by the internet, and removes what it adds in the reverse order', () => {
    expect(text).toMatch(/nothing to HeartLab by the internet/);
    const removals = text.split('## Taking it out again')[1] ?? '';
    const at = (name: string): number => removals.search(new RegExp(name));
    expect(at('heartlab-2\\b')).toBeGreaterThan(0);
    expect(at('heartlab-2\\b')).toBeLessThan(at('heartlab-1\\b'));
    expect(removals).toMatch(/^1\. .*(?:heartlab-closed|by the internet)/m);
  });
});
