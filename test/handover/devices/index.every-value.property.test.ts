import fc from 'fast-check';
import { deliveryAddress } from '../../../lib/config/addressing/addressing';
import { allBut } from '../../../lib/config/addressing/cidr-complement';
import { DEVICE_IDS, type DeviceId } from '../../../lib/config/devices';
import type { Site } from '../../../lib/config/model';
import {
  ENCRYPTION_ALGORITHMS,
  effectivePolicy,
  INTEGRITY_ALGORITHMS,
  isGcm,
  PHASE2_DH_GROUPS,
  WEAK_VALUES,
} from '../../../lib/config/proposals';
import { deviceFiles } from '../../../lib/handover/devices';
import { DEVICE_CAPABILITIES } from '../../../lib/handover/devices/capabilities';
import { DeviceLimitError } from '../../../lib/handover/devices/limits';
import type { VpnHandoverFacts } from '../../../lib/handover/facts';
import { type LiveSite, PREVIEW_SITE } from '../../../lib/handover/live-site';
import { halvesOf, maskOf, networkOf, withWildcard } from '../../../lib/handover/netmask';
import { isHospitals, placeholdersIn } from '../../../lib/handover/placeholder';
import { type IpsecPhase, NoCommonProposalError } from '../../../lib/handover/recommended';
import { arbitraryLive, arbitrarySite, KEY_REFERENCES } from '../../support/builders/arbitrary-site';
import { vpnFactsOf } from '../../support/builders/handover-sites';
import { secretsIn } from '../../support/builders/secrets';
import { runs } from '../../support/long';
import { dhGroupsIn, lifetimesIn, namesEncryption, namesIntegrity, numbersOfBgp } from './spellings';

/** Over random sites: every value in a file is the site's own or a documented constant, and within its policy. */

const RUNS = { numRuns: runs(150) };

/** The phases in which a combination exists, and whether one without a weak value does: worked out apart from the code under test. */
function possible(site: Site, device: DeviceId, phase: IpsecPhase): { readonly any: boolean; readonly good: boolean } {
  if (site.vpn === undefined) return { any: false, good: false };
  const policy = effectivePolicy(site.vpn.ipsec)[phase];
  const can = DEVICE_CAPABILITIES[device][phase];
  const all = policy.encryption.flatMap((encryption) =>
    (policy.dhGroups as readonly number[]).flatMap((dhGroup) =>
      policy.integrity
        .filter(() => can.encryption.includes(encryption) && can.dhGroups.includes(dhGroup))
        .filter((hash) => (phase === 'phase2' && isGcm(encryption)) || can.integrity.includes(hash))
        .filter(
          (hash) =>
            phase === 'phase2' || !isGcm(encryption) || can.gcmPrf === undefined || can.gcmPrf[dhGroup] === hash,
        )
        .map(
          (hash) =>
            !WEAK_VALUES.dhGroups.includes(dhGroup) &&
            ((phase === 'phase2' && isGcm(encryption)) || !WEAK_VALUES.integrity.includes(hash)),
        ),
    ),
  );
  return { any: all.length > 0, good: all.includes(true) };
}

/** The facts, or undefined where device and policy have nothing in common, which then must be so. */
function factsOf(site: Site, live: LiveSite, device: DeviceId): VpnHandoverFacts | undefined {
  const common = possible(site, device, 'phase1').any && possible(site, device, 'phase2').any;
  try {
    const facts = vpnFactsOf(site, live, device);
    expect(common).toBe(true);
    const possible = !(site.vpn?.routing === 'bgp' && NO_BGP.includes(device));
    if (!possible) expect(() => deviceFiles(facts)).toThrow(DeviceLimitError);
    return possible ? facts : undefined;
  } catch (error) {
    if (!(error instanceof NoCommonProposalError)) throw error;
    expect(common).toBe(false);
    return undefined;
  }
}

const textOf = (facts: VpnHandoverFacts): string =>
  deviceFiles(facts)
    .map((file) => file.text)
    .join('');

/**
 * Devices whose public pages describe no BGP in a tunnel. Azure does BGP with 169.254.21.* and 169.254.22.* alone, which are not among
 * the random addresses here.
 */
const NO_BGP: readonly DeviceId[] = ['meraki-mx', 'draytek', 'unifi', 'azure-vpn-gateway'];
/** They have no field for an address inside a tunnel, or need one for BGP alone. */
const NO_INSIDE: readonly DeviceId[] = ['meraki-mx', 'draytek', 'azure-vpn-gateway'];

const isComment = (line: string): boolean => /^[!#]/.test(line);
const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !isComment(line) && !line.startsWith('Also permitted'))
    .join('\n');

/** RouterOS's policies for what isn't HeartLab's hold every other address there is. */
const EXEMPT =
  /^\/ip ipsec policy add comment="heartlab-not" action=none src-address=0\.0\.0\.0\/0 dst-address=(\S+)$/gm;

function ownAddresses(facts: VpnHandoverFacts): Set<string> {
  const { vpn, hospitalCidrs, cloudCidr, deliveryAddresses, deliveries, endpointAddresses } = facts;
  // A device that can't have a second route for a block has its halves.
  const cidrs = [...hospitalCidrs, cloudCidr, ...halvesOf(cloudCidr)];
  const hosts = [...deliveryAddresses, ...[...deliveries, ...endpointAddresses].map(({ address }) => address)];
  return new Set([
    vpn.publicIp,
    ...vpn.tunnels.flatMap(({ outsideAddress, inside }) => [
      outsideAddress,
      `${outsideAddress}/32`,
      inside.aws,
      inside.device,
      `${inside.device}/30`,
      inside.mask,
    ]),
    ...cidrs.flatMap((cidr) => [cidr, networkOf(cidr), maskOf(cidr), withWildcard(cidr).split(' ')[1] ?? '']),
    ...hosts.flatMap((host) => [host, `${host}/32`]),
    // Traffic selectors of everything, and a host's mask.
    ...['0.0.0.0', '0.0.0.0/0', '255.255.255.255'],
  ]);
}

describe.each(DEVICE_IDS)('%s', (device) => {
  /** The tests of a device draw the same sites, unless it is the weekly run. */
  const known = new Map<string, readonly [VpnHandoverFacts, string] | undefined>();
  const factsAndText = (site: Site, live: LiveSite) => {
    const key = JSON.stringify([site, live]);
    if (!known.has(key)) {
      const facts = factsOf(site, live, device);
      known.set(key, facts && [facts, textOf(facts)]);
    }
    return known.get(key);
  };
  afterAll(() => known.clear());

  const everywhere = (check: (facts: VpnHandoverFacts, text: string, site: Site, live: boolean) => void): void => {
    fc.assert(
      fc.property(arbitrarySite, fc.oneof(arbitraryLive, fc.constant(PREVIEW_SITE)), (site, live) => {
        const found = factsAndText(site, live);
        if (found !== undefined) check(...found, site, live !== PREVIEW_SITE);
      }),
      RUNS,
    );
  };

  test('every address is the site’s own', () => {
    everywhere((facts, text) => {
      const own = ownAddresses(facts);
      const exempt = [...text.matchAll(EXEMPT)].map(([, cidr = '']) => cidr);
      if (device === 'mikrotik') {
        expect(exempt).toEqual(allBut([facts.cloudCidr, ...facts.vpn.tunnels.map(({ inside }) => inside.cidr)]));
      }
      const found = text.replace(EXEMPT, '').match(/\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?/g) ?? [];
      expect(found.filter((address) => !own.has(address))).toEqual([]);
      for (const { outsideAddress, inside } of facts.vpn.tunnels) {
        const addresses = NO_INSIDE.includes(device) ? [outsideAddress] : [outsideAddress, inside.device, inside.aws];
        for (const address of addresses) expect(text).toContain(address);
      }
    });
  });

  test('every number of BGP is the site’s own, and each CIDR is announced as it is', () => {
    everywhere(({ vpn, hospitalCidrs }, text) => {
      const { routing } = vpn;
      // With the lines that a device without BGP needs besides.
      const found = numbersOfBgp(withoutComments(text.replace(/^[!#] {2}(?=\S)/gm, '')));
      if (routing.kind === 'static') return expect(found).toEqual([]);
      expect(new Set(found)).toEqual(new Set([routing.asn, routing.awsAsn]));
      for (const cidr of hospitalCidrs) {
        expect(text.includes(cidr) || text.includes(`${networkOf(cidr)} ${maskOf(cidr)}`)).toBe(true);
      }
    });
  });

  test('no algorithm but the recommended ones, which policy and device both have', () => {
    everywhere(({ vpn }, text, site) => {
      const { phase1, phase2 } = vpn.proposals.recommended;
      const body = withoutComments(text);
      const encryptions = [phase1.encryption, phase2.encryption];
      expect(ENCRYPTION_ALGORITHMS.filter((value) => namesEncryption(body, value))).toEqual(
        ENCRYPTION_ALGORITHMS.filter((value) => encryptions.includes(value)),
      );
      const integrities = [phase1.integrity, phase2.integrity];
      // The PRF may be named: some devices derive it themselves.
      const decided = INTEGRITY_ALGORITHMS.filter((value) => integrities.includes(value) || value !== phase1.prf);
      expect(decided.filter((value) => namesIntegrity(body, value))).toEqual(
        decided.filter((value) => integrities.includes(value)),
      );
      expect(new Set(dhGroupsIn(body))).toEqual(new Set([phase1.dhGroup, phase2.dhGroup]));
      expect(PHASE2_DH_GROUPS).toEqual(expect.arrayContaining([phase1.dhGroup, phase2.dhGroup]));
      for (const phase of ['phase1', 'phase2'] as const) {
        const proposal = vpn.proposals.recommended[phase];
        const policy = site.vpn && effectivePolicy(site.vpn.ipsec)[phase];
        const can = DEVICE_CAPABILITIES[device][phase];
        expect([policy?.encryption, can.encryption].every((list) => list?.includes(proposal.encryption))).toBe(true);
        const groups: readonly (readonly number[] | undefined)[] = [policy?.dhGroups, can.dhGroups];
        expect(groups.every((list) => list?.includes(proposal.dhGroup))).toBe(true);
        for (const hash of [proposal.integrity, proposal.prf]) {
          if (hash !== undefined)
            expect([policy?.integrity, can.integrity].every((list) => list?.includes(hash))).toBe(true);
        }
        expect(proposal.weak).toBe(!possible(site, device, phase).good);
        if (proposal.weak) expect(text).toContain('LEGACY');
      }
    });
  });

  test('lifetimes, MSS and nothing longer than the dead peer timeout', () => {
    everywhere(({ vpn }, text) => {
      const { phase1, phase2 } = vpn.proposals.recommended;
      const body = withoutComments(text);
      // Azure chooses the lifetime of phase 1 itself.
      const entered = device === 'azure-vpn-gateway' ? [phase2] : [phase1, phase2];
      expect(new Set(lifetimesIn(body))).toEqual(new Set(entered.map(({ lifetimeSeconds }) => lifetimeSeconds)));
      // The ASA has one MSS for all traffic, 1380 by default: only a lower one is named, to enter by hand.
      if (device === 'cisco-asa')
        expect(text.match(/^! {2}sysopt connection tcpmss .*$/gm) ?? []).toEqual(
          vpn.mtu.mss < 1380 ? [`!  sysopt connection tcpmss ${vpn.mtu.mss}`] : [],
        );
      else if (device === 'palo-alto') expect(body).toContain(`mtu ${vpn.mtu.mtu}\n`);
      else expect(body).toMatch(new RegExp(`(?:mss|MSS|size set)\\D*${vpn.mtu.mss}\\b`));
      const dpd =
        /(?:\bdpd (?=\d)|keepalive threshold |detection interval |dpd interval |dpd-retryinterval |dpd_delay = |dpd-interval=|dpdTimeoutSeconds: |[Dd]ead [Pp]eer [Dd]etection[^|\n]*\| `)(\d+)/g;
      for (const [, seconds = ''] of body.matchAll(dpd))
        expect(Number(seconds)).toBeLessThanOrEqual(vpn.dpdTimeoutSeconds);
    });
  });

  test('blanks stand for what the hospital or AWS alone knows, and the heading lists each', () => {
    everywhere((facts, text, _site, live) => {
      const others = placeholdersIn(text).filter((one) => !isHospitals(one));
      expect(others.filter((one) => !one.startsWith('<ENDPOINT-ADDRESS-')).sort()).toEqual(
        live ? [] : ['<TUNNEL-1-OUTSIDE-ADDRESS>', '<TUNNEL-2-OUTSIDE-ADDRESS>'],
      );
      for (const file of deviceFiles(facts)) {
        for (const one of placeholdersIn(file.text))
          expect(file.text).toMatch(new RegExp(`^(?:[!#]|//)   ${one}  \\S|^\\| \`${one}\` \\| \\S`, 'm'));
      }
    });
  });

  test('no secret, no reference to one, nothing of the site’s free text', () => {
    everywhere((_facts, text) => {
      expect(secretsIn(text)).toEqual([]);
      for (const reference of KEY_REFERENCES) expect(text).not.toContain(reference);
      expect(text).not.toMatch(/Random "Site"|'; reload/);
    });
  });

  test('the same text every time, plain and clean', () => {
    everywhere((facts, text) => {
      expect(textOf(facts)).toBe(text);
      for (const file of deviceFiles(facts)) {
        expect(file.text).toMatch(/[^\n]\n$/);
        expect(file.text).not.toMatch(/[^\x20-\x7e\n]| $|undefined|NaN|\[object/m);
        expect(file.name).toMatch(/^[a-z0-9.-]+$/);
      }
    });
  });

  test('results come from the delivery addresses of the site', () => {
    everywhere(({ deliveryAddresses, cloudCidr, deliveries }) => {
      expect(deliveryAddresses).toEqual(
        deliveries.length === 0 ? [] : [0, 1].map((slot) => deliveryAddress(cloudCidr, slot)),
      );
    });
  });
});
