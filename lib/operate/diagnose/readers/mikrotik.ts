import type { DeviceReader } from '../device-reader';

/** RouterOS: lines of the topic `ipsec`. */
export const mikrotik: DeviceReader = {
  name: 'mikrotik',
  heads: [{ line: /(?:^|\s)ipsec(?:,(?:info|error|debug|warning|packet))*[: ]\s*(?<message>.*)$/ }],
  sayings: [
    {
      says: /got fatal error: NO_PROPOSAL_CHOSEN|notify: NO_PROPOSAL_CHOSEN/,
      is: 'no-proposal-chosen',
      example: '13:02:12 ipsec,error got fatal error: NO_PROPOSAL_CHOSEN',
    },
    {
      says: /got fatal error: AUTHENTICATION_FAILED|notify: AUTHENTICATION_FAILED(?<!reply notify: AUTHENTICATION_FAILED)/,
      is: 'auth-refused',
      example: '13:02:12 ipsec,error got fatal error: AUTHENTICATION_FAILED',
    },
    {
      says: /got fatal error: TS_UNACCEPTABLE|TS_UNACCEPTABLE/,
      is: 'traffic-selector',
      example: '13:02:12 ipsec,error got fatal error: TS_UNACCEPTABLE',
    },
    {
      says: /identity not found for (?:responder|\w+): .*peer: ADDR4:(?<peer>[\d.]{7,15})|can't find identity for peer/,
      is: 'identity-mismatch',
      example: '13:05:40 ipsec,error identity not found for responder: ADDR4:203.0.113.10 peer: ADDR4:198.51.100.10',
    },
    {
      says: /initiate new phase 1|respond new phase 1/,
      is: 'begins-v1',
      example: '22:26:02 ipsec,info initiate new phase 1 (Identity Protection): 203.0.113.10[500]<=>198.51.100.10[500]',
    },
    {
      says: /no suitable proposal found|failed to get valid proposal/,
      is: 'phase1-proposal',
      example: '17:12:32 ipsec,error no suitable proposal found.',
    },
    {
      says: /phase1 negotiation failed due to time up/,
      is: 'gives-up',
      example:
        '17:12:32 ipsec,error phase1 negotiation failed due to time up 203.0.113.10[500]<=>198.51.100.10[500] d5a8e3c1b2f4a697:0000000000000000',
    },
    {
      says: /invalid major version/,
      is: 'trouble',
      couldBe: ['ike-version'],
      next: 'The two sides use different IKE versions. Hospital: set exchange-mode=ike2 on the peer.',
      example: '13:02:11 ipsec,debug => invalid major version',
    },
    {
      says: /ike2 starting for: (?<peer>[\d.]{7,15})/,
      is: 'begins',
      example: '13:02:12 ipsec ike2 starting for: 198.51.100.10',
    },
    {
      says: /killing ike2 SA: .*?(?<local>[\d.]{7,15})\[\d+\]-(?<peer>[\d.]{7,15})\[/,
      is: 'ike-down',
      example:
        '13:02:12 ipsec,info killing ike2 SA: aws-1 203.0.113.10[4500]-198.51.100.10[4500] spi:1234567890abcdef:0000000000000000',
    },
    {
      says: /failed to pre-process ph[12] packet|phase[12] negotiation failed|\berror\b|failed/i,
      is: 'trouble',
      example: '17:12:32 ipsec,error 198.51.100.10 phase1 negotiation failed.',
    },
    {
      says: /^(?:acquire for|suitable policy|peer is IKEv|IPsec-SA request|sent phase1|received Vendor|->|payload|first payload|processing|ID_[IR] |notify: |reply notify|=>)/,
      is: 'harmless',
      example: '13:02:12 ipsec payload seen: NOTIFY (8 bytes)',
    },
  ],
};
