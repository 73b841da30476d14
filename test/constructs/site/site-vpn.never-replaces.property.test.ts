import fc from 'fast-check';
import { DEVICE_IDS } from '../../../lib/config/devices';
import type { Site } from '../../../lib/config/model';
import {
  ENCRYPTION_ALGORITHMS,
  INTEGRITY_ALGORITHMS,
  PHASE1_DH_GROUPS,
  PHASE2_DH_GROUPS,
  POLICY_NAMES,
} from '../../../lib/config/proposals';
import { CHANGE_EFFECTS } from '../../../lib/config/schema/field';
import { allSettings } from '../../../lib/config/settings-table';
import { aSite, aVpnSite } from '../../support/builders/sites';
import { runs } from '../../support/long';
import { siteTemplate } from '../../support/programs/cdk-app';

/**
 * The main rule of the VPN: a routine change never replaces the connection. CloudFormation changes these properties in place
 * (aws-service-spec 0.1.216). Any other property of these resources requires replacement, for example AmazonSideAsn of the gateway
 * that the connection uses. So the other properties must be identical in two states of one site file.
 */
const IN_PLACE = ['Tags', 'TunnelBandwidth'];
const LASTING = ['VpnConnection', 'CustomerGateway', 'VpnGateway'];

type Properties = Readonly<Record<string, unknown>>;
const resourcesOf = (site: Site): Readonly<Record<string, { readonly Properties: Properties }>> =>
  siteTemplate(site).toJSON().Resources;
const replacing = (properties: Properties | undefined) =>
  Object.fromEntries(Object.entries(properties ?? {}).filter(([name]) => !IN_PLACE.includes(name)));

function fixedForLife(site: Site): unknown {
  const resources = resourcesOf(site);
  return Object.fromEntries(LASTING.map((id) => [id, replacing(resources[id]?.Properties)]));
}

/** The properties of the custom resource. */
const desiredState = (site: Site): unknown => resourcesOf(site).VpnTunnels?.Properties;

/**
 * The effect of a change of each setting. Every setting needs a decision: a new setting without one fails the test.
 * - fixed: a change would replace the connection, or a resource that it uses.
 * - tunnels: it changes Custom::HeartLabVpnTunnels, and no other resource.
 * - gateway: it changes Custom::HeartLabVpnTunnels, and adds a customer gateway beside the first.
 * - line: it belongs to Direct Connect, and does not change a VPN beside it.
 * - elsewhere: it changes neither the connection nor the desired state of its tunnels.
 */
type Decision = 'fixed' | 'tunnels' | 'gateway' | 'line' | 'elsewhere';
const DECISIONS: Readonly<Record<string, Decision>> = {
  site: 'fixed',
  name: 'elsewhere',
  environment: 'fixed',
  'contacts.network': 'elsewhere',
  'network.hospitalCidrs': 'elsewhere',
  'network.cloudCidr': 'fixed',
  'vpn.gateway.publicIp': 'gateway',
  'vpn.gateway.device': 'elsewhere',
  'vpn.gateway.model': 'elsewhere',
  'vpn.gateway.release': 'elsewhere',
  'vpn.gateway.asn': 'gateway',
  'vpn.gateway.previous': 'gateway',
  'vpn.gateway.previous[].publicIp': 'gateway',
  'vpn.gateway.previous[].asn': 'gateway',
  'vpn.awsAsn': 'fixed',
  'vpn.routing': 'fixed',
  'vpn.ipsec': 'tunnels',
  'vpn.ipsec.phase1.encryption': 'tunnels',
  'vpn.ipsec.phase1.integrity': 'tunnels',
  'vpn.ipsec.phase1.dhGroups': 'tunnels',
  'vpn.ipsec.phase1.lifetimeSeconds': 'tunnels',
  'vpn.ipsec.phase2.encryption': 'tunnels',
  'vpn.ipsec.phase2.integrity': 'tunnels',
  'vpn.ipsec.phase2.dhGroups': 'tunnels',
  'vpn.ipsec.phase2.lifetimeSeconds': 'tunnels',
  'vpn.dpdTimeoutSeconds': 'tunnels',
  'vpn.startup': 'tunnels',
  'vpn.tunnels[].insideCidr': 'fixed',
  'vpn.tunnels[].keyGeneration': 'tunnels',
  'vpn.acceptOutage': 'tunnels',
  'directConnect.awsAsn': 'line',
  'directConnect.virtualInterfaces': 'line',
  'directConnect.virtualInterfaces[].name': 'line',
  'directConnect.virtualInterfaces[].connectionId': 'line',
  'directConnect.virtualInterfaces[].vlan': 'line',
  'directConnect.virtualInterfaces[].asn': 'line',
  'directConnect.virtualInterfaces[].peering': 'line',
  'directConnect.virtualInterfaces[].peering.hospital': 'line',
  'directConnect.virtualInterfaces[].peering.aws': 'line',
  'directConnect.virtualInterfaces[].mtu': 'line',
  'directConnect.virtualInterfaces[].authKeySecret': 'line',
  'dicom.stow.auth': 'elsewhere',
  'dicom.stow.passwordGeneration': 'elsewhere',
  'dicom.dimse.ports': 'elsewhere',
  'dicom.dimse.callingAeTitles': 'elsewhere',
  'dicom.deliverTo': 'elsewhere',
  'dicom.deliverTo[].aeTitle': 'elsewhere',
  'dicom.deliverTo[].address': 'elsewhere',
  'dicom.deliverTo[].port': 'elsewhere',
  'alarms.quietAfterHours': 'elsewhere',
  acknowledge: 'elsewhere',
  'acknowledge[].rule': 'elsewhere',
  'acknowledge[].reason': 'elsewhere',
  'acknowledge[].approvedBy': 'elsewhere',
  'acknowledge[].expires': 'elsewhere',
};
const decided = (...decisions: readonly Decision[]): readonly string[] =>
  Object.keys(DECISIONS).filter((path) => decisions.some((one) => DECISIONS[path] === one));

/** All values at the path of a setting. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const [name = '', ...rest] = path;
  if (path.length === 0) return value === undefined ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  const inner: unknown = Reflect.get(value, name.replace('[]', ''));
  return name.endsWith('[]')
    ? (Array.isArray(inner) ? inner : []).flatMap((item) => valuesAt(item, rest))
    : valuesAt(inner, rest);
}

/** The settings in which two states of a file differ. */
function differing(before: Site, after: Site): readonly string[] {
  const text = (site: Site, path: string) => JSON.stringify(valuesAt(site, path.split('.')));
  return Object.keys(DECISIONS).filter((path) => text(before, path) !== text(after, path));
}

/** The settings that are fixed for life. */
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
    encryption: some(ENCRYPTION_ALGORITHMS),
    integrity: some(INTEGRITY_ALGORITHMS),
    dhGroups: some(groups),
    lifetimeSeconds: fc.integer({ min: 900, max: longest }),
  });
const ipsec = fc.oneof(
  fc.constantFrom(...POLICY_NAMES),
  fc.record({ phase1: phase(PHASE1_DH_GROUPS, 28800), phase2: phase(PHASE2_DH_GROUPS, 3600) }),
);
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
const state = ({ routing, first, insideCidrs, cloudCidr }: Fixed): fc.Arbitrary<Site> =>
  fc
    .record({
      name: fc.stringMatching(/^[A-Z][a-z]{1,20}$/),
      contact: fc.stringMatching(/^[a-z]{1,10}$/),
      device: fc.constantFrom(...DEVICE_IDS),
      model: fc.stringMatching(/^[A-Z]{2,5}[0-9]{4}$/),
      release: fc.stringMatching(/^[1-9]{1,2}\.[0-9]{1,2}$/),
      /** The gateways that the hospital has moved to, the current one last. */
      moves: fc.array(routing === 'bgp' ? fc.record({ publicIp, asn }) : fc.record({ publicIp }), { maxLength: 3 }),
      ipsec,
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

describe('every setting of the site file', () => {
  test('has a decision, which agrees with the README about the effect of a change', () => {
    expect(Object.keys(DECISIONS)).toEqual(allSettings().map(({ path }) => path));
    const words: Readonly<Record<Decision, readonly string[]>> = {
      fixed: [CHANGE_EFFECTS.fixed],
      tunnels: [CHANGE_EFFECTS.oneTunnel, CHANGE_EFFECTS.hospital, CHANGE_EFFECTS.nothing],
      gateway: [CHANGE_EFFECTS.bothTunnels, CHANGE_EFFECTS.cloud],
      line: [CHANGE_EFFECTS.fixed, CHANGE_EFFECTS.cloud, CHANGE_EFFECTS.hospital],
      elsewhere: [CHANGE_EFFECTS.nothing, CHANGE_EFFECTS.cloud, CHANGE_EFFECTS.hospital],
    };
    for (const { path, change } of allSettings()) {
      const decision = DECISIONS[path];
      if (decision === undefined) continue;
      const agrees = words[decision].some((phrase) => change.startsWith(phrase));
      expect([path, decision, change, agrees]).toEqual([path, decision, change, true]);
    }
  });
});

describe('no change that a site file allows replaces the VPN connection or its first customer gateway', () => {
  test('any two states of one site have the same connection and the same first gateway', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fixed.chain((life) => fc.tuple(state(life), state(life))),
        ([before, after]) => {
          const differ = differing(before, after);
          for (const path of differ) seen.add(path);
          const first = resourcesOf(before);
          const second = resourcesOf(after);
          // The reservation of a delivery address does not change either: a second one would overlap the first.
          for (const id of ['DeliveryAddress1', 'DeliveryAddress2']) {
            expect(first[id]).toBeDefined();
            expect(second[id]).toEqual(first[id]);
          }
          for (const id of LASTING) {
            expect(replacing(second[id]?.Properties)).toEqual(replacing(first[id]?.Properties));
          }
          if (decided('tunnels', 'gateway').every((path) => !differ.includes(path))) {
            expect(second.VpnTunnels).toEqual(first.VpnTunnels);
          }
        },
      ),
      { numRuns: runs(60) },
    );
    // Every setting that may change did so in at least one pair.
    expect(decided('tunnels', 'gateway', 'line', 'elsewhere').filter((path) => !seen.has(path))).toEqual([]);
  });

  const phase1 = { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [20], lifetimeSeconds: 28800 };
  const phase2 = { ...phase1, lifetimeSeconds: 3600 };
  const ipsecOf = (one: object, two: object = {}) => ({
    ipsec: { phase1: { ...phase1, ...one }, phase2: { ...phase2, ...two } },
  });
  const phases = (change: object): readonly (readonly [object, object])[] => [
    [ipsecOf({}), ipsecOf(change)],
    [ipsecOf({}), ipsecOf({}, change)],
  ];
  const [encryption, integrity, dhGroups] = [
    { encryption: ['AES256-GCM-16'] },
    { integrity: ['SHA2-512'] },
    { dhGroups: [21] },
  ].map(phases);
  /** For each setting of the tunnels, a change of only this setting. */
  const ALONE: Readonly<Record<string, readonly [object, object] | undefined>> = {
    'vpn.ipsec': [{ ipsec: 'strong' }, { ipsec: 'nzism' }],
    'vpn.ipsec.phase1.encryption': encryption?.[0],
    'vpn.ipsec.phase1.integrity': integrity?.[0],
    'vpn.ipsec.phase1.dhGroups': dhGroups?.[0],
    'vpn.ipsec.phase1.lifetimeSeconds': [ipsecOf({}), ipsecOf({ lifetimeSeconds: 14400 })],
    'vpn.ipsec.phase2.encryption': encryption?.[1],
    'vpn.ipsec.phase2.integrity': integrity?.[1],
    'vpn.ipsec.phase2.dhGroups': dhGroups?.[1],
    'vpn.ipsec.phase2.lifetimeSeconds': [ipsecOf({}), ipsecOf({}, { lifetimeSeconds: 1800 })],
    'vpn.dpdTimeoutSeconds': [{}, { dpdTimeoutSeconds: 45 }],
    'vpn.startup': [{}, { startup: 'add' }],
    'vpn.tunnels[].keyGeneration': [{}, { tunnels: [{ keyGeneration: 2 }, {}] }],
    'vpn.acceptOutage': [{}, { acceptOutage: true }],
  };

  test.each(decided('tunnels'))('%s changes the custom resource, and no other', (path) => {
    const [before, after] = (ALONE[path] ?? []).map((vpn) => resourcesOf(aVpnSite({ ...vpn })));
    expect(after?.VpnTunnels?.Properties).not.toEqual(before?.VpnTunnels?.Properties);
    expect({ ...after, VpnTunnels: undefined }).toEqual({ ...before, VpnTunnels: undefined });
  });

  const old = { publicIp: '203.0.113.10', asn: 65010 };
  const move = (now: object, previous: readonly object[] = [old]) =>
    aVpnSite({ gateway: { ...old, ...now, device: 'cisco-ios-xe', previous } });
  test.each([
    ['another address', move({}, []), move({ publicIp: '198.51.100.7' })],
    ['another ASN', move({}, []), move({ asn: 65011 })],
    ['a second move', move({ asn: 65011 }), move({ asn: 65012 }, [old, { ...old, asn: 65011 }])],
    ['back again', move({ asn: 65011 }), move({}, [old, { ...old, asn: 65011 }])],
  ])('a move of the gateway, with `previous`: %s', (_, before, after) => {
    expect(fixedForLife(after)).toEqual(fixedForLife(before));
    expect(desiredState(after)).not.toEqual(desiredState(before));
    // The previous gateway stays, because a rollback needs it.
    expect(Object.keys(resourcesOf(after))).toEqual(expect.arrayContaining(Object.keys(resourcesOf(before))));
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
  ])('the comparison detects a change of a fixed setting: %s', (_, changed) => {
    expect(fixedForLife(changed)).not.toEqual(fixedForLife(aSite()));
  });

  test.each([
    ['another cloudCidr', aSite({ network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.64/26' } }), 'Vpc'],
    ['another AWS ASN', aVpnSite({ awsAsn: 64513 }), 'VpnGateway'],
  ])('%s changes a resource that the connection uses', (_, changed, id) => {
    expect(siteTemplate(changed).toJSON().Resources[id]).not.toEqual(siteTemplate(aSite()).toJSON().Resources[id]);
  });
});
