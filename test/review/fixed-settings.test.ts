import type { Environment, Site } from '../../lib/config/model';
import { CHANGE_EFFECTS } from '../../lib/config/schema/field';
import { allSettings, environmentSettings } from '../../lib/config/settings-table';
import { renderSafeText } from '../../lib/review/safe-text';
import { aSide, edited, reviewOf } from '../support/builders/reviews';
import {
  aDirectSite,
  aManagedEnvironment,
  anEnvironment,
  anInterface,
  aSite,
  aStaticSite,
  aVpnSite,
  TWO_INTERFACES,
} from '../support/builders/sites';

/** Changes that would replace a hospital's connection: not allowed, with the YAML to write instead, and no letter. */

const fixed = (rows: ReturnType<typeof allSettings>): readonly string[] =>
  rows.flatMap(({ path, effect }) => (effect === CHANGE_EFFECTS.fixed ? [path] : [])).sort();

interface Change {
  readonly before: Site;
  readonly after: Site;
  readonly environments?: readonly [Environment, Environment];
  readonly write: RegExp;
}

const site = aSite();
const line = (changes: Readonly<Record<string, unknown>> = {}) =>
  aDirectSite([anInterface(changes), TWO_INTERFACES[1]]);
const directAsn = (awsAsn?: number) =>
  aSite({ vpn: undefined, directConnect: { ...(awsAsn && { awsAsn }), virtualInterfaces: TWO_INTERFACES } });

const SITE_CHANGES: Readonly<Record<string, Change>> = {
  site: { before: site, after: aSite({ site: 'auckland-cardiac' }), write: /with site: auckland-heart, .*only name/ },
  environment: {
    before: site,
    after: aSite({ environment: 'hobart' }),
    environments: [anEnvironment(), anEnvironment({}, 'hobart')],
    write: /^environment changes from sydney to hobart, .* Write environment: sydney again, or create another site$/,
  },
  'network.cloudCidr': {
    before: site,
    after: aSite({ network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.1.0/26' } }),
    write: /Write cloudCidr: 100\.64\.0\.0\/26 again/,
  },
  'vpn.awsAsn': { before: site, after: aVpnSite({ awsAsn: 64999 }), write: /Write awsAsn: 64512 again/ },
  'vpn.routing': { before: site, after: aStaticSite(), write: /Write routing: bgp again/ },
  'vpn.tunnels[].insideCidr': {
    before: site,
    after: aVpnSite({ tunnels: [{ insideCidr: '169.254.101.0/30' }, {}] }),
    write: /^vpn\.tunnels\[0\]\.insideCidr .*Write insideCidr: 169\.254\.100\.0\/30 again/,
  },
  'directConnect.awsAsn': { before: directAsn(), after: directAsn(65001), write: /Write awsAsn: 64512 again/ },
  'directConnect.virtualInterfaces[].name': {
    before: line(),
    after: line({ name: 'first' }),
    write: /Write name: primary again/,
  },
  'directConnect.virtualInterfaces[].vlan': {
    before: line(),
    after: line({ vlan: 102 }),
    write: /^directConnect\.virtualInterfaces\[primary\]\.vlan .*Write vlan: 101 again/,
  },
};

const inBoth = (before: Environment, after: Environment, write: RegExp): Change => ({
  before: site,
  after: site,
  environments: [before, after],
  write,
});
const managed = (cidr: string): Environment => {
  const environment = aManagedEnvironment();
  const { ingest } = environment;
  return { ...environment, ingest: { ...ingest, managed: { ...ingest.managed, cidr } } as Environment['ingest'] };
};

const ENVIRONMENT_CHANGES: Readonly<Record<string, Change>> = {
  account: inBoth(anEnvironment(), anEnvironment({ account: '444455556666' }), /Write account: "111122223333" again/),
  region: inBoth(
    anEnvironment(),
    { ...anEnvironment(), region: 'ap-southeast-4' },
    /^sydney\.region \(environments\.yaml\) changes .*Write region: ap-southeast-2 again/,
  ),
  availabilityZones: inBoth(
    anEnvironment(),
    anEnvironment({ availabilityZones: ['ap-southeast-2a', 'ap-southeast-2c'] }),
    /Write availabilityZones: \[ap-southeast-2a, ap-southeast-2b\] again and append new zones at the end/,
  ),
  'ingest.managed.cidr': inBoth(
    managed('10.255.0.0/20'),
    managed('10.254.0.0/20'),
    /Write cidr: 10\.255\.0\.0\/20 again/,
  ),
};

test('every setting that the schema marks as fixed for life has a case', () => {
  expect(Object.keys(SITE_CHANGES).sort()).toEqual(fixed(allSettings()));
  expect(Object.keys(ENVIRONMENT_CHANGES).sort()).toEqual(fixed(environmentSettings()));
});

const reviewed = ({ before, after, environments }: Change) => {
  const [from, to] = environments ?? [anEnvironment(), anEnvironment()];
  return reviewOf(aSide([before], [from]), aSide([after], [to]));
};
const faultsOf = (review: ReturnType<typeof reviewOf>): readonly string[] =>
  review.sites.flatMap(({ faults }) => faults.map(renderSafeText));

test.each(Object.entries({ ...SITE_CHANGES, ...ENVIRONMENT_CHANGES }))('%s', (_, change) => {
  const review = reviewed(change);
  expect(review.invalid).toBe(true);
  expect(review.impact).toBe('not-allowed');
  for (const { impact, message, effects } of review.sites)
    expect({ impact, message, effects }).toEqual({ impact: 'not-allowed', message: undefined, effects: [] });
  expect(faultsOf(review)).toContainEqual(expect.stringMatching(change.write));
});

const gateway = (publicIp: string, previous: readonly object[] = [], asn = 65010) =>
  aVpnSite({ gateway: { publicIp, device: 'cisco-ios-xe', asn, ...(previous.length > 0 && { previous }) } });
const was = (last: number, asn = 65010) => ({ publicIp: `203.0.113.${last}`, asn });
const [a, b, c] = ['203.0.113.10', '203.0.113.11', '203.0.113.12'];

describe('the gateways of a hospital, oldest first', () => {
  test.each<[string, Site, Site, RegExp]>([
    [
      'a new publicIp without previous',
      gateway(a),
      gateway(b),
      /previous: \[\{ publicIp: 203\.0\.113\.10, asn: 65010 \}\]$/,
    ],
    [
      'a new asn without previous',
      gateway(a),
      gateway(a, [], 65011),
      /previous: \[\{ publicIp: 203\.0\.113\.10, asn: 65010 \}\]$/,
    ],
    [
      'previous removed',
      gateway(b, [was(10)]),
      gateway(b),
      /previous: \[\{ publicIp: 203\.0\.113\.10, asn: 65010 \}\]$/,
    ],
    [
      'the first entry changed',
      gateway(b, [was(10)]),
      gateway(b, [was(12)]),
      /previous: \[\{ publicIp: 203\.0\.113\.10, asn: 65010 \}\]$/,
    ],
    [
      'a second move that forgets the gateway in between',
      gateway(b, [was(10)]),
      gateway(c, [was(10)]),
      /previous: \[\{ publicIp: 203\.0\.113\.10, .* \}, \{ publicIp: 203\.0\.113\.11, asn: 65010 \}\]$/,
    ],
  ])('%s: not allowed', (_, before, after, write) => {
    const review = reviewed({ before, after, write });
    expect(review.impact).toBe('not-allowed');
    expect(faultsOf(review)).toEqual([expect.stringMatching(write)]);
  });

  test.each<[string, Site, Site]>([
    ['a move', gateway(a), gateway(b, [was(10)])],
    ['a second move', gateway(b, [was(10)]), gateway(c, [was(10), was(11)])],
    ['a return', gateway(b, [was(10)]), gateway(a)],
  ])('%s: a time to agree on', (_, before, after) => {
    const review = reviewed({ before, after, write: /^/ });
    expect([faultsOf(review), review.impact]).toEqual([[], 'hospital']);
  });
});

describe('a template that replaces the connection without a setting', () => {
  const side = aSide([site]);
  const STACK = 'SiteStack-auckland-heart';

  test.each<[string, Parameters<typeof edited>[2]]>([
    [
      'another property of the connection',
      ({ Resources }) => {
        const connection = Object.values(Resources).find(({ Type }) => Type === 'AWS::EC2::VPNConnection');
        if (connection !== undefined) connection.Properties.StaticRoutesOnly = true;
      },
    ],
    [
      'another logical id of the connection',
      (template) => {
        const [id] =
          Object.entries(template.Resources).find(([, { Type }]) => Type === 'AWS::EC2::VPNConnection') ?? [];
        template.Resources = JSON.parse(JSON.stringify(template.Resources).replaceAll(`"${id}"`, '"Other"'));
      },
    ],
    [
      'another first gateway',
      ({ Resources }) => {
        const first = Resources.CustomerGateway;
        if (first !== undefined) first.Properties.IpAddress = '203.0.113.77';
      },
    ],
    [
      'another VPC',
      ({ Resources }) => {
        const vpc = Object.values(Resources).find(({ Type }) => Type === 'AWS::EC2::VPC');
        if (vpc !== undefined) vpc.Properties.CidrBlock = '100.64.1.0/26';
      },
    ],
  ])('%s', (_, change) => {
    const review = reviewOf(side, edited(side, STACK, change));
    expect(review.impact).toBe('not-allowed');
    expect(faultsOf(review)).toContainEqual(expect.stringMatching(/would be replaced: .* Undo the change of the code/));
    expect(review.sites[0]?.message).toBeUndefined();
  });
});

test('a hospital that leaves and another that comes are no rename', () => {
  const other = aSite({
    site: 'napier-heart',
    network: { hospitalCidrs: ['10.99.0.0/22'], cloudCidr: '100.64.7.0/26' },
    vpn: { ...site.vpn, gateway: { publicIp: '203.0.113.200', device: 'vyos', asn: 65010 } },
  });
  const review = reviewOf(aSide([site]), aSide([other]));
  expect(review.sites.map(({ kind, impact }) => [kind, impact]).sort()).toEqual([
    ['added', 'hospital'],
    ['removed', 'hospital'],
  ]);
});
