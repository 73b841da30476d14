import { assembleEvidence, type EvidenceSources } from '../../../lib/compliance/evidence/assemble';
import type { SiteEvidence } from '../../../lib/compliance/evidence/evidence';
import { frontPage } from '../../../lib/compliance/evidence/html/page';
import { evidencePages } from '../../../lib/compliance/evidence/html/pages';
import type { Environment, Site } from '../../../lib/config/model';
import { ENVIRONMENT, templatesFor } from '../../support/builders/evidence-inputs';
import { anInterface, aSite, aVpnSite } from '../../support/builders/sites';

/** The risks that an auditor looks for, read from templates, with the approval of the site file. */

function evidenceOf(site: Site, environment: Environment = ENVIRONMENT, date = '2026-11-24') {
  const { site: content, cell } = templatesFor(site, environment);
  const template = (stack: string, of: unknown): EvidenceSources['templates'][number] => ({
    stack,
    file: `${stack}.template.json`,
    sha256: 'f'.repeat(64),
    content: of,
  });
  return assembleEvidence({
    date,
    commit: { hash: 'c'.repeat(40), date: '2026-11-24T00:00:00Z', changed: [] },
    tools: {},
    problems: [],
    environments: [environment],
    templates: [template(`SiteStack-${site.site}`, content), template(`CellStack-${site.site}`, cell)],
    packs: [],
    record: { packs: {} },
    report: { pluginReports: [] },
  });
}
const risksOf = (site: Site, date?: string) => evidenceOf(site, ENVIRONMENT, date).sites[0]?.risks ?? [];
const accepts = (rule: Site['acknowledge'][number]['rule'], expires = '2027-09-30') => ({
  acknowledge: [{ rule, reason: 'old device', approvedBy: 'ciso@hospital.example', expires }],
});
const APPROVED = { approvedBy: 'ciso@hospital.example', expires: '2027-09-30', daysLeft: 310 };

describe('risks of a hospital', () => {
  test('a site with a strong policy, STOW-RS only and no acknowledgement has none', () => {
    expect(risksOf(aVpnSite({ ipsec: 'strong' }))).toEqual([]);
  });

  test('weak algorithms are listed with their phases and with the approval of HeartLab-VPN3', () => {
    expect(risksOf(aVpnSite({ ipsec: 'eifu' }, accepts('HeartLab-VPN3')))).toEqual([
      {
        kind: 'weak algorithms',
        // The eIFU permits group 5 in phase 2 only.
        what: 'SHA1 (phases 1 and 2), DH group 2 (phases 1 and 2), DH group 5 (phase 2), DH group 22 (phases 1 and 2), DH group 23 (phases 1 and 2), DH group 24 (phases 1 and 2)',
        approval: { rule: 'HeartLab-VPN3', ...APPROVED },
      },
    ]);
  });

  test('DIMSE in clear within AWS and to the gate has no approval; over Direct Connect it has that of HeartLab-DX1', () => {
    const risks = risksOf(
      aSite({
        directConnect: { virtualInterfaces: [anInterface()] },
        dicom: { stow: { auth: 'mtls' }, dimse: { ports: [104, 11112, 2762] } },
        ...accepts('HeartLab-DX1'),
      }),
    );
    const clear = risks.filter(({ kind }) => kind === 'clear-text path');
    expect(clear.map(({ what, approval }) => [what, approval?.approvedBy])).toEqual([
      [
        'port 104, 11112, hospital, by Direct Connect → virtual private gateway: not encrypted',
        'ciso@hospital.example',
      ],
      [
        'port 104, 11112, virtual private gateway → interface endpoint, PrivateLink, load balancer of the hospital’s cell: not encrypted',
        undefined,
      ],
      [
        'port 104, 11112, load balancer of the hospital’s cell → gate of the hospital’s cell: not encrypted, in the ingest’s VPC',
        undefined,
      ],
      [
        'port 2762, load balancer of the hospital’s cell → gate of the hospital’s cell: TLS ends here; not encrypted to the gate, in the ingest’s VPC',
        undefined,
      ],
    ]);
    const [line] = risks.filter(({ kind }) => kind === 'unencrypted line');
    expect(line?.what).toContain('neither MACsec nor a VPN');
    expect(line?.what).toContain(anInterface().connectionId);
  });

  test.each([
    ['2026-11-23', -1, true],
    ['2027-01-23', 60, true],
    ['2027-01-24', 61, false],
  ])('an acknowledgement until %s, %i days away, is listed: %s', (expires, daysLeft, listed) => {
    const ending = risksOf(aVpnSite({ ipsec: 'eifu' }, accepts('HeartLab-VPN3', expires))).filter(
      ({ kind }) => kind === 'acknowledgement ending',
    );
    expect(ending.map(({ what, approval }) => [what, approval?.daysLeft])).toEqual(
      listed ? [['HeartLab-VPN3: old device', daysLeft]] : [],
    );
  });

  test('the front page shows hospital, approver and last day, and links to the hospital’s page', () => {
    const evidence = evidenceOf(aVpnSite({ ipsec: 'eifu' }, accepts('HeartLab-VPN3')));
    const row = frontPage(evidence)
      .match(/<tr>.*<\/tr>/g)
      ?.find((line) => line.includes('weak algorithms'));
    for (const text of ['hospitals/auckland-heart.html', 'SHA1', 'ciso@hospital.example', '2027-09-30'])
      expect(row).toContain(text);
    // Before the items and the summary.
    const page = frontPage(evidence);
    expect(page.indexOf('weak algorithms')).toBeLessThan(page.indexOf('Open items, and'));
  });
});

describe('the front page of a large fleet', () => {
  test('grows by at most 1 kB for each hospital, even if each has every risk', () => {
    const evidence = evidenceOf(
      aSite({
        vpn: aVpnSite({ ipsec: 'eifu' }).vpn,
        directConnect: { virtualInterfaces: [anInterface()] },
        dicom: { stow: { auth: 'mtls' }, dimse: { ports: [104, 11112, 2762] } },
        ...accepts('HeartLab-VPN3', '2026-12-01'),
      }),
    );
    const [first] = evidence.sites;
    expect(new Set(first?.risks.map(({ kind }) => kind)).size).toBe(4);
    const of = (count: number) => {
      const sites = Array.from(
        { length: count },
        (_, index): SiteEvidence => ({
          ...(first as SiteEvidence),
          site: `hospital-number-${index}`,
          name: `The Regional Hospital of Place ${index}`,
        }),
      );
      const attention = evidence.attention.map((item) => ({ ...item, subjects: sites.map(({ site }) => site) }));
      return evidencePages({ ...evidence, sites, attention });
    };
    const bytes = (count: number) => Buffer.byteLength(of(count)[0]?.content ?? '');
    expect(of(1000)).toHaveLength(1002);
    expect((bytes(1000) - bytes(100)) / 900).toBeLessThan(1024);
  });
});
