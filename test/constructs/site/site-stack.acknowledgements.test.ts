import { Validations } from 'aws-cdk-lib';
import { acknowledgementProblems } from '../../../lib/compliance/acknowledgement-gate';
import { registerPacks } from '../../../lib/compliance/register-packs';
import { siteFindings } from '../../../lib/compliance/site-acknowledgements';
import { readValidationReport } from '../../../lib/compliance/validation-report';
import { siteStackName } from '../../../lib/config/naming/stack-contract';
import { SiteStack } from '../../../lib/constructs/site/site-stack';
import { anEnvironment, aVpnSite } from '../../support/builders/sites';
import { anApp } from '../../support/programs/cdk-app';

const entry = (rule: string) => ({
  rule,
  reason: 'The ASA has no SHA-2',
  approvedBy: 'security@heartlab.example',
  expires: '2027-03-31',
});

/** A site whose device supports only weak settings, and which accepts the findings about them. */
function accepting(...rules: readonly string[]) {
  const site = aVpnSite({ ipsec: 'eifu' }, { acknowledge: rules.map(entry) });
  const app = anApp();
  const stack = new SiteStack(app, siteStackName(site.site), { site, environment: anEnvironment() });
  registerPacks(app);
  return { site, app, stack, report: readValidationReport(app.synth().directory) };
}

describe('an acknowledgement in a site file', () => {
  test('is on the resource, with reason, approver and expiry date', () => {
    const { report, site } = accepting('HeartLab-VPN3');
    const ours = report.pluginReports.find(({ pluginName }) => pluginName === 'HeartLab');
    expect(ours?.violations).toEqual([]);
    expect(ours?.suppressedViolations).toEqual([
      expect.objectContaining({
        ruleName: 'HeartLab-VPN3',
        acknowledgedId: 'HeartLab::HeartLab-VPN3',
        acknowledgedAt: 'SiteStack-auckland-heart',
        reason: 'The ASA has no SHA-2 (approved by security@heartlab.example, until 2027-03-31)',
        violatingConstructs: [expect.objectContaining({ constructPath: 'SiteStack-auckland-heart/Vpn/Tunnels' })],
      }),
    ]);
    expect(siteFindings(report, [site])).toEqual([{ site: site.site, rule: 'HeartLab-VPN3' }]);
  });

  test('is checked with its line of the site file, and the gate checks all other acknowledgements of the stack', () => {
    const { app, report, site, stack } = accepting('HeartLab-VPN3', 'HeartLab-SG1');
    expect(acknowledgementProblems(app, report, { templateValidatorRan: false, sites: [site] })).toEqual([]);
    expect(acknowledgementProblems(app, report, { templateValidatorRan: false })).toEqual([
      expect.stringMatching(/^SiteStack-auckland-heart: .*HeartLab-SG1 matches no finding/),
    ]);
    Validations.of(stack).acknowledge({ id: 'HeartLab::HeartLab-SG2', reason: 'Agreed' });
    expect(acknowledgementProblems(app, report, { templateValidatorRan: false, sites: [site] })).toEqual([
      expect.stringMatching(/HeartLab-SG2 matches no finding/),
    ]);
  });
});
