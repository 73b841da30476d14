import type { DeviceReader } from '../device-reader';

const IP = '\\d{1,3}(?:\\.\\d{1,3}){3}';
/** The addresses of a policy or an active peer stand on the line of its state, or on the line before. */
const OF_PRINT = `^(?:(?:sa-src|local)-address=(?<local>${IP})(?: port=\\d+)? )?(?:(?:sa-dst|remote)-address=(?<peer>${IP}) )?(?:.* )?`;
const print = (state: string): RegExp => new RegExp(`${OF_PRINT}${state}`);

/** RouterOS: lines of the topic `ipsec`, and what `/ip ipsec policy print` and `active-peers print` show. */
export const mikrotikReader: DeviceReader = {
  name: 'mikrotik',
  heads: [
    {
      line: /(?:^|\s)ipsec(?:,(?:info|error|debug|warning|packet))*[: ]\s*(?<message>(?:(?<peer>\d{1,3}(?:\.\d{1,3}){3}) )?.*)$/,
    },
    // A console wraps a print.
    {
      line: /(?:^|\s)(?<message>(?:sa-(?:src|dst)-address=|local-address=[\d.]{7,15} port=\d+ |ph2-(?:count|state|total)=).*)$/,
    },
    { line: /^\s*\d{1,3} {1,4}(?:[RN]{1,2} {1,4})?\S{1,64} +(?<message>established +[\dwdhms]{2,20} +\d+ +\d.*)$/ },
  ],
  sayings: [
    {
      says: print('(?:ph2-state=established|ph2-total=[1-9])'),
      is: 'tunnel-up',
      example:
        'sa-src-address=203.0.113.10 sa-dst-address=198.51.100.10 proposal=aws-1 ph2-count=1 ph2-state=established',
    },
    {
      says: print('ph2-state='),
      is: 'tunnel-down',
      example: 'sa-src-address=203.0.113.10 sa-dst-address=198.51.100.10 proposal=aws-1 ph2-state=no-phase2',
    },
    {
      says: new RegExp(`^established +\\S+ +[1-9]\\d* +(?<peer>${IP})`),
      is: 'tunnel-up',
      example: '0 R aws-1    established  3h8m2s          3  198.51.100.10     172.16.0.2',
    },
    {
      says: new RegExp(`^(?=sa-|local-|ph2-|established).*?(?:(?:sa-dst|remote)-address=(?<peer>${IP})|$)`),
      is: 'harmless',
      example: '  sa-dst-address=198.51.100.10 proposal=aws-1 ph2-count=1',
    },
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
      says: /can't find identity for peer(?:: (?<tunnel>\S+))?/,
      is: 'no-key',
      example: "13:02:12 ipsec,error initiator can't find identity for peer: aws-1",
    },
    {
      says: /identity not found for (?:responder|\w+): .*peer: ADDR4:(?<peer>[\d.]{7,15})/,
      is: 'identity-mismatch',
      example: '13:05:40 ipsec,error identity not found for responder: ADDR4:203.0.113.10 peer: ADDR4:198.51.100.10',
    },
    {
      says: /(?:initiate|respond) new phase 1(?: \([^)]*\): (?<local>[\d.]{7,15})\[\d+\]<=>(?<peer>[\d.]{7,15})\[)?/,
      is: 'begins-v1',
      example: '22:26:02 ipsec,info initiate new phase 1 (Identity Protection): 203.0.113.10[500]<=>198.51.100.10[500]',
    },
    {
      says: /no suitable proposal found|failed to get valid proposal/,
      is: 'phase1-proposal',
      example: '17:12:32 ipsec,error no suitable proposal found.',
    },
    {
      says: /phase1 negotiation failed due to time up(?: (?<local>[\d.]{7,15})\[\d+\]<=>(?<peer>[\d.]{7,15})\[)?/,
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
      says: /killing ike2 SA: (?:(?<tunnel>\S+) )?(?<local>[\d.]{7,15})\[\d+\]-(?<peer>[\d.]{7,15})\[/,
      is: 'ike-down',
      example:
        '13:02:12 ipsec,info killing ike2 SA: aws-1 203.0.113.10[4500]-198.51.100.10[4500] spi:1234567890abcdef:0000000000000000',
    },
    {
      says: /new ike2 SA \([IR]\)(?:: (?<tunnel>\S+) (?<local>[\d.]{7,15})\[\d+\]-(?<peer>[\d.]{7,15})\[)?/,
      is: 'ike-trying',
      example:
        '13:02:12 ipsec,info new ike2 SA (R): aws-1 203.0.113.10[4500]-198.51.100.10[4500] spi:1234567890abcdef:fedcba0987654321',
    },
    {
      says: /ISAKMP-SA established (?<local>[\d.]{7,15})\[\d+\]-(?<peer>[\d.]{7,15})\[/,
      is: 'ike-up',
      example:
        '13:02:12 ipsec,info ISAKMP-SA established 203.0.113.10[4500]-198.51.100.10[4500] spi:cc6366dae0274db6:4ef419c203705487',
    },
    {
      says: /failed to pre-process ph[12] packet|phase[12] negotiation failed|\berror\b|failed/i,
      is: 'trouble',
      example: '17:12:32 ipsec,error 198.51.100.10 phase1 negotiation failed.',
    },
    {
      says: /^(?:acquire for|suitable policy|peer is IKEv|create child: |IPsec-SA request|sent phase1|received Vendor|->|payload|first payload|processing|ID_[IR] |notify: |reply notify|=>)/,
      is: 'harmless',
      example: '13:02:12 ipsec payload seen: NOTIFY (8 bytes)',
    },
  ],
};
