import { assembleEvidence } from '../../../lib/compliance/evidence/assemble';
import { evidencePages } from '../../../lib/compliance/evidence/html/pages';
import { acknowledgementText, byDesign } from '../../../lib/config/design-decisions';
import { ENVIRONMENT, templatesFor } from '../../support/builders/evidence-inputs';
import { aSite } from '../../support/builders/sites';

/** Findings that the design accepts: owner, date, and what happens at the date. */

const STACK = 'SiteStack-auckland-heart';
const { site: content } = templatesFor(aSite());
const accepted = (rule: string, reason: string) => ({
  ruleName: rule,
  description: 'what was found',
  severity: 'error',
  violatingConstructs: [{ constructPath: `${STACK}/Vpc` }],
  acknowledgedId: `AwsSolutions::${rule}`,
  acknowledgedAt: `${STACK}/Vpc`,
  reason,
});

function evidenceOn(date: string) {
  const rules = { 'AwsSolutions-SMG4': 1, 'AwsSolutions-IAM5': 1, 'AwsSolutions-EC23': 1 };
  return assembleEvidence({
    date,
    commit: { hash: 'c'.repeat(40), date: '2026-11-24T00:00:00Z', changed: [] },
    tools: {},
    problems: [],
    environments: [ENVIRONMENT],
    templates: [{ stack: STACK, file: `${STACK}.template.json`, sha256: 'f'.repeat(64), content }],
    packs: ['AwsSolutions'],
    record: {
      packs: {
        AwsSolutions: {
          version: '1.0.0',
          stacks: {
            [STACK]: {
              resources: 30,
              rules: Object.fromEntries(
                Object.entries(rules).map(([rule, findings]) => [rule, { judged: 1, findings, threw: 0 }]),
              ),
            },
          },
        },
      },
    },
    report: {
      pluginReports: [
        { pluginName: 'CloudFormation Validate', pluginVersion: '1.2.3', violations: [] },
        {
          pluginName: 'AwsSolutions',
          violations: [],
          suppressedViolations: [
            accepted(
              'AwsSolutions-SMG4',
              acknowledgementText(byDesign('no-automatic-rotation', 'The hospital agrees.')),
            ),
            accepted('AwsSolutions-IAM5', acknowledgementText(byDesign('no-automatic-rotation', 'Another one.'))),
            accepted('AwsSolutions-EC23', 'from a site file (approved by a@b.example, until 2027-01-01)'),
          ],
        },
      ],
    },
  });
}
const OWNED = { decision: 'no-automatic-rotation', owner: 'HeartLab security', reviewBy: '2027-05-31' };

describe('findings that the design accepts', () => {
  test('have the owner and the date of the decision, apart from the reason', () => {
    const evidence = evidenceOn('2026-12-01');
    expect(evidence.sites[0]?.findings.map(({ rule, acknowledged }) => [rule, acknowledged])).toEqual([
      [
        'AwsSolutions-EC23',
        {
          at: `${STACK}/Vpc`,
          reason: 'from a site file (approved by a@b.example, until 2027-01-01)',
          review: undefined,
        },
      ],
      ['AwsSolutions-IAM5', { at: `${STACK}/Vpc`, reason: 'Another one.', review: { ...OWNED, daysLeft: 181 } }],
      [
        'AwsSolutions-SMG4',
        { at: `${STACK}/Vpc`, reason: 'The hospital agrees.', review: { ...OWNED, daysLeft: 181 } },
      ],
    ]);
    expect(evidence.decisions).toEqual([
      { ...OWNED, daysLeft: 181, rules: ['AwsSolutions-IAM5', 'AwsSolutions-SMG4'], findings: 2 },
    ]);
    const page = evidencePages(evidence).find(({ path }) => path === 'hospitals/auckland-heart.html')?.content ?? '';
    expect(page).toMatch(
      /<td>The hospital agrees\.<\/td><td>HeartLab security<\/td><td><span class="num">2027-05-31<\/span><br><span class="quiet">181 days left<\/span><\/td>/,
    );
  });

  test.each([
    ['2027-03-31', true, undefined, undefined],
    [
      '2027-04-02',
      true,
      'The design decision no-automatic-rotation must be reviewed by HeartLab security by 2027-05-31, in 59 days.',
      '59 days left',
    ],
    [
      '2027-05-31',
      true,
      'The design decision no-automatic-rotation must be reviewed by HeartLab security by 2027-05-31, in 0 days.',
      '0 days left',
    ],
    [
      '2027-06-01',
      false,
      'The review of the design decision no-automatic-rotation by HeartLab security was due by 2027-05-31.',
      'ended',
    ],
  ])('on %s: clean %s, %s', (date, clean, item, shown) => {
    const evidence = evidenceOn(date);
    expect(evidence.clean).toBe(clean);
    expect(evidence.attention.filter(({ what }) => what.includes('design decision'))).toEqual(
      item === undefined ? [] : [{ level: clean ? 'look' : 'act', what: item, subjects: ['auckland-heart'] }],
    );
    // On the front page and on the hospital's page, among the risks.
    for (const { content: page } of evidencePages(evidence).filter(({ path }) => /index|hospitals/.test(path))) {
      const row = page.match(/<tr>.*<\/tr>/g)?.find((line) => line.includes('acknowledgement ending'));
      expect(row?.includes(`design decision ${OWNED.decision}`)).toBe(shown === undefined ? undefined : true);
      if (shown !== undefined) expect(row).toContain(shown);
      if (shown !== undefined) expect(row).toContain('AwsSolutions-IAM5, AwsSolutions-SMG4');
    }
  });
});
