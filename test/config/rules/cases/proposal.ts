import type { RuleCase } from './case';

const USED = { encryption: 'AES256', integrity: 'SHA1', dhGroup: 14 };
const GOOD = { encryption: 'AES256', integrity: 'SHA2-256', dhGroup: 14 };
const GCM = { encryption: 'AES256-GCM-16', dhGroup: 20 };
const PHASE = { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14] };
const ONLY_GOOD = { phase1: PHASE, phase2: PHASE };

/** The recorded proposal of a device. */
export const PROPOSAL_CASES: readonly RuleCase[] = [
  {
    rule: 'proposal-permitted',
    when: 'a named policy lacks two values',
    site: { 'vpn.gateway.proposal': { phase1: USED, phase2: { ...USED, dhGroup: 5 } } },
    says: [
      [
        'vpn.gateway.proposal.phase1.integrity',
        /"SHA1" is not permitted by vpn\.ipsec; write .*, like integrity: SHA2-512, or permit it: ipsec: eifu$/,
      ],
      ['vpn.gateway.proposal.phase2.integrity', /"SHA1"/],
      ['vpn.gateway.proposal.phase2.dhGroup', /^.*5 is not permitted by vpn\.ipsec; write .*like dhGroup: 14, or/],
    ],
  },
  {
    rule: 'proposal-permitted',
    when: 'a list lacks a value',
    site: {
      'vpn.ipsec': ONLY_GOOD,
      'vpn.gateway.proposal': { phase1: { ...GOOD, dhGroup: 19 }, phase2: GOOD },
    },
    says: [['vpn.gateway.proposal.phase1.dhGroup', /or permit it: dhGroups: \[14, 19\] in vpn\.ipsec\.phase1/]],
  },
  {
    rule: 'proposal-permitted',
    when: 'the policy permits every value',
    site: { 'vpn.ipsec': ONLY_GOOD, 'vpn.gateway.proposal': { phase1: GOOD, phase2: GOOD } },
    says: [],
  },
  {
    rule: 'proposal-permitted',
    when: 'AES-GCM uses no integrity algorithm in phase 2',
    site: {
      'vpn.ipsec': 'nzism',
      'vpn.gateway.proposal': {
        phase1: { ...GCM, integrity: 'SHA2-384' },
        phase2: { ...GCM, integrity: 'SHA2-256' },
      },
    },
    says: [],
  },
  {
    rule: 'proposal-complete',
    when: 'AES-CBC has no integrity algorithm',
    site: { 'vpn.gateway.proposal': { phase1: GCM, phase2: { encryption: 'AES256', dhGroup: 14 } } },
    says: [
      ['vpn.gateway.proposal.phase2.integrity', /is missing, and AES256 needs it; write .*, like integrity: SHA2-512/],
    ],
  },
  {
    rule: 'proposal-complete',
    when: 'AES-GCM needs none',
    site: { 'vpn.gateway.proposal': { phase1: GCM, phase2: GCM } },
    says: [],
  },
];
