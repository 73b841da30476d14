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

/** The problems of one entry of a site file: severity, rule and path. */
function problems(rule: string, findings: readonly SiteFinding[], today = '2027-03-31'): readonly string[] {
  const entry = { reason: 'Agreed with the hospital', approvedBy: 'security@heartlab.example', expires: '2027-03-31' };
  const sites = [aSite({ acknowledge: [{ rule, ...entry }] })];
  return siteAcknowledgementProblems({ loaded, sites, findings, today }).map(
    (problem) => `${problem.severity} ${problem.rule} ${problem.path}`,
  );
}

describe('the acknowledge entries of a site file, at synth', () => {
  test('pass if they match a finding, or if the loader checks them', () => {
    expect(problems('HeartLab-SG1', [{ site: 'auckland-heart', rule: 'HeartLab-SG1' }])).toEqual([]);
    expect(problems('HeartLab-VPN3', [])).toEqual([]);
  });

  test("fail if one matches no finding of the site's template", () => {
    expect(problems('HeartLab-SG1', [])).toEqual(['error acknowledgement-matches acknowledge.0']);
  });

  test('fail if only another site has the finding', () => {
    expect(problems('HeartLab-SG1', [{ site: 'perth-clinic', rule: 'HeartLab-SG1' }])).toHaveLength(1);
  });

  test('cause only a warning after their expiry, so that no date blocks an urgent deploy', () => {
    expect(problems('HeartLab-VPN3', [], '2027-04-01')).toEqual([
      'warning acknowledgement-expired acknowledge.0.expires',
    ]);
  });
});

describe('the findings of a site', () => {
  const violation = (ruleName: string, constructPath: string) => ({
    ruleName,
    violatingConstructs: [{ constructPath }],
  });

  test('are those of the HeartLab pack in its own stack, acknowledged or not', () => {
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
