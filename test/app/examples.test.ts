import { loadFleet } from '../../lib/config/load/load';
import { gatewayHistory } from '../../lib/config/model';
import { KeptTemplates } from '../support/kept-templates';
import { templatesOf } from '../support/programs/cdk-app';

/**
 * The template of each example stack is a file in `templates/`. After an update (`npx jest test/app/examples -u`), read the
 * difference line by line before you commit it: a deploy would make that change at the hospital.
 */

/** The examples by name. */
const EXAMPLES: readonly string[] = [
  'adelaide-womens-imaging',
  'auckland-heart',
  'christchurch-radiology',
  'dunedin-cardiac',
  'hamilton-diagnostics',
  'hobart-cardiology',
  'wellington-imaging',
];

const { fleet } = loadFleet('examples/fleet');
if (fleet === undefined)
  throw new Error('the example sites are wrong: run `npx heartlab check --sites examples/fleet`');
const templates = templatesOf(fleet);

/** It differs from the one of sydney only in names, so that one file is enough. */
const SECOND_PLATFORM = 'PlatformStack-melbourne';

describe('the template of an example', () => {
  const withFile = [...templates.keys()].filter((name) => name !== SECOND_PLATFORM);
  const files = new KeptTemplates(
    'test/app/templates',
    new Map(withFile.map((name) => [name, templates.get(name)?.toJSON() ?? {}])),
  );

  test.each(withFile)('%s', (name) => {
    expect(files.synthesized(name)).toBe(files.kept(name));
  });

  test('each stack has a file, and each file has a stack', () => {
    expect(files.files().toSorted()).toEqual(withFile.toSorted());
  });

  test('the platforms of two environments differ only in names', () => {
    const text = (name: string): string => JSON.stringify(templates.get(name)?.toJSON());
    const renamed = text(SECOND_PLATFORM)
      .replaceAll('melbourne', 'sydney')
      .replaceAll('ap-southeast-4', 'ap-southeast-2');
    expect(renamed).toBe(text('PlatformStack-sydney'));
  });

  test('there is one for each example and each environment', () => {
    const isManaged = (name: string): boolean =>
      fleet.environments.some((environment) => environment.name === name && environment.ingest.managed !== undefined);
    const stacks = [
      ...EXAMPLES.map((name) => `SiteStack-${name}`),
      ...fleet.sites.flatMap(({ site, environment }) => (isManaged(environment) ? [`CellStack-${site}`] : [])),
      ...fleet.environments.map(({ name }) => `PlatformStack-${name}`),
      ...fleet.environments.flatMap(({ name, ingest }) =>
        ingest.managed === undefined ? [] : [`IngestStack-${name}`],
      ),
    ];
    expect([...templates.keys()].sort()).toEqual(stacks.sort());
  });
});

describe('the example sites cover', () => {
  const { sites } = fleet;
  const vpns = sites.flatMap(({ vpn }) => vpn ?? []);

  test('static and BGP routing, 2- and 4-byte ASNs, a gateway that moved', () => {
    expect(new Set(vpns.map(({ routing }) => routing))).toEqual(new Set(['bgp', 'static']));
    const asns = vpns.flatMap(({ gateway }) => gateway.asn ?? []);
    expect(asns.some((asn) => asn < 65536)).toBe(true);
    expect(asns.some((asn) => asn > 2147483647)).toBe(true);
    expect(vpns.some(({ gateway }) => gatewayHistory(gateway).length > 1)).toBe(true);
  });

  test('mTLS and Basic, DIMSE on and off, every DIMSE port', () => {
    expect(new Set(sites.map(({ dicom }) => dicom.stow.auth))).toEqual(new Set(['mtls', 'basic']));
    expect(sites.some(({ dicom }) => dicom.dimse === undefined)).toBe(true);
    expect(new Set(sites.flatMap(({ dicom }) => dicom.dimse?.ports ?? []))).toEqual(new Set([104, 11112, 2762]));
  });

  test('results to the hospital or none, and two PACS with the same port', () => {
    const ports = sites.map(({ dicom }) => dicom.deliverTo?.map(({ port }) => port));
    expect(new Set(ports.map((one) => one === undefined))).toEqual(new Set([true, false]));
    expect(ports.some((one) => one !== undefined && new Set(one).size < one.length)).toBe(true);
  });

  test('an existing ingest, and a managed one with quietAfterHours', () => {
    const kinds = fleet.environments.map(({ ingest }) => (ingest.managed === undefined ? 'service' : 'managed'));
    expect(kinds).toEqual(['service', 'managed']);
    const managed = sites.filter(({ environment }) => environment === 'melbourne');
    expect(new Set(managed.map(({ dicom }) => dicom.stow.auth))).toEqual(new Set(['mtls', 'basic']));
    expect(managed.some(({ dicom }) => dicom.deliverTo !== undefined)).toBe(true);
    expect(managed.some(({ alarms }) => alarms?.quietAfterHours !== undefined)).toBe(true);
  });

  test('each named policy, and a policy with explicit values', () => {
    expect(new Set(vpns.map(({ ipsec }) => (typeof ipsec === 'string' ? ipsec : 'explicit')))).toEqual(
      new Set(['eifu', 'strong', 'nzism', 'explicit']),
    );
  });

  test('two sites with the same hospital CIDRs', () => {
    const cidrs = sites.map(({ network }) => network.hospitalCidrs.join());
    expect(new Set(cidrs).size).toBeLessThan(cidrs.length);
  });

  test('only Direct Connect on two connections, and Direct Connect with a VPN as its backup', () => {
    const direct = sites.filter(({ directConnect }) => directConnect !== undefined);
    const connections = ({ directConnect }: (typeof direct)[number]) =>
      new Set(directConnect?.virtualInterfaces.map(({ connectionId }) => connectionId));
    expect(direct.some((site) => site.vpn === undefined && connections(site).size === 2)).toBe(true);
    expect(direct.some(({ vpn }) => vpn !== undefined)).toBe(true);
    const interfaces = direct.flatMap(({ directConnect }) => directConnect?.virtualInterfaces ?? []);
    expect(new Set(interfaces.map(({ connectionId }) => connectionId.slice(0, 5)))).toEqual(
      new Set(['dxcon', 'dxlag']),
    );
    for (const setting of [
      (one: (typeof interfaces)[number]) => one.peering,
      (one: (typeof interfaces)[number]) => one.authKeySecret,
    ]) {
      expect(new Set(interfaces.map((one) => setting(one) === undefined))).toEqual(new Set([true, false]));
    }
    expect(new Set(interfaces.map(({ mtu }) => mtu))).toEqual(new Set([1500, 9001]));
    expect(interfaces.some(({ asn }) => asn > 2147483647)).toBe(true);
  });

  test('only documentation addresses', () => {
    for (const { publicIp } of vpns.flatMap(({ gateway }) => gatewayHistory(gateway))) {
      expect(publicIp).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\./);
    }
  });
});
