import fc from 'fast-check';
import { DEVICE_IDS } from '../../lib/site/devices';
import type { Site } from '../../lib/site/model';
import { ENCRYPTION, INTEGRITY, PHASE1_DH_GROUPS, PHASE2_DH_GROUPS, POLICY_NAMES } from '../../lib/site/proposals';
import { siteTemplate } from '../support/app';
import { aSite, aVpnSite } from '../support/fixtures';

/**
 * The rule that shapes the VPN: a routine change never replaces the connection. In CloudFormation any change of these
 * resources' properties would be a replacement, so for two states of one site's file they must be the same to the letter.
 */
function fixedForLife(site: Site): unknown {
  const { VpnConnection, CustomerGateway, VpnGateway } = siteTemplate(site).toJSON().Resources;
  return {
    connection: VpnConnection.Properties,
    gateway: CustomerGateway.Properties,
    awsGateway: VpnGateway.Properties,
  };
}

/** What is fixed for life. */
interface Fixed {
  readonly routing: 'bgp' | 'static';
  readonly first: { readonly publicIp: string; readonly asn?: number };
  readonly insideCidrs: readonly [string, string];
  readonly cloudCidr: string;
}

const publicIp = fc.integer({ min: 1, max: 254 }).map((last) => `203.0.113.${last}`);
const asn = fc.oneof(fc.integer({ min: 64512, max: 65534 }), fc.integer({ min: 2147483640, max: 4294967295 }));
const insideCidr = (third: number) =>
  fc.integer({ min: 0, max: 63 }).map((fourth) => `169.254.${third}.${fourth * 4}/30`);

const fixed: fc.Arbitrary<Fixed> = fc.constantFrom('bgp' as const, 'static' as const).chain((routing) =>
  fc.record({
    routing: fc.constant(routing),
    first: routing === 'bgp' ? fc.record({ publicIp, asn }) : fc.record({ publicIp }),
    insideCidrs: fc.tuple(insideCidr(100), insideCidr(101)),
    cloudCidr: fc.integer({ min: 0, max: 3 }).map((block) => `100.64.0.${block * 64}/26`),
  }),
);

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const phase = (groups: readonly number[], longest: number) =>
  fc.record({
    encryption: some(ENCRYPTION),
    integrity: some(INTEGRITY),
    dhGroups: some(groups),
    lifetimeSeconds: fc.integer({ min: 900, max: longest }),
  });
const ipsec = fc.oneof(
  fc.constantFrom(...POLICY_NAMES),
  fc.record({ phase1: phase(PHASE1_DH_GROUPS, 28800), phase2: phase(PHASE2_DH_GROUPS, 3600) }),
);
/** Direct Connect beside the VPN: it may come, change and go. */
const directConnect = fc.record({
  awsAsn: fc.constantFrom(64512, 4200000000),
  virtualInterfaces: fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/),
      connectionId: fc.constantFrom('dxcon-fg1a2b3c', 'dxlag-fh4d5e6f'),
      vlan: fc.integer({ min: 1, max: 4094 }),
      asn,
      mtu: fc.constantFrom(1500, 9001),
    }),
    { minLength: 1, maxLength: 4, selector: ({ name }) => name },
  ),
});
const hospitalCidrs = fc.uniqueArray(
  fc.integer({ min: 0, max: 255 }).map((second) => `10.${second}.0.0/16`),
  { minLength: 1, maxLength: 20 },
);

/** One state of the file of a site: what is fixed, and anything for what is meant to change. */
const state = ({ routing, first, insideCidrs, cloudCidr }: Fixed): fc.Arbitrary<Site> =>
  fc
    .record({
      name: fc.stringMatching(/^[A-Z][a-z]{1,20}$/),
      contact: fc.stringMatching(/^[a-z]{1,10}$/),
      device: fc.constantFrom(...DEVICE_IDS),
      /** Where the hospital has moved since: the last is where it is now. */
      moves: fc.array(routing === 'bgp' ? fc.record({ publicIp, asn }) : fc.record({ publicIp }), { maxLength: 3 }),
      ipsec,
      dpdTimeoutSeconds: fc.integer({ min: 30, max: 3600 }),
      startup: fc.constantFrom('start', 'add'),
      keyGenerations: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
      acceptOutage: fc.boolean(),
      hospitalCidrs,
      auth: fc.constantFrom('mtls', 'basic'),
      directConnect: fc.option(directConnect),
      ports: fc.option(some([104, 11112, 2762])),
    })
    .map((now) => {
      const history = [first, ...now.moves];
      return aSite({
        name: now.name,
        contacts: { network: [`${now.contact}@hospital.example`] },
        network: { hospitalCidrs: now.hospitalCidrs, cloudCidr },
        vpn: {
          gateway: { ...history.at(-1), device: now.device, previous: history.slice(0, -1) },
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
        dicom: { stow: { auth: now.auth }, ...(now.ports === null ? {} : { dimse: { ports: now.ports } }) },
      });
    });

describe('no change that a site file allows replaces the VPN connection or its first customer gateway', () => {
  test('two states of one site have the same connection and the same first gateway', () => {
    fc.assert(
      fc.property(
        fixed.chain((life) => fc.tuple(state(life), state(life))),
        ([before, after]) => {
          expect(fixedForLife(after)).toEqual(fixedForLife(before));
        },
      ),
      { numRuns: 60 },
    );
  });

  const gateway = { publicIp: '203.0.113.10', asn: 65010, device: 'cisco-ios-xe' };
  test.each([
    ['another routing', aVpnSite({ routing: 'static', gateway: { publicIp: '203.0.113.10', device: 'generic' } })],
    ['another inside CIDR', aVpnSite({ tunnels: [{ insideCidr: '169.254.100.8/30' }, {}] })],
    [
      'the tunnels the other way round',
      aVpnSite({ tunnels: [{ insideCidr: '169.254.100.4/30' }, { insideCidr: '169.254.100.0/30' }] }),
    ],
    ['another address without `previous`', aVpnSite({ gateway: { ...gateway, publicIp: '203.0.113.11' } })],
    ['another ASN without `previous`', aVpnSite({ gateway: { ...gateway, asn: 65011 } })],
    ['another name of the site', aSite({ site: 'auckland-heart-2' })],
  ])('the comparison sees what is fixed for life: %s', (_, changed) => {
    expect(fixedForLife(changed)).not.toEqual(fixedForLife(aSite()));
  });

  test.each([
    ['another cloudCidr', aSite({ network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.64/26' } }), 'Vpc'],
    ['another AWS ASN', aVpnSite({ awsAsn: 64513 }), 'VpnGateway'],
  ])('%s shows in what the connection hangs on', (_, changed, id) => {
    expect(siteTemplate(changed).toJSON().Resources[id]).not.toEqual(siteTemplate(aSite()).toJSON().Resources[id]);
  });
});
