import { effectivePolicy } from '../../../lib/config/proposals';
import { deviceFiles } from '../../../lib/handover/devices';
import { deviceLimits, proposalLimits, releaseLimits } from '../../../lib/handover/devices/limits';
import { deviceComplaints } from '../../../lib/handover/devices/problems';
import { aVpnSite, vpnFactsOf } from '../../support/builders/handover-sites';

const DEFAULTS = ['169.254.100.0/30', '169.254.100.4/30'];

test.each([
  ['meraki-mx', /BGP enabled tunnels/],
  ['sonicwall', /has no BGP/],
  ['draytek', /no page of DrayTek/],
  ['unifi', /no page of Ubiquiti/],
] as const)('%s has no BGP in a tunnel', (device, why) => {
  expect(deviceLimits(device, { routing: 'bgp', insideCidrs: DEFAULTS })).toEqual([
    {
      path: ['vpn', 'routing'],
      wrong: expect.stringMatching(why),
      write: expect.stringMatching(/^write routing: static \(fixed for life\), or write another vpn\.gateway\.device/),
    },
  ]);
  expect(deviceLimits(device, { routing: 'static', insideCidrs: DEFAULTS })).toEqual([]);
});

test('Azure takes 169.254.21.* and 169.254.22.* with BGP alone', () => {
  const limits = (routing: 'bgp' | 'static', ...insideCidrs: string[]) =>
    deviceLimits('azure-vpn-gateway', { routing, insideCidrs });
  expect(limits('bgp', '169.254.21.0/30', '169.254.22.4/30')).toEqual([]);
  expect(limits('bgp', '169.254.21.0/30', '169.254.23.0/30')[0]?.path).toEqual(['vpn', 'tunnels', 1, 'insideCidr']);
  expect(limits('static', ...DEFAULTS)).toEqual([]);
});

test('a device file that would lack the routing is refused with the reason', () => {
  const site = aVpnSite({ ipsec: 'strong', gateway: { publicIp: '203.0.113.10', asn: 65010, device: 'sonicwall' } });
  expect(() => deviceFiles(vpnFactsOf(site))).toThrow(/^vpn\.routing is bgp, which sonicwall can't do in a tunnel/);
});

test.each([
  ['cisco-ios-xe', '17.12.4 SD-WAN', /SD-WAN/],
  ['palo-alto', '11.1.2, advanced routing', /logical routers/],
] as const)('%s %s: no file for another mode is written', (device, release, why) => {
  expect(releaseLimits(device, { release })).toEqual([
    {
      path: ['vpn', 'gateway', 'release'],
      wrong: expect.stringMatching(why),
      write: expect.stringContaining('device: generic'),
    },
  ]);
  const site = aVpnSite({ gateway: { publicIp: '203.0.113.10', asn: 65010, device, release } });
  expect(() => deviceFiles(vpnFactsOf(site))).toThrow(why);
});

test('a release that is too old, and one that is not', () => {
  expect(releaseLimits('meraki-mx', { release: 'MX 18.211' })[0]).toMatchObject({
    path: ['vpn', 'gateway', 'release'],
    wrong: expect.stringMatching(/older than 19\.2\.7.*19\.1\.4/),
  });
  expect(releaseLimits('meraki-mx', { release: 'MX 19.2.7' })).toEqual([]);
});

test('a policy that permits nothing that the device supports', () => {
  expect(proposalLimits('meraki-mx', effectivePolicy('nzism'), {})[0]).toMatchObject({
    path: ['vpn', 'ipsec'],
    wrong: 'permits nothing that meraki-mx supports in phase 1',
  });
  expect(proposalLimits('meraki-mx', effectivePolicy('strong'), {})).toEqual([]);
});

test('tunnel 2 that takes over by hand is a warning', () => {
  const site = aVpnSite({
    routing: 'static',
    ipsec: 'strong',
    gateway: { publicIp: '203.0.113.10', device: 'meraki-mx' },
  });
  expect(deviceComplaints(site)).toEqual([
    expect.objectContaining({ path: ['vpn', 'gateway', 'device'], severity: 'warning' }),
  ]);
});
