import { providers } from '../../../lib/preflight/checks/providers';
import { aManagedEnvironment, aSite } from '../../support/fixtures';
import { checked, deployedStacks, noStacks, plannedStacks } from '../world';

const environment = aManagedEnvironment();
const stacks = plannedStacks([aSite()], [environment]);
const [platform, ingest, site] = stacks;
if (platform === undefined || ingest === undefined || site === undefined) throw new Error('three stacks');
const VPN_PROVIDER = 'heartlab-sydney-vpn-tunnels-provider-arn';
const imports = new Set(stacks.flatMap((stack) => stack.imports)).size;

/** An earlier commit's platform, without the provider of the tunnels. */
const older = { ...platform, exports: platform.exports.filter((name) => name !== VPN_PROVIDER) };

test('the service token of every custom resource is an import, so that this check sees it', () => {
  const custom = stacks.flatMap(({ resources }) => resources.filter(({ type }) => type.startsWith('Custom::')));
  expect(custom.map(({ type }) => type)).toContain('Custom::HeartLabVpnTunnels');
  for (const { properties } of custom)
    expect(properties.ServiceToken).toEqual({ 'Fn::ImportValue': expect.any(String) });
});

test('passes where everything is exported', async () => {
  const { rows } = await checked(providers, { environment, stacks, answers: deployedStacks(stacks) });
  expect(imports).toBeGreaterThan(5);
  expect(rows).toEqual([{ outcome: 'PASS', found: `${imports} imports, all exported` }]);
});

test('passes for a first deploy, and says what comes first', async () => {
  const { rows } = await checked(providers, { environment, stacks, answers: noStacks });
  expect(rows).toEqual([
    {
      outcome: 'PASS',
      found: `${imports} imports; to be deployed first, since others read its exports: PlatformStack-sydney, then IngestStack-sydney`,
    },
  ]);
});

test('warns of a platform that is there without the export: it is to be deployed before the site', async () => {
  const { rows } = await checked(providers, { environment, stacks, answers: deployedStacks([older, ingest, site]) });
  expect(rows).toEqual([
    {
      outcome: 'WARN',
      found: `PlatformStack-sydney is of an earlier commit and does not export ${VPN_PROVIDER}: SiteStack-auckland-heart can't be deployed before it`,
      remedy: 'npx cdk deploy --exclusively PlatformStack-sydney',
    },
  ]);
});

test('fails for an import that no stack exports, deployed or planned', async () => {
  const planned = [older, ingest, site];
  const { rows } = await checked(providers, { environment, stacks: planned, answers: deployedStacks(planned) });
  expect(rows).toEqual([
    {
      outcome: 'FAIL',
      found: `SiteStack-auckland-heart can't be deployed: no stack exports ${VPN_PROVIDER}`,
      remedy: 'synthesize all stacks from one commit: npx cdk synth',
    },
  ]);
});

test('has no answer where AWS denies the question', async () => {
  expect((await checked(providers, { environment, stacks, answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: expect.stringContaining('may not cloudformation:DescribeStacks'), unanswered: true },
  ]);
});
