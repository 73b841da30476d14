import fc from 'fast-check';
import type { Site } from '../../../lib/config/model';
import { CHANGE_EFFECTS } from '../../../lib/config/schema/field';
import { allSettings } from '../../../lib/config/settings-table';
import { fixedSettings, siteState } from '../../support/builders/site-states';
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
  'vpn.gateway.proposal': 'elsewhere',
  'vpn.gateway.proposal.phase1.encryption': 'elsewhere',
  'vpn.gateway.proposal.phase1.integrity': 'elsewhere',
  'vpn.gateway.proposal.phase1.dhGroup': 'elsewhere',
  'vpn.gateway.proposal.phase2.encryption': 'elsewhere',
  'vpn.gateway.proposal.phase2.integrity': 'elsewhere',
  'vpn.gateway.proposal.phase2.dhGroup': 'elsewhere',
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

describe('every setting of the site file', () => {
  test('has a decision, which agrees with the README about the effect of a change', () => {
    expect(Object.keys(DECISIONS)).toEqual(allSettings().map(({ path }) => path));
    const words: Readonly<Record<Decision, readonly string[]>> = {
      fixed: [CHANGE_EFFECTS.fixed],
      tunnels: [CHANGE_EFFECTS.oneTunnel, CHANGE_EFFECTS.hospital, CHANGE_EFFECTS.nothing],
      gateway: [CHANGE_EFFECTS.hospital, CHANGE_EFFECTS.cloud],
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
        fixedSettings.chain((life) => fc.tuple(siteState(life), siteState(life))),
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
