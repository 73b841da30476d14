import { EvidenceLimit } from '../../../lib/cli/audit/limit';
import { assembleEvidence, type EvidenceSources } from '../../../lib/compliance/evidence/assemble';
import { evidencePages } from '../../../lib/compliance/evidence/html/pages';
import { loadFleet } from '../../../lib/config/load/load';
import { problemLine } from '../../../lib/config/problem';
import { documentedEnvironment, folderOf } from '../../support/builders/site-folder';
import { templatesOf } from '../../support/programs/cdk-app';

/** Evidence of two named hospitals: nothing of a third one, which shares their environment and has an open finding. */

const hospital = (site: string, name: string, octet: number, reason: string) => ({
  site,
  name,
  environment: 'sydney',
  contacts: { network: [`netops@${site}.example`] },
  network: { hospitalCidrs: [`10.${octet}.0.0/22`], cloudCidr: `100.64.${octet}.0/26` },
  vpn: { gateway: { publicIp: `203.0.113.${octet}`, device: 'fortigate' }, routing: 'static', ipsec: 'eifu' },
  dicom: { stow: { auth: 'mtls' }, dimse: { ports: [11112], callingAeTitles: [`AE${octet}`] } },
  acknowledge: [{ rule: 'HeartLab-VPN3', reason, approvedBy: `ciso@${site}.example`, expires: '2026-12-20' }],
});

const folder = folderOf({
  'alpha-heart.yaml': hospital('alpha-heart', 'Alpha Heart Clinic', 21, 'The device has no SHA-2.'),
  'beta-scans.yaml': hospital('beta-scans', 'Beta Scans', 22, 'The same device as in Gamma Radiology.'),
  'gamma-radiology.yaml': hospital('gamma-radiology', 'Gamma Radiology', 23, 'The device is old.'),
  // Its names are contained in those of a named hospital, and contain them.
  'heart.yaml': hospital('heart', 'Heart Clinic', 24, 'The device is older.'),
  'alpha-heart-2.yaml': hospital('alpha-heart-2', 'Alpha Heart Clinic North', 25, 'The device is oldest.'),
  'environments.yaml': {
    sydney: {
      ...documentedEnvironment(),
      system: { description: 'Receives studies of Gamma Radiology and others.' },
    },
  },
});
const loaded = loadFleet(folder);
const NAMED = ['alpha-heart', 'beta-scans'];
const OTHERS = ['gamma-radiology', 'alpha-heart-2'];
/** Texts by which another hospital could be known. */
const TRACES = [
  'gamma',
  'Gamma',
  'alpha-heart-2',
  'North',
  'netops@heart.example',
  'ciso@heart.example',
  'older',
  'oldest',
  ...[23, 24, 25].flatMap((octet) => [`10.${octet}.`, `100.64.${octet}.`, `203.0.113.${octet}`]),
];

function sources(): EvidenceSources {
  if (loaded.fleet === undefined) throw new Error(loaded.problems.map(problemLine).join('\n'));
  const templates = [...templatesOf(loaded.fleet)].map(([stack, template]) => ({
    stack,
    file: `${stack}.template.json`,
    sha256: 'f'.repeat(64),
    content: template.toJSON(),
  }));
  const finding = (site: string) => ({
    ruleName: 'HeartLab-VPN7',
    description: `found in ${site}`,
    severity: 'error',
    violatingConstructs: [{ constructPath: `SiteStack-${site}/Vpn` }],
  });
  return {
    date: '2026-12-01',
    commit: {
      hash: 'c'.repeat(40),
      date: '2026-12-01T00:00:00Z',
      changed: [`${folder}/gamma-radiology.yaml`, `${folder}/alpha-heart.yaml`, 'docs/alpha-heart-2.md', 'lib/x.ts'],
    },
    tools: {},
    problems: [],
    environments: loaded.environments,
    templates,
    packs: [],
    record: { packs: {} },
    report: { pluginReports: [{ pluginName: 'HeartLab', violations: OTHERS.map(finding) }] },
  };
}

const all = sources();
const textOf = (names: readonly string[]): string => {
  const limit = new EvidenceLimit(names, loaded, folder);
  const evidence = limit.evidence(assembleEvidence(limit.sources(all)));
  return [JSON.stringify(evidence), ...evidencePages(evidence).flatMap(({ path, content }) => [path, content])].join(
    '\n',
  );
};

describe('evidence of two of five hospitals', () => {
  test('has everything of the two, and nothing of the others', () => {
    const text = textOf(NAMED);
    for (const own of ['Alpha Heart Clinic', 'Beta Scans', '10.21.0.0/22', '10.22.0.0/22', 'ciso@beta-scans.example'])
      expect(text).toContain(own);
    expect(TRACES.filter((trace) => text.includes(trace))).toEqual([]);
    // The same texts are in the evidence of all.
    const everything = textOf([]);
    expect(TRACES.filter((trace) => !everything.includes(trace))).toEqual(['netops@heart.example']);
  });

  test('the open finding of another hospital neither shows nor makes it unclean', () => {
    const limit = new EvidenceLimit(NAMED, loaded, folder);
    const { attention } = limit.evidence(assembleEvidence(limit.sources(all)));
    expect(attention.filter(({ what }) => what.startsWith('Open finding'))).toEqual([]);
    expect(assembleEvidence(all).attention).toContainEqual({
      level: 'act',
      what: 'Open finding of HeartLab-VPN7.',
      subjects: OTHERS.toSorted(),
    });
  });

  test('a text that names another hospital is not shown; one that only names its own is', () => {
    const limit = new EvidenceLimit(NAMED, loaded, folder);
    const { sites, environments, commit } = limit.evidence(assembleEvidence(limit.sources(all)));
    const HIDDEN = 'not shown, because it names another hospital';
    expect(sites.map(({ acknowledgements }) => acknowledgements[0]?.reason)).toEqual([
      'The device has no SHA-2.',
      HIDDEN,
    ]);
    expect(environments[0]?.system?.description).toBe(HIDDEN);
    expect(commit.changed).toEqual([
      'a file that is not of these hospitals',
      `${folder}/alpha-heart.yaml`,
      'a file that is not of these hospitals',
      'lib/x.ts',
    ]);
  });
});
