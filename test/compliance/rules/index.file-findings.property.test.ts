import fc from 'fast-check';
import { judgeTemplate } from '../../../lib/compliance/rules';
import { fileFindings } from '../../../lib/config/findings';
import type { Site } from '../../../lib/config/model';
import { arbitraryPolicy } from '../../support/builders/arbitrary-site';
import { aManagedEnvironment, anEnvironment, anInterface, aPacs, aSite, aVpnSite } from '../../support/builders/sites';
import { runs } from '../../support/long';
import { siteTemplate } from '../../support/programs/cdk-app';

/** VPN3, DX1 and DX3 are checked in the site file and in the template, with the same results. */

const FROM_FILE = ['HeartLab-VPN3', 'HeartLab-DX1', 'HeartLab-DX3'];

const some = <T>(all: readonly T[]) => fc.uniqueArray(fc.constantFrom(...all), { minLength: 1 });
const vpn = arbitraryPolicy.map((ipsec) => aVpnSite({ ipsec }).vpn);
const lines = fc
  .integer({ min: 1, max: 3 })
  .map((count) => Array.from({ length: count }, (_, n) => anInterface({ name: `path-${n}`, vlan: 101 + n })));
const dicom = fc.record(
  {
    stow: fc.constantFrom({ auth: 'mtls' }, { auth: 'basic' }),
    dimse: some([104, 11112, 2762]).map((ports) => ({ ports, callingAeTitles: ['AKLCT1'] })),
    deliverTo: fc.array(
      fc.constantFrom(104, 443, 2762, 4242, 11112).map((port) => aPacs({ port })),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: ['stow'] },
);
const site: fc.Arbitrary<Site> = fc
  .tuple(fc.option(vpn, { nil: undefined }), fc.option(lines, { nil: undefined }), dicom)
  .filter(([vpn, lines]) => vpn !== undefined || lines !== undefined)
  .map(([vpn, virtualInterfaces, dicom]) =>
    aSite({ vpn, dicom, ...(virtualInterfaces === undefined ? {} : { directConnect: { virtualInterfaces } }) }),
  );

test('the template of any site has exactly the findings of its file', () => {
  fc.assert(
    fc.property(site, fc.boolean(), (site, managed) => {
      const template = siteTemplate(site, managed ? aManagedEnvironment() : anEnvironment()).toJSON();
      const found = judgeTemplate(template).flatMap(({ rule, findings }) => (findings.length > 0 ? [rule] : []));
      // Without undefined values, as the loader returns it: the file's rules would treat them as unreadable.
      const fromFile = fileFindings(JSON.parse(JSON.stringify(site))).map(({ rule }) => rule);
      // There are no other findings: the constructs' resources are clean for any file.
      expect(found.toSorted()).toEqual([...new Set(fromFile)].sort());
      expect(fromFile.every((rule) => FROM_FILE.includes(rule))).toBe(true);
    }),
    { numRuns: runs(120) },
  );
});
