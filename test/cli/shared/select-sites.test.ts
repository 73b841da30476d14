import { refuseUnknown, refuseUnknownEnvironments } from '../../../lib/cli/shared/select-sites';
import { loadFleet } from '../../../lib/config/load/load';
import { UserError } from '../../../lib/project/errors';
import { documentedEnvironment, documentedSite, folderOf } from '../../support/builders/site-folder';

const folder = folderOf({
  'environments.yaml': { sydney: documentedEnvironment(), melbourne: documentedEnvironment() },
  'auckland-heart.yaml': documentedSite(),
});
const loaded = loadFleet(folder);

describe('an unknown environment', () => {
  test('is refused with one line each, which has the nearest name or all names', () => {
    const ask = () => refuseUnknownEnvironments(['sidney', 'melbourne', 'frankfurt'], loaded, folder);
    expect(ask).toThrow(UserError);
    expect(ask).toThrow(
      new UserError(
        `there is no environment sidney in ${folder}/environments.yaml; did you mean sydney?\n` +
          `there is no environment frankfurt in ${folder}/environments.yaml; it has sydney, melbourne`,
      ),
    );
  });

  test('is not reported if the file could not be read: its own errors come first', () => {
    const broken = folderOf({ 'environments.yaml': '- a list', 'auckland-heart.yaml': documentedSite() });
    expect(() => refuseUnknownEnvironments(['sydney'], loadFleet(broken), broken)).not.toThrow();
    expect(() => refuseUnknownEnvironments(['sydney'], loaded, folder)).not.toThrow();
  });
});

test('a name with invisible characters is shown with escapes', () => {
  expect(() => refuseUnknown(['auck\u202eland\n'], loaded, folder)).toThrow(
    `there is no ${folder}/auck\\u202eland\\u000a.yaml`,
  );
});
