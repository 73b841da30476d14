import type { LineHead } from '../device-reader';
import type { KnownMessage } from '../saying';

/** Lines of `show crypto ikev2 sa`, `show crypto session` and `show crypto ipsec sa`: a state when the command ran. */
export const CISCO_SHOWN_HEADS: readonly LineHead[] = [
  {
    line: /^\s{0,4}(?<message>\d{1,10}\s+(?<local>[\d.]{7,15})\/\d+\s+(?<peer>[\d.]{7,15})\/\d+\s+(?:\S+\/\S+\s+)?(?:READY|IN-NEG|DELETE|INIT|REKEY)\b.*)$/,
  },
  {
    line: /^\s{0,12}(?<message>(?:Peer: [\d.]{7,15} port |IKEv[12] SA: local |Active SAs: |ESP spi in\/out: |local crypto endpt\.: |current outbound spi: |Status: ACTIVE|in use settings ?=|There are no |\d+\s+IKE Peer: |Rekey\s+: ).{0,200})$/,
  },
  {
    line: /^\s{0,4}(?<message>[\d.]{7,15}\s+[\d.]{7,15}\s+(?:MM|AG|QM)_\w+\s+\d.*)$/,
  },
  // The rest of a report.
  {
    line: /^\s{0,12}(?<message>(?:IPv[46] Crypto |IKEv[12] SAs|Crypto session current|X - IKE |R - IKE |Code: |Child sa: |IPSEC FLOW: |inbound esp|outbound esp|transform: esp).{0,200})$/,
  },
];

export const CISCO_SHOWN: readonly KnownMessage[] = [
  {
    // An IKE SA alone is no tunnel.
    says: /^\d+\s.*\sREADY\b/,
    is: 'ike-up',
    example: '1         203.0.113.10/4500     198.51.100.10/4500    none/none            READY',
  },
  {
    says: /^\d+\s.*\s(?:IN-NEG|DELETE|INIT)\b/,
    is: 'tunnel-trying',
    example: '1         203.0.113.10/500      198.51.100.10/500     none/none            IN-NEG',
  },
  {
    says: /^IKEv[12] SA: local (?<local>[\d.]+)\/\d+ remote (?<peer>[\d.]+)\/\d+ Active/,
    is: 'ike-up',
    example: '  IKEv2 SA: local 203.0.113.10/4500 remote 198.51.100.10/4500 Active',
  },
  {
    says: /^IKEv[12] SA: local (?<local>[\d.]+)\/\d+ remote (?<peer>[\d.]+)\/\d+ Inactive/,
    is: 'tunnel-trying',
    example: '  IKEv2 SA: local 203.0.113.10/500 remote 198.51.100.10/500 Inactive',
  },
  {
    // The peer of the lines that follow.
    says: /^(?:Peer: |local crypto endpt\.: (?<local>[\d.]+)(?:\/\d+)?, remote crypto endpt\.: )(?<peer>[\d.]+)/,
    is: 'harmless',
    example: 'Peer: 198.51.100.10 port 4500 fvrf: (none) ivrf: (none)',
  },
  {
    says: /^(?:Active SAs: [1-9]|ESP spi in\/out: 0x|Status: ACTIVE|in use settings ?=\{L2L)/i,
    is: 'tunnel-up',
    example: '        Active SAs: 2, origin: crypto map',
  },
  {
    says: /^(?:Active SAs: 0\b|current outbound spi: 0x0\()/,
    is: 'tunnel-down',
    example: '        Active SAs: 0, origin: crypto map',
  },
  {
    says: /^\d+\s+IKE Peer: (?<peer>[\d.]+)|^Rekey\s+: \w+\s+State\s+: MM_ACTIVE|\sQM_IDLE\s|^There are no IKEv1 /,
    is: 'harmless',
    example: '1   IKE Peer: 198.51.100.10',
  },
  {
    says: /^Rekey\s+: \w+\s+State\s+: |\s(?:MM|AG)_[A-Z]\w+\s+\d|^There are no (?:IKEv2|ipsec) sas/i,
    is: 'trouble',
    example: '    Rekey   : no              State   : MM_WAIT_MSG2',
  },
];
