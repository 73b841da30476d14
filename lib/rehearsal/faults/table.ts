import type { VpnHandoverFacts } from '../../handover/facts';
import { waitUntil } from '../lab/run';
import { addressFaults } from './address-faults';
import type { HospitalMistake, MinimalTestbed } from './fault';

/** The known mistakes of hospital administrators, in the order in which a connection comes up. */

/** Waits until the hospital, AWS's side or both have logged it: they write their lines at different times. */
const logged =
  (pattern: RegExp, by: 'one side' | 'both sides' = 'one side') =>
  async ({ device, endpoint }: MinimalTestbed) => {
    await waitUntil(
      `the log of ${by} contains ${pattern.source}`,
      () => {
        const found = [device.charon(1).log(), endpoint.charon.log()].map((log) => pattern.test(log));
        return by === 'one side' ? found.includes(true) : !found.includes(false);
      },
      20,
    );
    return [];
  };

/** Changes a setting of the tunnel's file. */
const setting =
  (name: string, value: (before: string, facts: VpnHandoverFacts) => string) =>
  (file: string, text: string, facts: VpnHandoverFacts) =>
    file === 'heartlab-tunnel-1.conf'
      ? text.replace(
          new RegExp(`(\\n\\s+${name} = )(.*)`),
          (_, start: string, before: string) => `${start}${value(before, facts)}`,
        )
      : text;

const lastPart = (proposal: string): string => proposal.slice(proposal.lastIndexOf('-') + 1);

/** DH group 2, or 5 if the site's policy permits 2: no policy permits 5 in phase 1. */
const forbiddenGroup = ({ vpn }: VpnHandoverFacts): string =>
  vpn.proposals.permitted.phase1.dhGroups.includes(2) ? 'modp1536' : 'modp1024';
const withGroup = (group: string) => (proposal: string) => `${proposal.slice(0, proposal.lastIndexOf('-'))}-${group}`;

const connection: readonly HospitalMistake[] = [
  { id: 'udp500-blocked', mistake: 'a firewall blocks UDP 500', blocked: 500, show: logged(/giving up after/) },
  { id: 'udp4500-blocked', mistake: 'a firewall blocks UDP 4500', blocked: 4500, show: logged(/giving up after/) },
  {
    id: 'unknown-peer',
    mistake: 'the device sends from another public address',
    publicIp: ({ vpn }) => (vpn.publicIp === '203.0.113.250' ? '203.0.113.249' : '203.0.113.250'),
    show: logged(/no IKE config found/),
  },
  {
    id: 'ike-version',
    mistake: 'IKEv1',
    edit: setting('version', () => '1'),
    show: logged(/NO_PROPOSAL_CHOSEN error notify/),
  },
  {
    id: 'phase1-proposal',
    mistake: '3DES with DH group 2',
    edit: setting('proposals', () => '3des-sha1-modp1024'),
    show: logged(/NO_PROPOSAL_CHOSEN notify error/),
  },
  {
    id: 'phase1-proposal',
    mistake: 'DH group 2 (5 where the policy permits 2) only',
    edit: setting('proposals', (before, facts) => withGroup(forbiddenGroup(facts))(before)),
    show: logged(/NO_PROPOSAL_CHOSEN notify error/),
  },
  {
    id: 'none',
    mistake: 'DH group 2 (or 5) first, the right one second (connects)',
    edit: setting('proposals', (before, facts) => withGroup(`${forbiddenGroup(facts)}-${lastPart(before)}`)(before)),
    show: logged(/CHILD_SA \S+ established/, 'both sides'),
  },
  {
    id: 'psk-mismatch',
    mistake: 'a wrong pre-shared key',
    key: 'NotTheKeyOfThisTunnel',
    show: logged(/AUTHENTICATION_FAILED notify error/),
  },
  {
    id: 'identity-mismatch',
    mistake: 'a wrong local identity',
    edit: (name, text, { vpn }) =>
      /keys|tunnel-1/.test(name)
        ? text.replaceAll(new RegExp(`(id(?:-local)? = )${vpn.publicIp}`, 'g'), '$110.9.9.9')
        : text,
    show: logged(/AUTHENTICATION_FAILED notify error/),
  },
  {
    id: 'phase2-proposal',
    mistake: 'ESP with 3DES',
    edit: setting('esp_proposals', (before) => `3des-sha1-${lastPart(before)}`),
    show: logged(/no CHILD_SA built/),
  },
  {
    id: 'no-pfs',
    mistake: 'no PFS: connects, but the renewal fails',
    edit: setting('esp_proposals', (before) => before.slice(0, before.lastIndexOf('-'))),
    async show(testbed) {
      const charon = testbed.device.charon(1);
      await waitUntil('the tunnel is up', () => charon.up());
      // swanctl's answer is not reliable here; the log is.
      await charon.succeeds('--rekey', '--child', 'heartlab-1');
      return logged(/CHILD_SA rekeying failed/)(testbed);
    },
  },
  {
    id: 'traffic-selector',
    mistake: 'subnets that differ from those of the other side',
    edit: (name, text, facts) => {
      const remote = setting('remote_ts', () => '192.168.77.0/24')(name, text, facts);
      return setting('local_ts', () => '10.80.0.0/16')(name, remote, facts);
    },
    selectors: ({ cloudCidr, hospitalCidrs }) => ({ local: cloudCidr, remote: hospitalCidrs[0] ?? '' }),
    show: logged(/TS_UNACCEPTABLE/),
  },
];

export const HOSPITAL_MISTAKES: readonly HospitalMistake[] = [...connection, ...addressFaults];
