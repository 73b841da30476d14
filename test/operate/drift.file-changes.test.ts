import { aDirectSite, anEnvironment, anInterface, aSite, aStaticSite, aVpnSite } from '../support/builders/sites';
import { World } from '../support/fake-aws/operate-world';
import { drifted, filesOf, runDrift } from '../support/programs/operate-commands';
import { DIRECT, deployed, MANAGED, PEERING, tunnelOptions, type WorldChange } from './drift-worlds';

const first = 'tunnel 169.254.100.0/30';
const dicom = 'security group DicomSecurityGroup';

describe('what the file has changed since the last deploy', () => {
  /** The world has what `before` says; the file is `after`. */
  async function since(
    before: typeof DIRECT,
    after: typeof DIRECT,
    change: WorldChange = () => undefined,
    environment = MANAGED,
  ) {
    const world = new World([before, environment]);
    change(world);
    const { sites } = await drifted(world, filesOf([after, environment]));
    return (sites[0]?.differences ?? []).map((found) => [found.subject, found.option, found.deploy]);
  }
  const tunnels = (keyGeneration: number) => [
    { insideCidr: '169.254.100.0/30', keyGeneration },
    { insideCidr: '169.254.100.4/30', keyGeneration: 1 },
  ];

  test('a tunnel’s options, key and gateway are changed in place, and with them what was changed by hand', async () => {
    const after = aVpnSite({ dpdTimeoutSeconds: 60, tunnels: tunnels(2) });
    const found = await since(aSite(), after, (world) => {
      Object.assign(world.tunnel(2).options, { StartupAction: 'add' });
      Object.assign(world.site().vpn?.gateway ?? {}, { address: '203.0.113.77' });
    });
    expect(found).toEqual([
      ['customer gateway', 'address', 'in-place'],
      [first, 'DPD timeout (s)', 'in-place'],
      [first, 'key generation', 'in-place'],
      ['tunnel 169.254.100.4/30', 'DPD timeout (s)', 'in-place'],
      ['tunnel 169.254.100.4/30', 'startup', 'in-place'],
    ]);
  });

  test('nor does a change of the tunnels move their keys: only a new key goes to Secrets Manager', async () => {
    const standard = (world: World) => Object.assign(world.site().vpn ?? {}, { keyStorage: 'Standard' });
    expect(await since(aSite(), aVpnSite({ dpdTimeoutSeconds: 60 }), standard)).toContainEqual([
      'VPN connection',
      'pre-shared key storage',
      'nothing',
    ]);
    const world = new World([aSite(), MANAGED]);
    standard(world);
    world.site().deployed = undefined;
    const { sites } = await drifted(world, filesOf([aSite(), MANAGED]));
    expect(sites[0]?.differences).toEqual([
      expect.objectContaining({ deploy: 'nothing', says: expect.stringMatching(/raise keyGeneration of one tunnel/) }),
    ]);
  });

  test('DH groups are listed as numbers', async () => {
    const eifu = aVpnSite({ ipsec: 'eifu' });
    const world = new World([eifu, MANAGED]);
    const live = [21, 2, 14, 5].map((Value) => ({ Value }));
    Object.assign(world.tunnel(1).options, { Phase2DHGroupNumbers: live });
    const { out } = await runDrift(world, filesOf([eifu, MANAGED]));
    expect(out).toMatch(/file: {3}2 5 14 15 16 17 18 19 20 21 22 23 24\n/);
    expect(out).toMatch(/live: {3}2 5 14 21\n/);
  });

  test('a key never goes back', async () => {
    expect(await since(aVpnSite({ tunnels: tunnels(3) }), aVpnSite({ tunnels: tunnels(2) }))).toEqual([
      [first, 'key generation', 'nothing'],
    ]);
  });

  test('a port more, a door, an interface, an MTU', async () => {
    const after = aDirectSite(
      [anInterface({ peering: PEERING, mtu: 9001, vlan: 102 }), anInterface({ name: 'second', vlan: 103 })],
      {
        vpn: aSite().vpn,
        dicom: { stow: { auth: 'basic' }, dimse: { ports: [104] } },
      },
    );
    expect(await since(DIRECT, after)).toEqual([
      [dicom, 'tcp 104 from 10.20.0.0/22', 'in-place'],
      ['virtual interface primary', 'VLAN', 'replaces'],
      ['virtual interface primary', 'MTU', 'in-place'],
      ['virtual interface second', 'exists', 'in-place'],
    ]);
  });

  test('from mTLS to Basic: a cell keeps its endpoint service, and somebody else’s services are two', async () => {
    const basic = aSite({ dicom: { stow: { auth: 'basic' } } });
    expect(await since(aSite(), basic)).toEqual([]);
    expect(await since(aSite(), basic, () => undefined, anEnvironment())).toEqual([
      ['endpoint', 'service', 'replaces'],
    ]);
  });

  test('routing and inside addresses: another connection', async () => {
    const after = aStaticSite(['10.20.0.0/22']);
    expect(await since(aSite(), after)).toContainEqual(['VPN connection', 'routing', 'replaces']);
    const moved = aVpnSite({ tunnels: [{ insideCidr: '169.254.101.0/30' }, { insideCidr: '169.254.100.4/30' }] });
    expect(await since(aSite(), moved)).toContainEqual(['tunnel 169.254.101.0/30', 'inside addresses', 'replaces']);
  });

  test('an interface taken out, a VPN taken out', async () => {
    const without = await since(DIRECT, aSite());
    expect(without).toEqual([['virtual interface primary', 'exists', 'in-place']]);
    expect(await since(DIRECT, { ...DIRECT, vpn: undefined })).toEqual([['VPN connection', 'exists', 'in-place']]);
  });

  test('where the last deploy can’t be read, a deploy may do nothing', async () => {
    const { world, folder } = deployed();
    world.site().deployed = undefined;
    tunnelOptions({ StartupAction: 'add' })(world);
    const { sites } = await drifted(world, folder);
    expect(sites[0]).toMatchObject({ unknown: [], differences: [{ deploy: 'perhaps' }] });
  });
});
