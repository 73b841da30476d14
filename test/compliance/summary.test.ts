import { findingCounts, summaryLine, summaryLines } from '../../lib/compliance/summary';
import { aDirectSite, anInterface, aSite, aVpnSite } from '../support/builders/sites';

const none = { open: 0, acknowledged: 0 };

describe('the summary of synth', () => {
  test('has the CIDRs of a site, its connection, ports and findings', () => {
    expect(summaryLine(aSite(), { open: 0, acknowledged: 2 })).toBe(
      'auckland-heart: 10.20.0.0/22 to 100.64.0.0/26 by VPN with 203.0.113.10 (BGP, AS 65010, strong proposals); STOW-RS 443 (mTLS); findings: 0 open, 2 acknowledged',
    );
  });

  test('counts the hospital CIDRs after the first, and lists the DIMSE ports in order', () => {
    const site = aVpnSite(
      { routing: 'static', gateway: { publicIp: '203.0.113.10', device: 'generic' } },
      {
        network: { hospitalCidrs: ['10.20.0.0/22', '10.30.0.0/22', '10.40.0.0/22'], cloudCidr: '100.64.0.0/26' },
        dicom: { stow: { auth: 'basic' }, dimse: { ports: [2762, 104] } },
      },
    );
    expect(summaryLine(site, none)).toMatch(
      /^auckland-heart: 10\.20\.0\.0\/22 and 2 more to .* \(static routes, strong proposals\); STOW-RS 443 \(Basic\), DIMSE 104, 2762;/,
    );
  });

  test('lists the connections and VLANs of Direct Connect, with and without a VPN', () => {
    expect(summaryLine(aDirectSite(), none)).toContain(
      ' by Direct Connect (dxcon-fg1a2b3c VLAN 101, dxcon-fh4d5e6f VLAN 101); ',
    );
    expect(summaryLine(aDirectSite([anInterface()], { vpn: aSite().vpn }), none)).toContain(
      ' by Direct Connect (dxcon-fg1a2b3c VLAN 101) and VPN with 203.0.113.10 ',
    );
  });

  test("counts each finding of the site's own stack once, accepted in code or in the site file", () => {
    const finding = (constructPath: string) => ({ ruleName: 'R', violatingConstructs: [{ constructPath }] });
    const report = {
      pluginReports: [
        {
          pluginName: 'AwsSolutions',
          violations: [finding('SiteStack-auckland-heart/Network'), finding('SiteStack-auckland-heart-2/Network')],
          suppressedViolations: [{ ...finding('SiteStack-auckland-heart/Vpn'), acknowledgedId: 'AwsSolutions::R' }],
        },
        {
          pluginName: 'HeartLab',
          violations: [],
          suppressedViolations: [
            { ...finding('SiteStack-auckland-heart/Vpn/Tunnels'), acknowledgedId: 'HeartLab::HeartLab-VPN3' },
          ],
        },
      ],
    };
    const acknowledge = [
      { rule: 'HeartLab-VPN3', reason: 'No SHA-2 in its ASA', approvedBy: 'a@b.example', expires: '2027-03-31' },
    ];
    expect(findingCounts(report)(aSite({ acknowledge }))).toEqual({ open: 1, acknowledged: 2 });
  });

  describe('the lines after synth', () => {
    const sites = [aSite(), aSite({ site: 'perth-clinic' })];
    const reportOf = (violations: readonly string[], suppressed: readonly string[]) => {
      const found = (paths: readonly string[]) =>
        paths.map((constructPath) => ({
          ruleName: 'R',
          acknowledgedId: 'R',
          violatingConstructs: [{ constructPath }],
        }));
      return {
        pluginReports: [
          { pluginName: 'AwsSolutions', violations: found(violations), suppressedViolations: found(suppressed) },
        ],
      };
    };

    test('one line for all sites, without hospital names', () => {
      const report = reportOf(
        [],
        ['SiteStack-auckland-heart/A', 'SiteStack-perth-clinic/A', 'SiteStack-perth-clinic/B'],
      );
      expect(summaryLines(sites, report, false)).toEqual(['2 sites; findings: 0 open, 3 acknowledged']);
      expect(summaryLines(sites.slice(0, 1), report, false)).toEqual(['1 site; findings: 0 open, 1 acknowledged']);
    });

    test('a site with an open finding has its own line', () => {
      const report = reportOf(['SiteStack-perth-clinic/A'], []);
      expect(summaryLines(sites, report, false)).toEqual([
        expect.stringMatching(/^perth-clinic: .*; findings: 1 open, 0 acknowledged$/),
        '2 sites; findings: 1 open, 0 acknowledged',
      ]);
    });

    test('only the selected site has its own line', () => {
      expect(summaryLines(sites.slice(0, 1), reportOf([], []), true)).toEqual([
        expect.stringMatching(/^auckland-heart: .*; findings: 0 open, 0 acknowledged$/),
      ]);
    });
  });
});
