import fc from 'fast-check';
import { addressText } from '../../../lib/config/addressing/ipv4';
import { DEVICE_IDS } from '../../../lib/config/devices';
import type { Site } from '../../../lib/config/model';
import {
  ENCRYPTION_ALGORITHMS,
  INTEGRITY_ALGORITHMS,
  PHASE1_DH_GROUPS,
  PHASE2_DH_GROUPS,
  POLICY_NAMES,
} from '../../../lib/config/proposals';
import { siteSchema } from '../../../lib/config/schema/site';
import type { LiveSite } from '../../../lib/handover/live-site';
import { anInterface } from './sites';

/** Random sites that the loader accepts: no random value overlaps another. */

const some = <T>(values: readonly T[]) => fc.shuffledSubarray([...values], { minLength: 1 });

const phase = (groups: readonly number[], min: number, max: number) =>
  fc.record({
    encryption: some(ENCRYPTION_ALGORITHMS),
    integrity: some(INTEGRITY_ALGORITHMS),
    dhGroups: some(groups),
    lifetimeSeconds: fc.integer({ min, max }),
  });
export const arbitraryPolicy = fc.oneof(
  fc.constantFrom(...POLICY_NAMES),
  fc.record({ phase1: phase(PHASE1_DH_GROUPS, 3601, 28800), phase2: phase(PHASE2_DH_GROUPS, 900, 3600) }),
);

/** Blocks of 10.0.0.0/8, each in a separate /16. */
const hospitalCidrs = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 250 }), fc.integer({ min: 16, max: 32 })), {
    minLength: 1,
    maxLength: 6,
    selector: ([second]) => second,
  })
  .map((blocks) => blocks.map(([second, prefix]) => `10.${second}.0.0/${prefix}`));

const cloudCidr = fc
  .integer({ min: 0, max: 2 ** 16 - 1 })
  .map((slot) => `${addressText(100 * 2 ** 24 + 64 * 2 ** 16 + slot * 64)}/26`);
export const arbitraryPublicIp = fc.integer({ min: 1, max: 254 }).map((last) => `203.0.113.${last}`);
const outside = fc
  .uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 2, maxLength: 2 })
  .map((last) => last.map((one) => `198.51.100.${one}`));
const insideCidrs = fc
  .uniqueArray(fc.integer({ min: 2, max: 40 * 64 }), { minLength: 2, maxLength: 2 })
  .map((slots) =>
    slots.map((slot) => ({ insideCidr: `${addressText(169 * 2 ** 24 + 254 * 2 ** 16 + 100 * 256 + slot * 4)}/30` })),
  );
const hospitalAsn = fc.oneof(
  fc.integer({ min: 1, max: 7000 }),
  fc.integer({ min: 65000, max: 65400 }),
  fc.integer({ min: 4200000500, max: 4294967295 }),
);
const awsAsn = fc.oneof(fc.integer({ min: 64512, max: 64999 }), fc.integer({ min: 4200000000, max: 4200000499 }));
const dimse = fc.option(
  fc.record({
    ports: fc.shuffledSubarray([104, 11112, 2762], { minLength: 1 }),
    callingAeTitles: fc.constant(['CT1']),
  }),
  { nil: undefined },
);

export const arbitrarySite: fc.Arbitrary<Site> = fc
  .record({
    cidrs: hospitalCidrs,
    cloud: cloudCidr,
    publicIp: arbitraryPublicIp,
    device: fc.constantFrom(...DEVICE_IDS),
    routing: fc.constantFrom('bgp', 'static'),
    asn: hospitalAsn,
    awsAsn,
    ipsec: arbitraryPolicy,
    dpdTimeoutSeconds: fc.integer({ min: 30, max: 3600 }),
    startup: fc.constantFrom('start', 'add'),
    tunnels: insideCidrs,
    dimse,
    delivers: fc.integer({ min: 0, max: 3 }),
    beside: fc.boolean(),
  })
  .map(({ cidrs, cloud, publicIp: ip, device, asn, dimse: ports, delivers, beside, ...vpn }) => {
    const [first = ''] = cidrs;
    const deliverTo = Array.from({ length: delivers }, (_, index) => ({
      aeTitle: `PACS${index}`,
      address: first.split('/')[0],
      port: 11112 + index,
    }));
    return siteSchema.parse({
      site: 'random-site',
      name: 'Random "Site" <X> \'; reload',
      environment: 'sydney',
      contacts: { network: ['netops@random.example'] },
      network: { hospitalCidrs: cidrs, cloudCidr: cloud },
      vpn: { ...vpn, gateway: { publicIp: ip, device, ...(vpn.routing === 'bgp' ? { asn } : {}) } },
      ...(beside ? { directConnect: { virtualInterfaces: [anInterface({ asn: 65010 })] } } : {}),
      dicom: {
        stow: { auth: 'mtls' },
        ...(ports === undefined ? {} : { dimse: ports }),
        ...(delivers === 0 ? {} : { deliverTo }),
      },
    });
  });

/** No output may contain these names, nor the values that Secrets Manager has for them. */
export const KEY_REFERENCES = ['arn:aws:secretsmanager:key-of-one', 'arn:aws:secretsmanager:key-of-two'] as const;

export const arbitraryLive: fc.Arbitrary<LiveSite> = outside.map(([one = '', two = '']) => ({
  tunnels: [
    { outsideAddress: one, preSharedKey: KEY_REFERENCES[0] },
    { outsideAddress: two, preSharedKey: KEY_REFERENCES[1] },
  ],
  endpointAddresses: [{ zone: 'ap-southeast-2a', address: '100.64.0.4' }],
}));
