import fc from 'fast-check';
import { DEVICE_IDS } from '../../../lib/config/devices';
import type { Site } from '../../../lib/config/model';
import {
  ENCRYPTION_ALGORITHMS,
  INTEGRITY_ALGORITHMS,
  PHASE1_DH_GROUPS,
  PHASE2_DH_GROUPS,
} from '../../../lib/config/proposals';
import { arbitraryPolicy, arbitraryPublicIp } from './arbitrary-site';
import { aSite } from './sites';

/** States of one site file, for tests that compare two of them. */

/** The settings that are fixed for life. */
export interface FixedSettings {
  readonly routing: 'bgp' | 'static';
  readonly first: { readonly publicIp: string; readonly asn?: number };
  readonly insideCidrs: readonly [string, string];
  readonly cloudCidr: string;
}

const asn = fc.oneof(fc.integer({ min: 64512, max: 65534 }), fc.integer({ min: 2147483640, max: 4294967295 }));
const insideCidr = (third: number) =>
  fc.integer({ min: 0, max: 63 }).map((fourth) => `169.254.${third}.${fourth * 4}/30`);

export const fixedSettings: fc.Arbitrary<FixedSettings> = fc
  .constantFrom('bgp' as const, 'static' as const)
  .chain((routing) =>
    fc.record({
      routing: fc.constant(routing),
      first:
        routing === 'bgp'
          ? fc.record({ publicIp: arbitraryPublicIp, asn })
          : fc.record({ publicIp: arbitraryPublicIp }),
      insideCidrs: fc.tuple(insideCidr(100), insideCidr(101)),
      cloudCidr: fc.integer({ min: 0, max: 3 }).map((block) => `100.64.0.${block * 64}/26`),
    }),
  );

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const used = (groups: readonly number[]) =>
  fc.record({
    encryption: fc.constantFrom(...ENCRYPTION_ALGORITHMS),
    integrity: fc.option(fc.constantFrom(...INTEGRITY_ALGORITHMS), { nil: undefined }),
    dhGroup: fc.constantFrom(...groups),
  });
const proposal = fc.option(fc.record({ phase1: used(PHASE1_DH_GROUPS), phase2: used(PHASE2_DH_GROUPS) }), {
  nil: undefined,
});
/** Direct Connect beside the VPN: it may be added, changed and removed. */
const directConnect = fc.record({
  awsAsn: fc.constantFrom(64512, 4200000000),
  virtualInterfaces: fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/),
      connectionId: fc.constantFrom('dxcon-fg1a2b3c', 'dxlag-fh4d5e6f'),
      vlan: fc.integer({ min: 1, max: 4094 }),
      asn,
      mtu: fc.constantFrom(1500, 9001),
      peering: fc.option(
        fc.constantFrom(
          { hospital: '169.254.20.2/30', aws: '169.254.20.1/30' },
          { hospital: '169.254.20.6/30', aws: '169.254.20.5/30' },
        ),
        { nil: undefined },
      ),
      authKeySecret: fc.option(fc.constantFrom('dx/one', 'dx/two'), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 4, selector: ({ name }) => name },
  ),
});
const hospitalCidrs = fc.uniqueArray(
  fc.integer({ min: 0, max: 255 }).map((second) => `10.${second}.0.0/16`),
  { minLength: 1, maxLength: 20 },
);

/** One state of a site file: fixed values for the settings that are fixed for life, any values for the others. */
export const siteState = ({ routing, first, insideCidrs, cloudCidr }: FixedSettings): fc.Arbitrary<Site> =>
  fc
    .record({
      name: fc.stringMatching(/^[A-Z][a-z]{1,20}$/),
      contact: fc.stringMatching(/^[a-z]{1,10}$/),
      device: fc.constantFrom(...DEVICE_IDS),
      model: fc.stringMatching(/^[A-Z]{2,5}[0-9]{4}$/),
      release: fc.stringMatching(/^[1-9]{1,2}\.[0-9]{1,2}$/),
      proposal,
      /** The gateways that the hospital has moved to, the current one last. */
      moves: fc.array(
        routing === 'bgp'
          ? fc.record({ publicIp: arbitraryPublicIp, asn })
          : fc.record({ publicIp: arbitraryPublicIp }),
        { maxLength: 3 },
      ),
      ipsec: arbitraryPolicy,
      dpdTimeoutSeconds: fc.integer({ min: 30, max: 3600 }),
      startup: fc.constantFrom('start', 'add'),
      keyGenerations: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
      acceptOutage: fc.boolean(),
      hospitalCidrs,
      auth: fc.constantFrom('mtls', 'basic'),
      passwordGeneration: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
      directConnect: fc.option(directConnect),
      ports: fc.option(some([104, 11112, 2762])),
      callingAeTitles: fc.option(some(['AKLCT1', 'AKLMR1']), { nil: undefined }),
      deliverTo: fc.option(
        fc.uniqueArray(
          fc.record({
            aeTitle: fc.constantFrom('AKLPACS1', 'AKLPACS2'),
            address: fc.constantFrom('10.20.1.15', '10.20.1.16'),
            port: fc.constantFrom(104, 11112),
          }),
          { minLength: 1, maxLength: 4, selector: (pacs) => JSON.stringify(pacs) },
        ),
      ),
      quietAfterHours: fc.option(fc.integer({ min: 1, max: 168 })),
      acknowledge: fc.array(
        fc.record({
          rule: fc.constantFrom('HeartLab-VPN3', 'HeartLab-DX1'),
          reason: fc.stringMatching(/^[a-z]{10,20}$/),
          approvedBy: fc.constantFrom('security@heartlab.example', 'audit@heartlab.example'),
          expires: fc.constantFrom('2027-03-31', '2027-06-30'),
        }),
        { maxLength: 2 },
      ),
    })
    .map((now) => {
      const history = [first, ...now.moves];
      return aSite({
        name: now.name,
        contacts: { network: [`${now.contact}@hospital.example`] },
        network: { hospitalCidrs: now.hospitalCidrs, cloudCidr },
        vpn: {
          gateway: {
            ...history.at(-1),
            device: now.device,
            model: now.model,
            release: now.release,
            proposal: now.proposal,
            previous: history.slice(0, -1),
          },
          routing,
          ipsec: now.ipsec,
          dpdTimeoutSeconds: now.dpdTimeoutSeconds,
          startup: now.startup,
          tunnels: [
            { insideCidr: insideCidrs[0], keyGeneration: now.keyGenerations[0] },
            { insideCidr: insideCidrs[1], keyGeneration: now.keyGenerations[1] },
          ],
          acceptOutage: now.acceptOutage,
        },
        ...(now.directConnect === null ? {} : { directConnect: now.directConnect }),
        dicom: {
          stow: { auth: now.auth, passwordGeneration: now.passwordGeneration },
          ...(now.ports === null ? {} : { dimse: { ports: now.ports, callingAeTitles: now.callingAeTitles } }),
          ...(now.deliverTo === null ? {} : { deliverTo: now.deliverTo }),
        },
        ...(now.quietAfterHours === null ? {} : { alarms: { quietAfterHours: now.quietAfterHours } }),
        acknowledge: now.acknowledge,
      });
    });
