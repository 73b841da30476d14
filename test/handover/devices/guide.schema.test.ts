import fc from 'fast-check';
import { DEVICE_IDS } from '../../../lib/config/devices';
import { deviceFiles } from '../../../lib/handover/devices';
import { DeviceLimitError } from '../../../lib/handover/devices/limits';
import { NoCommonProposalError } from '../../../lib/handover/recommended';
import { arbitraryLive, arbitrarySite } from '../../support/builders/arbitrary-site';
import { aVpnSite, LIVE, STATIC_SITE, vpnFactsOf } from '../../support/builders/handover-sites';
import { runs } from '../../support/long';
import { GUIDE_FACTS, type GuideFacts } from './guide-facts';

/** Over random sites: a guide has the administrator select only what the vendor's own list has. */

/** The field and the value of each row of a guide's tables. */
const rowsOf = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/^\| (.+?) \| `(.+?)` \|$/gm)].map(([, field = '', value = '']) => [field, value] as const);

function strangers(text: string, { fields, spelled }: GuideFacts): readonly string[] {
  return rowsOf(text).flatMap(([field, value]) => {
    const permitted = fields[field];
    return permitted === undefined || permitted.includes(spelled(value)) ? [] : [`${field}: ${value}`];
  });
}

const CASES = DEVICE_IDS.flatMap((device) => {
  const facts = GUIDE_FACTS[device];
  return facts === undefined ? [] : [[device, facts] as const];
});

const both = (phase: object) => ({ phase1: phase, phase2: phase });
const FIXED = [
  aVpnSite({ ...STATIC_SITE.vpn, ipsec: 'eifu' }),
  aVpnSite({
    ...STATIC_SITE.vpn,
    ipsec: both({ encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14] }),
  }),
];

test.each(CASES)('%s: only what the list of the vendor has', (device, facts) => {
  // Sites that together have every field, whatever the random ones have.
  const seen = new Set(
    FIXED.flatMap((site) => deviceFiles(vpnFactsOf(site, LIVE, device))).flatMap(({ text }) => {
      expect(strangers(text, facts)).toEqual([]);
      return rowsOf(text).map(([field]) => field);
    }),
  );
  fc.assert(
    fc.property(arbitrarySite, arbitraryLive, (site, live) => {
      try {
        for (const { text } of deviceFiles(vpnFactsOf(site, live, device))) {
          expect(strangers(text, facts)).toEqual([]);
        }
      } catch (error) {
        if (!(error instanceof NoCommonProposalError || error instanceof DeviceLimitError)) throw error;
      }
    }),
    { numRuns: runs(150) },
  );
  // Each field of the facts is one of the guide, so that no list is passed over.
  expect(Object.keys(facts.fields).filter((field) => !seen.has(field))).toEqual([]);
});

test('a value that the list lacks is found', () => {
  const row = (field: string, value: string): string => `| ${field} | \`${value}\` |`;
  const of = (device: 'meraki-mx' | 'check-point' | 'pfsense', text: string) => {
    const facts = GUIDE_FACTS[device];
    return facts && strangers(text, facts);
  };
  expect(of('meraki-mx', row('Phase 1 - Diffie-Hellman group', '20'))).toEqual(['Phase 1 - Diffie-Hellman group: 20']);
  expect(of('check-point', row('Encryption Method', 'IKEv3 only'))).toEqual(['Encryption Method: IKEv3 only']);
  expect(of('pfsense', row('Child SA Start Action', 'Initiate at start'))).toHaveLength(1);
  expect(of('pfsense', row('Mode', 'Routed (VTI)'))).toEqual([]);
});
