import { providersCheck } from '../../../lib/preflight/checks/providers';
import { aManagedEnvironment, aSite } from '../../support/builders/sites';
import { checked, deployedStacks, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const environment = aManagedEnvironment();
const stacks = plannedStacks([aSite()], [environment]);
const [platform, ingest, cell, site] = stacks;
if (platform === undefined || ingest === undefined || cell === undefined || site === undefined)
  throw new Error('four stacks');
const VPN_PROVIDER = 'heartlab-sydney-vpn-tunnels-provider-arn';
const imports = new Set(stacks.flatMap((stack) => stack.imports)).size;

/** The platform of an earlier commit, without the provider of the tunnels. */
const older = { ...platform, exports: platform.exports.filter((name) => name !== VPN_PROVIDER) };

test('the service token of every custom resource is an import, so that this check sees it', () => {
  const custom = stacks.flatMap(({ resources }) => resources.filter(({ type }) => type.startsWith('Custom::')));
  expect(custom.map(({ type }) => type)).toContain('Custom::HeartLabVpnTunnels');
  for (const { properties } of custom)
    expect(properties.ServiceToken).toEqual({ 'Fn::ImportValue': expect.any(String) });
});

test('passes if everything is exported', async () => {
  const { rows } = await checked(providersCheck, { environment, stacks, answers: deployedStacks(stacks) });
  expect(imports).toBeGreaterThan(5);
  expect(rows).toEqual([{ outcome: 'PASS', found: `${imports} imports, all exported` }]);
});

test('passes for a first deploy, and names the stacks that come first', async () => {
  const { rows } = await checked(providersCheck, { environment, stacks, answers: noStacks });
  expect(rows).toEqual([
    {
      outcome: 'PASS',
      found: `${imports} imports; to be deployed first, because others import from it: PlatformStack-sydney, then IngestStack-sydney, then CellStack-auckland-heart`,
    },
  ]);
});

test('warns of an existing platform without the export, which must be deployed before the site', async () => {
  const { rows } = await checked(providersCheck, {
    environment,
    stacks,
    answers: deployedStacks([older, ingest, cell, site]),
  });
  expect(rows).toEqual([
    {
      outcome: 'WARN',
      found: `PlatformStack-sydney is from an earlier commit and does not export ${VPN_PROVIDER}: SiteStack-auckland-heart can't be deployed before it`,
      remedy: 'npx cdk deploy --exclusively PlatformStack-sydney',
    },
  ]);
});

test('fails for a site without a deployed cell if the deploy names only the site', async () => {
  const deploys = [site.name];
  const { rows } = await checked(providersCheck, {
    environment,
    stacks,
    deploys,
    answers: deployedStacks([platform, ingest]),
  });
  expect(rows).toEqual([
    {
      outcome: 'FAIL',
      found:
        "CellStack-auckland-heart is not deployed: SiteStack-auckland-heart can't be deployed, and this deploy does not name CellStack-auckland-heart",
      remedy:
        'name CellStack-auckland-heart as well, or deploy it first: npx cdk deploy --exclusively CellStack-auckland-heart',
    },
  ]);
});

test('passes if the deploy names the cell as well, or names neither', async () => {
  const answers = deployedStacks([platform, ingest]);
  for (const deploys of [[cell.name, site.name], [platform.name]])
    expect((await checked(providersCheck, { environment, stacks, deploys, answers })).rows).toEqual([
      { outcome: 'PASS', found: expect.stringContaining('to be deployed first') },
    ]);
});

test('fails for an ingest of an earlier commit that the deploy does not name', async () => {
  const deploys = [site.name];
  const answers = deployedStacks([older, ingest, cell, site]);
  expect((await checked(providersCheck, { environment, stacks, deploys, answers })).rows).toEqual([
    {
      outcome: 'FAIL',
      found: `PlatformStack-sydney is from an earlier commit and does not export ${VPN_PROVIDER}: SiteStack-auckland-heart can't be deployed, and this deploy does not name PlatformStack-sydney`,
      remedy:
        'name PlatformStack-sydney as well, or deploy it first: npx cdk deploy --exclusively PlatformStack-sydney',
    },
  ]);
});

test('the function that creates the databases of cells is an import too', () => {
  const database = cell.resources.find(({ type }) => type === 'Custom::HeartLabCellDatabase');
  expect(database?.properties.ServiceToken).toEqual({
    'Fn::ImportValue': 'heartlab-sydney-ingest-cell-database-provider-arn',
  });
});

test('warns of an existing ingest without the function that creates the databases of cells', async () => {
  const name = 'heartlab-sydney-ingest-cell-database-provider-arn';
  const before = { ...ingest, exports: ingest.exports.filter((one) => one !== name) };
  const { rows } = await checked(providersCheck, {
    environment,
    stacks,
    answers: deployedStacks([platform, before]),
  });
  expect(rows).toEqual([
    {
      outcome: 'WARN',
      found: `IngestStack-sydney is from an earlier commit and does not export ${name}: CellStack-auckland-heart can't be deployed before it`,
      remedy: 'npx cdk deploy --exclusively IngestStack-sydney',
    },
  ]);
});

test('fails for a site if its cell is neither deployed nor planned', async () => {
  const planned = [platform, ingest, site];
  const { rows } = await checked(providersCheck, { environment, stacks: planned, answers: deployedStacks(planned) });
  expect(rows.map(({ outcome, found }) => `${outcome} ${found}`).sort()).toEqual(
    ['cell-service'].map(
      (name) => `FAIL SiteStack-auckland-heart can't be deployed: no stack exports heartlab-auckland-heart-${name}`,
    ),
  );
});

test('fails for an import that no stack exports, deployed or planned', async () => {
  const planned = [older, ingest, cell, site];
  const { rows } = await checked(providersCheck, { environment, stacks: planned, answers: deployedStacks(planned) });
  expect(rows).toEqual([
    {
      outcome: 'FAIL',
      found: `SiteStack-auckland-heart can't be deployed: no stack exports ${VPN_PROVIDER}`,
      remedy: 'synthesize all stacks from one commit: npx cdk synth',
    },
  ]);
});

test('is unanswered if AWS denies the call', async () => {
  expect((await checked(providersCheck, { environment, stacks, answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: expect.stringContaining('may not cloudformation:DescribeStacks'), unanswered: true },
  ]);
});
