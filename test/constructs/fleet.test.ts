import { FleetError } from '../../lib/config/fleet-error';
import type { Fleet } from '../../lib/config/model';
import { addFleetStacks } from '../../lib/constructs/fleet';
import { aFleet, aManagedEnvironment, anEnvironment, aSite } from '../support/builders/sites';
import { anApp, templatesOf } from '../support/programs/cdk-app';

const perth = aSite({
  site: 'perth-clinic',
  network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.64/26' },
});
const dublin = aSite({
  site: 'dublin-clinic',
  environment: 'ireland',
  network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.128/26' },
});
const ireland = anEnvironment(
  { region: 'eu-west-1', availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] },
  'ireland',
);
const fleet = aFleet([aSite(), perth, dublin], [anEnvironment(), ireland]);

/** The reasons why a fleet can't be built. */
function reasons(unbuildable: Fleet, site?: string): readonly string[] {
  const app = anApp();
  try {
    addFleetStacks(app, unbuildable, site === undefined ? {} : { site });
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    expect(app.node.children.filter(({ node }) => node.id !== 'Tree')).toEqual([]);
    return error.lines;
  }
  return [];
}

describe('addFleetStacks', () => {
  test('creates one stack for each site and one platform for each environment', () => {
    expect([...templatesOf(fleet).keys()]).toEqual([
      'PlatformStack-sydney',
      'PlatformStack-ireland',
      'SiteStack-auckland-heart',
      'SiteStack-perth-clinic',
      'SiteStack-dublin-clinic',
    ]);
  });

  test("with a site's name, creates identical templates, of only that site and its environment", () => {
    const all = templatesOf(fleet);
    const one = templatesOf(fleet, { site: 'perth-clinic' });
    expect([...one.keys()]).toEqual(['PlatformStack-sydney', 'SiteStack-perth-clinic']);
    for (const [name, template] of one) {
      expect(JSON.stringify(template.toJSON())).toBe(JSON.stringify(all.get(name)?.toJSON()));
    }
  });

  test('the platform is deployed before its sites, which import its exports by name', () => {
    const { sites, platforms } = addFleetStacks(anApp(), fleet);
    expect(sites.map(({ dependencies }) => dependencies)).toEqual([[platforms[0]], [platforms[0]], [platforms[1]]]);
    for (const [name, template] of templatesOf(fleet)) {
      if (name.startsWith('PlatformStack')) expect(Object.keys(template.toJSON().Outputs)).toHaveLength(6);
    }
  });

  test('two sites with the same hospital CIDRs have the same rules', () => {
    const templates = templatesOf(fleet);
    const groups = ['SiteStack-auckland-heart', 'SiteStack-perth-clinic'].map(
      (name) => templates.get(name)?.toJSON().Resources.DicomSecurityGroup.Properties.SecurityGroupIngress,
    );
    expect(groups[0]).toEqual(groups[1]);
  });

  test('fails for a site name without a file, and suggests the nearest name', () => {
    expect(reasons(fleet, 'perth-clinc')).toEqual([`site "perth-clinc" doesn't exist; did you mean perth-clinic?`]);
    expect(reasons(aFleet([]), 'perth')).toEqual([
      `site "perth" doesn't exist; name one whose file is among the site files`,
    ]);
  });

  test('a managed ingest is one stack, between the platform and its sites, and does not depend on the sites', () => {
    const managed = aFleet([aSite(), perth, dublin], [aManagedEnvironment(), ireland]);
    const app = anApp();
    const stacks = addFleetStacks(app, managed);
    expect(stacks.ingests.map(({ stackName }) => stackName)).toEqual(['IngestStack-sydney']);
    const dependencies = new Map(
      [...stacks.ingests, ...stacks.cells, ...stacks.sites].map((stack) => [
        stack.stackName,
        stack.dependencies.map(({ stackName }) => stackName).sort(),
      ]),
    );
    expect(dependencies.get('IngestStack-sydney')).toEqual(['PlatformStack-sydney']);
    expect(dependencies.get('SiteStack-auckland-heart')).toEqual([
      'CellStack-auckland-heart',
      'IngestStack-sydney',
      'PlatformStack-sydney',
    ]);
    expect(dependencies.get('CellStack-auckland-heart')).toEqual(['IngestStack-sydney', 'PlatformStack-sydney']);
    expect(stacks.cells.map(({ stackName }) => stackName)).toEqual([
      'CellStack-auckland-heart',
      'CellStack-perth-clinic',
    ]);
    expect(dependencies.get('SiteStack-dublin-clinic')).toEqual(['PlatformStack-ireland']);

    const filtered = templatesOf(managed, { site: 'perth-clinic' });
    expect([...filtered.keys()]).toEqual([
      'PlatformStack-sydney',
      'IngestStack-sydney',
      'CellStack-perth-clinic',
      'SiteStack-perth-clinic',
    ]);
    const all = templatesOf(managed);
    for (const [name, template] of filtered) expect(template.toJSON()).toEqual(all.get(name)?.toJSON());
    // A site of another environment gets no ingest.
    expect([...templatesOf(managed, { site: 'dublin-clinic' }).keys()]).toEqual([
      'PlatformStack-ireland',
      'SiteStack-dublin-clinic',
    ]);
  });
});
