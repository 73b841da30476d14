import { siteStackName } from '../../lib/config/naming/stack-contract';
import { aDeliveringSite, aDirectSite, anEnvironment, aSite, aStaticSite, aVpnSite } from '../support/builders/sites';
import { Refusal } from '../support/fake-aws/http-wire';
import { drifted, runDrift } from '../support/programs/operate-commands';
import { DIRECT, deployed, MANAGED, tunnelOptions } from './drift-worlds';

const sixteen = Array.from({ length: 16 }, (_, index) => `10.${index}.0.0/24`);

describe('a site that is as its file says', () => {
  test.each([
    ['VPN with BGP and Direct Connect, managed ingest', DIRECT, MANAGED],
    ['static routes', aStaticSite(['10.20.0.0/22', '10.30.0.0/22']), anEnvironment()],
    [
      'more CIDRs than one security group holds, DIMSE',
      aSite({
        network: { hospitalCidrs: sixteen, cloudCidr: '100.64.0.0/26' },
        dicom: { stow: { auth: 'basic' }, dimse: { ports: [104, 2762] } },
      }),
      anEnvironment(),
    ],
    ['deliveries, managed ingest', aDeliveringSite(), MANAGED],
    ['deliveries, an ingest of somebody else', aDeliveringSite(), anEnvironment()],
    ['addresses that AWS chose', aDirectSite(), anEnvironment()],
    [
      'another policy, keys made anew',
      aVpnSite({
        ipsec: 'nzism',
        dpdTimeoutSeconds: 60,
        startup: 'add',
        tunnels: [{ insideCidr: '169.254.100.0/30', keyGeneration: 3 }, { insideCidr: '169.254.100.4/30' }],
      }),
      anEnvironment(),
    ],
  ])('%s', async (_, site, environment) => {
    const { world, folder } = deployed(site, environment);
    const found = await drifted(world, folder);
    expect(found.sites).toEqual([
      { site: site.site, environment: 'sydney', deployed: true, differences: [], unknown: [] },
    ]);
    expect(found.code).toBe(0);
    expect((await runDrift(world, folder)).out.split('\n')[0]).toBe(`${site.site} (sydney): no differences`);
  });
});

describe('the trust store of the mTLS entrance', () => {
  test.each([
    ['CA certificates', '1', '2', { certificates: 2, revocationLists: 0 }],
    ['revocation lists', '0', '3', { certificates: 1, revocationLists: 3 }],
  ])('%s', async (option, file, live, state) => {
    const { world, folder } = deployed();
    world.trustStores.set('sydney', state);
    const { code, sites, environments } = await drifted(world, folder);
    expect(code).toBe(1);
    expect(sites[0]?.differences).toEqual([]);
    expect(environments).toMatchObject([
      { environment: 'sydney', differences: [{ option, file, live, deploy: 'perhaps' }] },
    ]);
    expect((await runDrift(world, folder)).out).toMatch(/environment sydney: 1 difference/);
  });

  test('that is gone', async () => {
    const { world, folder } = deployed();
    world.trustStores.clear();
    expect((await drifted(world, folder)).environments[0]?.differences).toMatchObject([
      { option: 'exists', live: null },
    ]);
  });
});

test('a site that is not deployed is one line, and a difference', async () => {
  const { world, folder } = deployed(aSite(), anEnvironment());
  world.site().stackStatus = undefined;
  expect(await runDrift(world, folder)).toEqual({
    code: 1,
    out: `auckland-heart (sydney): ${siteStackName('auckland-heart')} is not deployed yet: npx cdk deploy --exclusively SiteStack-auckland-heart`,
    err: '',
  });
  expect((await drifted(world, folder)).sites).toMatchObject([{ deployed: false, differences: [] }]);
});

test('what one service doesn’t tell leaves the rest, with exit code 2', async () => {
  const { world, folder } = deployed();
  tunnelOptions({ StartupAction: 'add' })(world);
  world.trouble = ({ action }) => {
    if (action === 'ec2:DescribeRouteTables' || action === 'cloudformation:GetTemplateSummary')
      throw new Refusal(403, 'UnauthorizedOperation');
  };
  const { code, sites } = await drifted(world, folder);
  expect(code).toBe(2);
  expect(sites[0]).toMatchObject({
    unknown: [
      expect.stringMatching(/may not cloudformation:GetTemplateSummary/),
      expect.stringMatching(/may not ec2:DescribeRouteTables/),
    ],
    differences: [{ option: 'startup', deploy: 'perhaps' }],
  });
});
