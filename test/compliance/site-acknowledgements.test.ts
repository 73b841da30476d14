import {
  type SiteFinding,
  siteAcknowledgementProblems,
  siteFindings,
} from '../../lib/compliance/site-acknowledgements';
import type { LoadedFleet } from '../../lib/config/load/load';
import { aSite } from '../support/builders/sites';

const loaded: Pick<LoadedFleet, 'problemAt'> = {
  problemAt: (site, rule, { path, severity, wrong, write }) => ({
    severity: severity === 'warning' ? 'warning' : 'error',
    rule,
    file: `sites/${site}.yaml`,
    line: 1,
    column: 1,
    path: path.join('.'),
    wrong,
    write,
  }),
};

/** What is wrong with one entry of a site's file, by severity, rule and path. */
function problems(rule: string, findings: readonly SiteFinding[], today = '2027-03-31'): readonly string[] {
  const entry = { reason: 'Agreed with the hospital', approvedBy: 'security@heartlab.example', expires: '2027-03-31' };
  const sites = [aSite({ acknowledge: [{ rule, ...entry }] })];
  return siteAcknowledgementProblems({ loaded, sites, findings, today }).map(
    (problem) => `${problem.severity} ${problem.rule} ${problem.path}`,
  );
}

describe('the acknowledge entries of a site file, at synth', () => {
  test('pass when they match a finding, or the loader has judged them already', () => {
    expect(problems('HeartLab-SG1', [{ site: 'auckland-heart', rule: 'HeartLab-SG1' }])).toEqual([]);
    expect(problems('HeartLab-VPN3', [])).toEqual([]);
  });

  test("fails when an entry matches no finding of the site's template", () => {
    expect(problems('HeartLab-SG1', [])).toEqual(['error acknowledgement-matches acknowledge.0']);
  });

  test('fails when only another site has the finding', () => {
    expect(problems('HeartLab-SG1', [{ site: 'perth-clinic', rule: 'HeartLab-SG1' }])).toHaveLength(1);
  });

  test('past its last day an entry is a warning, never an error: no calendar blocks an urgent deploy', () => {
    expect(problems('HeartLab-VPN3', [], '2027-04-01')).toEqual([
      'warning acknowledgement-expired acknowledge.0.expires',
    ]);
  });
});

describe('what the pack found of a site', () => {
  const violation = (ruleName: string, constructPath: string) => ({
    ruleName,
    violatingConstructs: [{ constructPath }],
  });

  test('are its findings, acknowledged or not, in its own stack, of this pack alone', () => {
    const report = {
      pluginReports: [
        { pluginName: 'AwsSolutions', violations: [violation('AwsSolutions-VPC7', 'SiteStack-auckland-heart/Vpc')] },
        {
          pluginName: 'HeartLab',
          violations: [
            violation('HeartLab-SG1', 'SiteStack-auckland-heart/Dicom/DicomSecurityGroup'),
            violation('HeartLab-SG2', 'SiteStack-auckland-heart-2/Dicom/DicomSecurityGroup'),
          ],
          suppressedViolations: [
            {
              ...violation('HeartLab-VPN3', 'SiteStack-auckland-heart/Vpn/Tunnels'),
              acknowledgedId: 'HeartLab::HeartLab-VPN3',
            },
          ],
        },
      ],
    };
    expect(siteFindings(report, [aSite()])).toEqual([
      { site: 'auckland-heart', rule: 'HeartLab-SG1' },
      { site: 'auckland-heart', rule: 'HeartLab-VPN3' },
    ]);
  });
});
