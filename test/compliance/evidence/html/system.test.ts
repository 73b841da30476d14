import { assembleEvidence, type EvidenceSources } from '../../../../lib/compliance/evidence/assemble';
import { frontPage } from '../../../../lib/compliance/evidence/html/page';
import type { Environment } from '../../../../lib/config/model';
import { anEnvironment } from '../../../support/builders/sites';

/** The front page states the system, its owner and who signs, or what to write for it. */

const SYSTEM = {
  description: 'Receives <echo> studies & returns results.',
  owner: { name: 'Alex Example', role: 'Head of Platform', email: 'owner@heartlab.example' },
  signOff: [{ role: 'Head of Platform', name: 'Alex Example' }, { role: 'Information Security Manager' }],
};

function pageOf(...environments: readonly Environment[]): string {
  const template = (name: string): EvidenceSources['templates'][number] => ({
    stack: `PlatformStack-${name}`,
    file: `PlatformStack-${name}.template.json`,
    sha256: 'f'.repeat(64),
    content: { Resources: {} },
  });
  return frontPage(
    assembleEvidence({
      date: '2026-11-24',
      commit: { hash: 'c'.repeat(40), date: '2026-11-24T00:00:00Z', changed: [] },
      tools: {},
      problems: [],
      environments,
      templates: environments.map(({ name }) => template(name)),
      packs: [],
      record: { packs: {} },
      report: { pluginReports: [] },
    }),
  );
}
const rows = (page: string): readonly string[] => page.match(/<tr><td>.*<\/tr>/g) ?? [];

describe('the front page', () => {
  test('has description and owner, escaped, and a line to sign for each role', () => {
    const page = pageOf(anEnvironment({ system: SYSTEM }));
    expect(rows(page)[0]).toBe(
      '<tr><td><a href="environments/sydney.html">sydney</a></td><td>Receives &lt;echo&gt; studies &amp; returns results.</td><td>Alex Example<br>Head of Platform<br>owner@heartlab.example</td></tr>',
    );
    expect(rows(page).slice(-2)).toEqual([
      '<tr><td>Head of Platform</td><td>Alex Example</td><td></td><td></td></tr>',
      '<tr><td>Information Security Manager</td><td></td><td></td><td></td></tr>',
    ]);
    expect(page).toContain(
      '<th scope="col">Role</th><th scope="col">Name</th><th scope="col">Date</th><th scope="col">Signature</th>',
    );
    expect(page).toContain(`as of 2026-11-24, of commit <code>${'c'.repeat(40)}</code>`);
    expect(page).not.toContain('not given');
  });

  test('states what to write for everything that is missing, and has empty lines to sign', () => {
    const page = pageOf(anEnvironment());
    const given = page.replaceAll(/<\/?code>|<a [^>]*>|<\/a>/g, '');
    for (const text of [
      'not given: write system: { description: … } below sydney: in environments.yaml',
      'not given: write system: { owner: { name: …, role: …, email: … } } below sydney: in environments.yaml',
      'Roles not given: write system: { signOff: [{ role: … }] } below sydney: in environments.yaml',
    ])
      expect(given).toContain(text);
    expect(rows(page).slice(-2)).toEqual(Array(2).fill('<tr><td></td><td></td><td></td><td></td></tr>'));
  });

  test('has one row for environments with the same system, and each signature once', () => {
    const page = pageOf(
      anEnvironment({ system: SYSTEM }),
      anEnvironment({ system: SYSTEM }, 'perth'),
      anEnvironment({ system: { description: 'Another system of HeartLab.' } }, 'auckland'),
    );
    expect(page.match(/Receives &lt;echo&gt;/g)).toHaveLength(1);
    expect(page).toContain('perth.html">perth</a>, <a href="environments/sydney.html">sydney');
    expect(page).toContain('Another system of HeartLab.');
    expect(page.match(/<td>Information Security Manager<\/td>/g)).toHaveLength(1);
    expect(page).toContain('below <code>auckland:</code> in');
  });
});
