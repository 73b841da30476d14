import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../lib/config/proposals';
import { computeTunnelMtu, recommendedMtu } from '../../lib/handover/mtu';

/** AWS Site-to-Site VPN User Guide, "Your customer gateway device": MTU and MSS by algorithm, with and without NAT-T. */
const AWS: readonly (readonly [EncryptionAlgorithm, IntegrityAlgorithm | undefined, boolean, number, number])[] = [
  ['AES256-GCM-16', undefined, false, 1446, 1406],
  ['AES256-GCM-16', undefined, true, 1438, 1398],
  ['AES128-GCM-16', undefined, false, 1446, 1406],
  ['AES256', 'SHA1', false, 1438, 1398],
  ['AES256', 'SHA1', true, 1422, 1382],
  ['AES256', 'SHA2-256', false, 1438, 1398],
  ['AES128', 'SHA2-256', true, 1422, 1382],
  ['AES256', 'SHA2-384', false, 1422, 1382],
  ['AES256', 'SHA2-512', false, 1422, 1382],
  ['AES256', 'SHA2-512', true, 1406, 1366],
];

test.each(AWS)('%s %s, NAT-T %s: %i, %i', (encryption, integrity, natTraversal, mtu, mss) => {
  expect(computeTunnelMtu({ encryption, integrity }, natTraversal)).toEqual({ mtu, mss });
});

test('a device is told what fits behind NAT too', () => {
  expect(recommendedMtu({ encryption: 'AES256-GCM-16', integrity: undefined })).toEqual({ mtu: 1438, mss: 1398 });
});

test('AES-CBC without an integrity algorithm is no transform', () => {
  expect(() => computeTunnelMtu({ encryption: 'AES256', integrity: undefined }, true)).toThrow(RangeError);
});
