import { loadFleet } from '../../../lib/config/load/load';
import { ENVIRONMENTS, linesOf, SITE } from '../../support/builders/folder-problems';
import { documentedSite, edit, folderOf } from '../../support/builders/site-folder';

describe('every error of every file is reported at once', () => {
  test('a schema error does not hide a rule, and a file does not hide another', () => {
    const first = edit(edit(documentedSite(), 'vpn.dpdTimeoutSeconds', 1), 'network.cloudCidr', '10.20.0.0/26');
    const second = edit(
      edit(edit(documentedSite(), 'site', 'other-site'), 'name', undefined),
      'network.cloudCidr',
      '10.20.0.0/26',
    );
    const reported = linesOf({
      'auckland-heart.yaml': first,
      'other-site.yaml': second,
      'third-site.yaml': 'site: [',
    }).join('\n');
    expect(reported).toMatch(/auckland-heart.yaml:\d+:\d+ {2}vpn.dpdTimeoutSeconds: 1 is not/);
    expect(reported).toMatch(/auckland-heart.yaml:\d+:\d+ {2}network.cloudCidr: .*overlaps hospitalCidrs/);
    expect(reported).toMatch(
      /auckland-heart.yaml:\d+:\d+ {2}network.cloudCidr: .*overlaps the cloudCidr of other-site/,
    );
    expect(reported).toMatch(/other-site.yaml:\d+:\d+ {2}name: is missing/);
    expect(reported).toMatch(
      /other-site.yaml:\d+:\d+ {2}network.cloudCidr: .*overlaps the cloudCidr of auckland-heart/,
    );
    expect(reported).toMatch(/third-site.yaml:1:\d+ /);
  });

  test('an invalid environment is reported with the sites’ errors, and a site that names it gets no error', () => {
    const reported = linesOf({
      'auckland-heart.yaml': edit(documentedSite(), 'name', ''),
      'environments.yaml': 'sydney: [',
    });
    expect(reported.join('\n')).toMatch(/environments.yaml:1:/);
    expect(reported.join('\n')).toMatch(/auckland-heart.yaml:\d+:\d+ {2}name: "" is not/);
    expect(reported.join('\n')).not.toMatch(/is not in environments.yaml/);
  });

  test('a duplicate key is reported with the other errors', () => {
    const reported = linesOf({ 'auckland-heart.yaml': `${SITE}name: Again\nalrams: {}\n` }).join('\n');
    expect(reported).toMatch(
      /auckland-heart.yaml:\d+:1 {2}name: is repeated in the same mapping; remove one of the two/,
    );
    expect(reported).toMatch(/alrams: is not a setting of a site file; did you mean alarms\?/);
  });

  test('the fleet is returned only for files without errors', () => {
    const folder = folderOf({ ...ENVIRONMENTS, 'auckland-heart.yaml': SITE, 'other-site.yaml': '{}' });
    expect(loadFleet(folder).fleet).toBeUndefined();
    expect(loadFleet(folder).sites.map(({ site }) => site)).toEqual(['auckland-heart']);
  });
});
