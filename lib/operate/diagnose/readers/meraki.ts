import type { DeviceReader } from '../device-reader';
import { charon } from './charon';

/** Meraki MX: charon's messages after "Site-to-Site VPN:" (from firmware 15.12), and racoon's of older firmware. */
export const meraki: DeviceReader = {
  name: 'meraki',
  heads: [
    {
      line: /Site-to-Site VPN: (?:<(?:(?<tunnel>[^|>]{1,200})\|)?(?<sa>\d{1,10})> )?(?<message>.*)$/i,
    },
    { line: /Non-Meraki.{0,40}\bVPN negotiation\b.{0,20}?msg: (?<message>.*)$/i },
    { line: /^\s{0,8}msg: (?<message>.*)$/, onlyIfSaid: true },
  ],
  sayings: [
    {
      says: /no suitable proposal found|failed to get valid proposal/,
      is: 'phase1-proposal',
      example: 'msg: no suitable proposal found.',
    },
    {
      says: /phase1 negotiation failed due to time up|phase1 negotiation failed\./,
      is: 'trouble',
      couldBe: ['phase1-proposal', 'udp500-blocked', 'ike-version'],
      next: 'Phase 1 of IKEv1 failed. Hospital: set the peer to IKE version 2, then compare phase 1 with the handover pack.',
      example: 'msg: phase1 negotiation failed.',
    },
    ...charon.sayings.map((saying) => ({
      ...saying,
      example: saying.example.replace(
        /^(?:.*charon\S*: )?(?:\d{2}\[\w{3}\] )?(?:(<[^>]+>) )?/,
        (_, sa = '') => `<134>1 1647478093.022430458 MX_device_1 events Site-to-Site VPN: ${sa}${sa === '' ? '' : ' '}`,
      ),
    })),
  ],
};
