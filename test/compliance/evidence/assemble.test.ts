import { dirname, join } from 'node:path';
import { assembleEvidence, type EvidenceSources } from '../../../lib/compliance/evidence/assemble';
import { escapeHtml } from '../../../lib/compliance/evidence/html/markup';
import { frontPage } from '../../../lib/compliance/evidence/html/page';
import { evidencePages } from '../../../lib/compliance/evidence/html/pages';
import type { RunRecord } from '../../../lib/compliance/run-record';
import type { ValidationReport } from '../../../lib/compliance/validation-report';
import type { Site } from '../../../lib/config/model';
import { ENVIRONMENT, templatesFor } from '../../support/builders/evidence-inputs';
import { aSite, aVpnSite } from '../../support/builders/sites';

/** Evidence from hand-written sources. */

const STACK = 'SiteStack-auckland-heart';
const PACKS = ['AwsSolutions', 'HeartLab'];
const accepting = (expires: string): Site =>
  aVpnSite(
    { ipsec: 'eifu' },
    { acknowledge: [{ rule: 'HeartLab-VPN3', reason: 'old device', approvedBy: 'a@b.example', expires }] },
  );

const run = (rules: RunRecord['packs'][string]['stacks'][string]['rules']) => ({
  version: '1.0.0',
  stacks: { [STACK]: { resources: 30, rules } },
});
const RAN = run({
  'AwsSolutions-EC23': { judged: 2, findings: 0, threw: 0 },
  'AwsSolutions-S1': { judged: 0, findings: 0, threw: 0 },
});
const VALIDATOR = { pluginName: 'CloudFormation Validate', pluginVersion: '1.2.3', violations: [] };
const violation = (ruleName: string, path = `${STACK}/Vpn/Tunnels`) => ({
  ruleName,
  description: 'what was found',
  severity: 'error',
  violatingConstructs: [{ constructPath: path }],
});
const reportOf = (...pluginReports: ValidationReport['pluginReports']): ValidationReport => ({
  pluginReports: [VALIDATOR, ...pluginReports],
});

function sources(changes: Partial<EvidenceSources> = {}, site: Site = aSite()): EvidenceSources {
  return {
    date: '2026-11-24',
    commit: { hash: 'c'.repeat(40), date: '2026-11-24T00:00:00Z', changed: [] },
    tools: { 'cdk-nag': '3.0.2' },
    problems: [],
    environments: [ENVIRONMENT],
    templates: [
      { stack: STACK, file: `${STACK}.template.json`, sha256: 'f'.repeat(64), content: templatesFor(site).site },
    ],
    packs: PACKS,
    record: { packs: { AwsSolutions: RAN, HeartLab: run({ 'HeartLab-VPN1': { judged: 2, findings: 0, threw: 0 } }) } },
    report: reportOf(),
    ...changes,
  };
}
const accepted = (site: Site, date: string): EvidenceSources =>
  sources(
    {
      date,
      record: {
        packs: { AwsSolutions: RAN, HeartLab: run({ 'HeartLab-VPN3': { judged: 1, findings: 1, threw: 0 } }) },
      },
      report: reportOf({
        pluginName: 'HeartLab',
        violations: [],
        suppressedViolations: [
          {
            ...violation('HeartLab-VPN3'),
            acknowledgedId: 'HeartLab::HeartLab-VPN3',
            acknowledgedAt: STACK,
            reason: 'old device',
          },
        ],
      }),
    },
    site,
  );
const acts = (given: EvidenceSources) =>
  assembleEvidence(given)
    .attention.filter(({ level }) => level === 'act')
    .map(({ what }) => what);

describe('evidence', () => {
  test('of a clean run has every rule that ran, with the number of resources that it checked', () => {
    const evidence = assembleEvidence(sources());
    expect([evidence.clean, acts(sources())]).toEqual([true, []]);
    expect(evidence.sites[0]?.packs).toEqual([
      {
        pack: 'AwsSolutions',
        version: '1.0.0',
        ran: true,
        resources: 30,
        open: 0,
        acknowledged: 0,
        rules: [
          { rule: 'AwsSolutions-EC23', judged: 2, findings: 0, threw: 0 },
          { rule: 'AwsSolutions-S1', judged: 0, findings: 0, threw: 0 },
        ],
      },
      expect.objectContaining({ pack: 'HeartLab', ran: true }),
      expect.objectContaining({ pack: 'CloudFormation Validate', version: '1.2.3', ran: true }),
    ]);
  });

  test('distinguishes a clean run from no run', () => {
    const nothing = sources({ record: { packs: {} }, report: { pluginReports: [] } });
    expect(assembleEvidence(nothing).clean).toBe(false);
    expect(acts(nothing)).toEqual(
      [...PACKS, 'CloudFormation Validate'].map(
        (pack) => `There is no proof that ${pack} ran, so its empty result proves nothing.`,
      ),
    );
    // A run on another stack proves nothing about this one.
    const elsewhere = { version: '1.0.0', stacks: { Other: { resources: 1, rules: {} } } };
    expect(acts(sources({ record: { packs: { AwsSolutions: RAN, HeartLab: elsewhere } } }))).toHaveLength(1);
  });

  test('is not clean with an open finding, and lists it', () => {
    const report = reportOf({ pluginName: 'AwsSolutions', violations: [violation('AwsSolutions-EC23')] });
    const record = {
      packs: {
        ...sources().record.packs,
        AwsSolutions: run({ 'AwsSolutions-EC23': { judged: 1, findings: 1, threw: 0 } }),
      },
    };
    expect(assembleEvidence(sources({ report, record })).clean).toBe(false);
    expect(acts(sources({ report, record }))).toEqual(['Open finding of AwsSolutions-EC23.']);
  });

  test('reports a finding that the pack recorded and the report lacks', () => {
    const record = {
      packs: {
        ...sources().record.packs,
        AwsSolutions: run({ 'AwsSolutions-EC23': { judged: 1, findings: 1, threw: 0 } }),
      },
    };
    expect(acts(sources({ record }))).toEqual(['AwsSolutions recorded 1 finding, but its report has 0.']);
  });

  test.each([
    ['2027-03-31', '2026-11-24', 127, [], []],
    ['2027-01-23', '2026-11-24', 60, [], ['The acknowledgement of HeartLab-VPN3 expires on 2027-01-23, in 60 days.']],
    ['2026-11-24', '2026-11-24', 0, [], ['The acknowledgement of HeartLab-VPN3 expires on 2026-11-24, in 0 days.']],
    [
      '2026-11-23',
      '2026-11-24',
      -1,
      [
        'Open finding of HeartLab-VPN3.',
        'The acknowledgement of HeartLab-VPN3 expired on 2026-11-23: its finding is no longer accepted.',
      ],
      [],
    ],
  ])('counts the days to %s on %s: %i', (expires, date, daysLeft, open, soon) => {
    const evidence = assembleEvidence(accepted(accepting(expires), date));
    expect(evidence.sites[0]?.acknowledgements).toEqual([
      { rule: 'HeartLab-VPN3', reason: 'old device', approvedBy: 'a@b.example', expires, daysLeft, findings: 1 },
    ]);
    expect(evidence.clean).toBe(open.length === 0);
    expect(evidence.attention.filter(({ level }) => level === 'act').map(({ what }) => what)).toEqual(open);
    expect(evidence.attention.filter(({ what }) => what.includes('expires on')).map(({ what }) => what)).toEqual(soon);
  });

  test('marks a working tree that differs from the commit, on the page too', () => {
    const commit = { ...sources().commit, changed: ['sites/x.yaml'] };
    const evidence = assembleEvidence(sources({ commit }));
    expect([evidence.clean, evidence.attention[0]?.level]).toEqual([true, 'mark']);
    for (const { content } of evidencePages(evidence).filter(({ path }) => path !== 'controls.html'))
      expect(content).toContain('The working tree differs from the commit in 1 file.');
    for (const { content } of evidencePages(assembleEvidence(sources())))
      expect(content).not.toContain('The working tree differs');
  });

  test('of files with errors states that no site was synthesized', () => {
    const evidence = assembleEvidence(
      sources({ templates: [], problems: [{ severity: 'error', line: 'sites/x.yaml:1:1  wrong' }] }),
    );
    expect([evidence.clean, evidence.problems]).toEqual([false, ['sites/x.yaml:1:1  wrong']]);
    expect(evidence.attention.map(({ what }) => what)).toContain('No site was synthesized.');
    expect(frontPage(evidence)).toContain('sites/x.yaml:1:1  wrong');
  });

  test('does not depend on the order of templates and findings', () => {
    const two = [violation('AwsSolutions-B', `${STACK}/b`), violation('AwsSolutions-A', `${STACK}/a`)];
    const other = {
      ...(sources().templates[0] as EvidenceSources['templates'][number]),
      stack: 'SiteStack-perth-clinic',
      content: templatesFor(aSite({ site: 'perth-clinic' })).site,
    };
    const one = sources({
      templates: [...sources().templates, other],
      report: reportOf({ pluginName: 'AwsSolutions', violations: two }),
    });
    const turned = sources({
      templates: one.templates.toReversed(),
      report: { pluginReports: [{ pluginName: 'AwsSolutions', violations: two.toReversed() }, VALIDATOR] },
    });
    expect(JSON.stringify(assembleEvidence(turned))).toBe(JSON.stringify(assembleEvidence(one)));
  });

  test('escapes the name of a site, in every page and in the picture', () => {
    const name = `Clinic <script>alert("1")</script> & 'Sons'`;
    const pages = evidencePages(assembleEvidence(sources({}, aSite({ name }))));
    expect(pages.map(({ path }) => path)).toEqual(['index.html', 'controls.html', 'hospitals/auckland-heart.html']);
    for (const { content } of pages.filter(({ path }) => path !== 'controls.html')) {
      expect(content).not.toMatch(/<script/i);
      expect(content).toContain('Clinic &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;Sons&#39;');
    }
  });

  test('replaces characters that hide text or reverse its direction', () => {
    expect(escapeHtml('a\u202eb\u0000c\ud800d\te<')).toBe('a\ufffdb\ufffdc\ufffdd\te&lt;');
  });

  test('every page is self-contained: it loads no address, runs no script, and links only to other pages', () => {
    const pages = evidencePages(assembleEvidence(accepted(accepting('2027-03-31'), '2026-11-24')));
    const paths = pages.map(({ path }) => path);
    for (const { path, content } of pages) {
      expect(content).not.toMatch(/<(script|link|img|iframe|object|embed)\b|\bon\w+=|url\((?!#)|@import|src=/i);
      expect(content).toContain("default-src 'none'");
      const ids = [...content.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const targets = [...content.matchAll(/href="([^"]*)"/g)].map(([, target]) => target ?? '');
      expect(targets.length).toBeGreaterThan(0);
      for (const target of targets) expect(paths).toContain(join(dirname(path), target));
    }
    expect(pages.find(({ path }) => path.startsWith('hospitals/'))?.content).toMatch(
      /<svg[^>]*role="img" aria-labelledby="(\S+) (\S+)"[\s\S]*<title id="\1">[\s\S]*<desc id="\2">/,
    );
  });
});
