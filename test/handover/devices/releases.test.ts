import { DEVICE_IDS } from '../../../lib/config/devices';
import { deviceFiles } from '../../../lib/handover/devices';
import { DEVICE_RELEASES } from '../../../lib/handover/devices/release-table';
import {
  compareReleases,
  fileRelease,
  releaseCapabilities,
  releaseNumbers,
  tooOld,
} from '../../../lib/handover/devices/releases';
import { anEnvironment, aVpnSite, BGP_SITE, vpnFactsOf } from '../../support/builders/handover-sites';

/** The facts are the vendors': the sources are those of each row of the table. */

test.each([
  ['17.12.4', [17, 12, 4]],
  ['IOS XE 17.09.04a', [17, 9, 4]],
  ['Junos 21.4R3-S5', [21, 4, 3]],
  ['9.16(4)', [9, 16, 4]],
  ['R81.20', [81, 20]],
  ['11.1.2-h3', [11, 1, 2]],
  ['the newest', undefined],
  [undefined, undefined],
])('the numbers of %s', (text, numbers) => {
  expect(releaseNumbers(text)).toEqual(numbers);
});

test.each([
  [[7, 20], [7, 9], 1],
  [[7, 0], [7, 0, 4], -1],
  [[7], [7, 0], 0],
])('%j compared with %j', (one, other, sign) => {
  expect(Math.sign(compareReleases(one, other))).toBe(sign);
});

test.each([
  ['mikrotik', '7.19.6', []],
  ['mikrotik', '7.20', ['bgp-instance']],
  ['mikrotik', '7.22.1', ['bgp-instance']],
  ['fortigate', '7.0.3', []],
  ['fortigate', 'v7.0.4', ['network-import-check']],
  ['fortigate', '7.6.1', ['network-import-check', 'service-protocol-udp-lite']],
  ['palo-alto', '11.1.2', []],
  ['palo-alto', '11.1.2, advanced routing', ['advanced-routing']],
  ['cisco-ios-xe', '17.9.4', []],
  ['cisco-ios-xe', '17.12.1 SD-WAN', ['weak-groups-locked', 'sd-wan']],
] as const)('%s %s has %j', (device, release, features) => {
  const found = fileRelease(device, { release });
  expect(found.features.filter((one) => one !== 'ping-in-root-menu')).toEqual(features);
  expect(found.remarks).toEqual([]);
  expect(release).toContain(found.known);
});

test('the root menu of RouterOS has ping up to 7.22', () => {
  expect(fileRelease('mikrotik', { release: '7.22' }).features).toContain('ping-in-root-menu');
  expect(fileRelease('mikrotik', { release: '7.23' }).features).not.toContain('ping-in-root-menu');
});

test('nothing of the free text but its numbers reaches a file', () => {
  expect(fileRelease('vyos', { release: '1.4.2 "; reload \u00e9' }).known).toBe('1.4.2');
});

test('the model also names a mode', () => {
  expect(fileRelease('cisco-ios-xe', { model: 'C8300 in controller mode' }).features).toContain('sd-wan');
});

test('an ASA has no groups 15 and 16 before 9.13, and no groups 2, 5 and 24 from 9.15 on', () => {
  const groups = (release: string) => releaseCapabilities('cisco-asa', { release }).phase1.dhGroups;
  expect(groups('9.12(4)')).not.toContain(15);
  expect(groups('9.14')).toEqual(expect.arrayContaining([2, 15, 24]));
  expect(groups('9.16(4)')).toEqual([14, 15, 16, 19, 20, 21]);
});

test('an SRX with junos-ike gets the stronger values', () => {
  const groupOf = (gateway: object): number =>
    vpnFactsOf(
      aVpnSite({
        ipsec: 'nzism',
        gateway: { publicIp: '203.0.113.10', asn: 65010, device: 'juniper-srx', ...gateway },
      }),
    ).vpn.proposals.recommended.phase1.dhGroup;
  expect(groupOf({})).toBe(20);
  expect(releaseCapabilities('juniper-srx', { release: '24.4R1 with junos-ike' }).phase1.integrity).toContain(
    'SHA2-512',
  );
  expect(releaseCapabilities('juniper-srx', { release: '24.4R1' }).phase1.integrity).not.toContain('SHA2-512');
});

test('an ASA before 9.8 has no VTI with IKEv2', () => {
  expect(tooOld('cisco-asa', { release: '9.6(4)' })).toMatch(/older than 9\.8.*IKEv1/);
  expect(tooOld('cisco-asa', { release: '9.8(1)' })).toBeUndefined();
  expect(tooOld('cisco-asa', {})).toBeUndefined();
});

test.each(DEVICE_IDS)(
  '%s: a file for an unknown release contains the assumptions, one for a known release names it',
  (device) => {
    const gateway = { publicIp: '203.0.113.10', device };
    const textOf = (release: string | undefined): string => {
      const site = aVpnSite({
        routing: 'static',
        ipsec: 'strong',
        gateway: { ...gateway, ...(release === undefined ? {} : { release }) },
      });
      return deviceFiles(vpnFactsOf(site, undefined, undefined, anEnvironment()))[0]?.text ?? '';
    };
    const { differences } = DEVICE_RELEASES[device];
    for (const { remark } of differences) {
      expect(textOf(undefined)).toContain(remark);
      expect(textOf('99.1')).not.toContain(remark);
    }
    expect(textOf('99.1')).toContain('99.1');
  },
);

test('the site file describes its own device only', () => {
  const site = {
    ...BGP_SITE,
    vpn: BGP_SITE.vpn && { ...BGP_SITE.vpn, gateway: { ...BGP_SITE.vpn.gateway, release: '7.19' } },
  };
  expect(vpnFactsOf(site, undefined, 'mikrotik').vpn.release.known).toBeUndefined();
});
