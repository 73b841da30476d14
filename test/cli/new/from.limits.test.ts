import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSites } from '../../../lib/cli/new/from';
import { CELLS_OF_A_DATABASE } from '../../../lib/config/capacity/cell-capacity';
import { documentedEnvironment, folderOf } from '../../support/builders/site-folder';

/** `heartlab new --from` writes no list that `heartlab check` would then refuse: a managed ingest has room for 36 hospitals. */

const row = (number: number) => ({
  site: `site-${number}`,
  name: 'S',
  contact: 'a@b.example',
  'public-ip': `203.0.113.${number}`,
  cidr: '10.7.0.0/22',
  device: 'vyos',
  routing: 'static',
  ipsec: 'strong',
  auth: 'mtls',
});

test.each([
  [CELLS_OF_A_DATABASE, []],
  [
    CELLS_OF_A_DATABASE + 1,
    [expect.stringMatching(/ entry 37: .*has 37 sites, .* connections for 36 .*create another environment/)],
  ],
])('a list of %d hospitals', (count, expected) => {
  const sites = folderOf({ 'environments.yaml': { sydney: documentedEnvironment() } });
  const from = join(sites, 'hospitals.json');
  writeFileSync(from, JSON.stringify(Array.from({ length: count }, (_, index) => row(index + 1))));
  const errors: string[] = [];
  const write = () => newSites(from, { sites }, { out: () => undefined, err: (line) => errors.push(line) });
  if (expected.length === 0) expect(write()).toBe(0);
  else expect(write).toThrow(/has 1 error$/);
  expect(errors).toEqual(expected);
  expect(existsSync(join(sites, 'site-1.yaml'))).toBe(expected.length === 0);
});
