import { DEVICE_IDS, type DeviceId } from '../../../lib/config/devices';
import {
  ENCRYPTION_ALGORITHMS,
  effectivePolicy,
  INTEGRITY_ALGORITHMS,
  PHASE1_DH_GROUPS,
} from '../../../lib/config/proposals';
import { deviceFiles } from '../../../lib/handover/devices';
import { deviceLimits, proposalLimits, releaseLimits } from '../../../lib/handover/devices/limits';
import { deviceComplaints } from '../../../lib/handover/devices/problems';
import { aVpnSite, vpnFactsOf } from '../../support/builders/handover-sites';

const DEFAULTS = ['169.254.100.0/30', '169.254.100.4/30'];

test.each([
  ['meraki-mx', /ebgpNeighbor.*no page with the screens/],
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
  const site = aVpnSite({ ipsec: 'strong', gateway: { publicIp: '203.0.113.10', asn: 65010, device: 'unifi' } });
  expect(() => deviceFiles(vpnFactsOf(site))).toThrow(
    /^vpn\.routing is bgp, for which the guide of unifi has no steps/,
  );
});

test('a router in SD-WAN mode: no file is written', () => {
  const [device, release, why] = ['cisco-ios-xe', '17.12.4 SD-WAN', /SD-WAN/] as const;
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

test('an ASA 5505 has no VTI, and so no file: the administrator enters the values by hand', () => {
  const [device, model] = ['cisco-asa', 'ASA 5505'] as const;
  expect(releaseLimits(device, { model })).toEqual([
    {
      path: ['vpn', 'gateway', 'model'],
      wrong: expect.stringContaining('these models have no VTI'),
      write: expect.stringContaining('device: generic'),
    },
  ]);
  const gateway = { publicIp: '203.0.113.10', asn: 65010, model };
  expect(() => deviceFiles(vpnFactsOf(aVpnSite({ ipsec: 'eifu', gateway: { ...gateway, device } })))).toThrow(/no VTI/);
  const [table] = deviceFiles(vpnFactsOf(aVpnSite({ ipsec: 'eifu', gateway: { ...gateway, device: 'generic' } })));
  expect(table?.text).toContain('This model has no VTI.');
  expect(table?.text).toMatch(/^Encryption +AES256$/m);
  expect(table?.text).not.toMatch(/GCM-16|group +20/);
});

test('a recorded value that the device is not known to have is a warning', () => {
  const phase = { encryption: 'AES256', integrity: 'SHA2-256', dhGroup: 17 };
  const gateway = { publicIp: '203.0.113.10', asn: 65010, device: 'cisco-ios-xe' };
  const site = aVpnSite({ gateway: { ...gateway, proposal: { phase1: phase, phase2: { ...phase, dhGroup: 20 } } } });
  expect(deviceComplaints(site)).toEqual([
    expect.objectContaining({
      path: ['vpn', 'gateway', 'proposal', 'phase1', 'dhGroup'],
      severity: 'warning',
      found: '17',
    }),
  ]);
});

test.each([...DEVICE_IDS])(
  '%s with a recorded proposal of the envelope: each value has its line, or a table row',
  (device) => {
    for (const encryption of ENCRYPTION_ALGORITHMS)
      for (const integrity of INTEGRITY_ALGORITHMS)
        for (const dhGroup of PHASE1_DH_GROUPS) {
          const phase = { encryption, integrity, dhGroup };
          const gateway = { publicIp: '203.0.113.10', device, proposal: { phase1: phase, phase2: phase } };
          const site = aVpnSite({ ipsec: 'eifu', routing: 'static', gateway });
          const [first] = deviceFiles(vpnFactsOf(site));
          expect(first?.text).not.toMatch(/undefined|NaN/);
          if (first?.name === 'generic.txt') expect(first.text).toMatch(new RegExp(`^DH group +${dhGroup}$`, 'm'));
          else expect(deviceComplaints(site).filter(({ path }) => path.includes('proposal'))).toEqual([]);
        }
  },
);

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

/** What `check` tells a site with BGP, `nzism` and a release that is too old, and one with static routes and `eifu`, of each device. */
const TOLD: Readonly<
  Record<DeviceId, { readonly wanting: readonly string[]; readonly warned: readonly string[]; readonly old?: string }>
> = {
  'cisco-ios-xe': { wanting: [], warned: [], old: '16.9.8' },
  // Its VTI has only IKEv1.
  'cisco-asa': { wanting: [], warned: [], old: '9.7(1)' },
  'cisco-ftd': { wanting: [], warned: [], old: '6.6.7' },
  'juniper-srx': { wanting: [], warned: [], old: '15.1X49-D100' },
  'palo-alto': { wanting: [], warned: [], old: '10.1.14' },
  fortigate: { wanting: [], warned: [], old: '6.4.15' },
  sophos: { wanting: ['phase 1'], warned: [], old: '18.5' },
  'meraki-mx': { wanting: ['bgp', 'phase 1'], warned: ['by hand'], old: 'MX 18.211' },
  'check-point': { wanting: [], warned: [], old: 'R80.30' },
  watchguard: { wanting: [], warned: [], old: '11.12.4' },
  sonicwall: { wanting: ['phase 1'], warned: [], old: '6.5.4' },
  pfsense: { wanting: [], warned: [], old: '2.4.5' },
  opnsense: { wanting: [], warned: [], old: '22.7' },
  strongswan: { wanting: [], warned: [], old: '5.8.2' },
  mikrotik: { wanting: [], warned: ['one tunnel at a time'], old: '6.49.10' },
  vyos: { wanting: [], warned: [], old: '1.3.8' },
  draytek: { wanting: ['bgp', 'phase 1'], warned: ['one tunnel at a time'] },
  unifi: { wanting: ['bgp', 'phase 1'], warned: ['by hand'] },
  'azure-vpn-gateway': { wanting: ['169.254.21.0'], warned: [] },
  generic: { wanting: [], warned: [] },
};

const told = (device: DeviceId, vpn: object, release?: string) =>
  deviceComplaints(
    aVpnSite({ ...vpn, gateway: { publicIp: '203.0.113.10', asn: 65010, device, ...(release ? { release } : {}) } }),
  );

describe.each(DEVICE_IDS)('%s, at check', (device) => {
  const { wanting, warned, old } = TOLD[device];

  test('what it cannot do is an error, with what to do instead', () => {
    const errors = told(device, { routing: 'bgp', ipsec: 'nzism' }, old).filter(
      ({ severity }) => severity !== 'warning',
    );
    const expected = [
      ...wanting.filter((one) => one !== 'phase 1'),
      ...(old ? ['is older than'] : []),
      ...wanting.filter((one) => one === 'phase 1'),
    ];
    expect(errors.map(({ wrong }) => wrong)).toEqual(expected.map((one) => expect.stringMatching(one)));
    for (const { write } of errors) expect(write).toMatch(/^(write|upgrade|widen) .*(device|router)/);
  });

  test('and what it can do only so is a warning', () => {
    const complaints = told(device, { routing: 'static', ipsec: 'eifu' });
    expect(complaints.map(({ severity }) => severity)).toEqual(warned.map(() => 'warning'));
    expect(complaints.map(({ wrong }) => wrong)).toEqual(warned.map((one) => expect.stringMatching(one)));
    for (const { write } of complaints) expect(write).toMatch(/put a router that/);
  });
});
