import type { DeviceReader } from '../device-reader';
import { charonReader } from './charon';

const EVENT = '1578424549.931720602 mx1_appliance events Site-to-site VPN: ';
const PAIR = '(?<local>[\\d.]{7,15})\\[\\d+\\](?:<=>|-|->)(?<peer>[\\d.]{7,15})\\[';
const of = (before: string): RegExp => new RegExp(`${before}${PAIR}`);

/** Meraki MX: charon's messages from firmware 15.12 on, and racoon's (IKEv1) of older firmware. */
export const merakiReader: DeviceReader = {
  name: 'meraki',
  heads: [
    { line: /(?:Site-to-Site |\bevents )VPN: (?:<(?:(?<tunnel>[^|>]{1,200})\|)?(?<sa>\d{1,10})> )?(?<message>.*)$/i },
    { line: /^VPN: <(?:(?<tunnel>[^|>]{1,200})\|)?(?<sa>\d{1,10})> (?<message>.*)$/ },
    { line: /Non-Meraki.{0,40}\bVPN negotiation\b.{0,20}?msg: (?<message>.*)$/i },
    { line: /^\s{0,8}msg: (?<message>.*)$/, onlyIfSaid: true },
  ],
  sayings: [
    {
      says: of('^initiate new phase 1 negotiation: '),
      is: 'begins-v1',
      example: `${EVENT}initiate new phase 1 negotiation: 203.0.113.10[500]<=>198.51.100.10[500]`,
    },
    {
      says: of('^ISAKMP-SA established '),
      is: 'ike-up',
      example: `${EVENT}ISAKMP-SA established 203.0.113.10[4500]-198.51.100.10[4500] spi:fb903f191f1c7566:4dc90bd31c7884c1`,
    },
    {
      says: of('^IPsec-SA established: ESP/Tunnel '),
      is: 'tunnel-up',
      example: `${EVENT}IPsec-SA established: ESP/Tunnel 203.0.113.10[4500]->198.51.100.10[4500] spi=241280704(0xe61a6c0)`,
    },
    {
      says: of('^ISAKMP-SA deleted '),
      is: 'ike-down',
      example: `${EVENT}ISAKMP-SA deleted 203.0.113.10[4500]-198.51.100.10[4500] spi:9d1bb66d7ddc5cf0:d98cd0ed59e82f13`,
    },
    {
      // racoon looks up its own settings of phase 2 by the two subnets.
      says: /^failed to get sainfo/,
      is: 'traffic-selector',
      example: `${EVENT}failed to get sainfo`,
    },
    {
      says: /no suitable proposal found|failed to get valid proposal/,
      is: 'phase1-proposal',
      example: 'msg: no suitable proposal found.',
    },
    {
      says: /phase[12] negotiation failed due to time up(?:.{0,60} ESP (?<peer>[\d.]{7,15})\[\d+\]->(?<local>[\d.]{7,15})\[)?|phase1 negotiation failed\./,
      is: 'trouble',
      couldBe: ['phase1-proposal', 'udp500-blocked', 'ike-version'],
      next: 'Phase 1 of IKEv1 failed. Hospital: set the peer to IKE version 2, then compare phase 1 with the handover pack.',
      example: 'msg: phase1 negotiation failed.',
    },
    {
      says: /^(?:initiate new phase 2|IPsec-SA request for|purging ISAKMP-SA)/,
      is: 'harmless',
      example: `${EVENT}IPsec-SA request for 198.51.100.10 queued due to no phase1 found`,
    },
    ...charonReader.sayings.map((saying) => ({
      ...saying,
      example: saying.example.replace(
        /^(?:.*charon\S*: )?(?:\d{2}\[\w{3}\] )?(?:(<[^>]+>) )?/,
        (_, sa = '') => `<134>1 1647478093.022430458 MX_device_1 events Site-to-Site VPN: ${sa}${sa === '' ? '' : ' '}`,
      ),
    })),
  ],
};
