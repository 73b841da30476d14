import { requireSiteFile } from '../../lib/config/selected-sites';
import { folderOf } from '../support/builders/site-folder';

describe('a site that is named for a synthesis', () => {
  // Nothing in these files can be read as YAML, so the error shows that they are not read.
  const unreadable = { 'environments.yaml': '{', 'auckland-heart.yaml': '{' };

  test('is known by the name of its file alone', () => {
    const folder = folderOf(unreadable);
    expect(() => requireSiteFile(folder, 'auckland-heart')).not.toThrow();
    expect(() => requireSiteFile(folder, 'aukland-heart')).toThrow(
      'site "aukland-heart" doesn\'t exist; did you mean auckland-heart?',
    );
    expect(() => requireSiteFile(folder, 'environments')).toThrow(/doesn't exist; name one/);
  });

  test('is left to the loader in a folder that has a problem of its own', () => {
    for (const folder of [folderOf({ ...unreadable, 'perth.yml': '' }), folderOf({}), '/nowhere'])
      expect(() => requireSiteFile(folder, 'perth')).not.toThrow();
  });
});
