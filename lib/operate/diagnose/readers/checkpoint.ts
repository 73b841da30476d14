import type { DeviceReader } from '../device-reader';

const EVENT = (fields: string): string =>
  `1 2019-05-15T16:26:19Z fw1 CheckPoint 19710 - [${fields}; fw_subproduct:"VPN-1"; peer_gateway:"198.51.100.10"; scheme::"IKE"; vpn_feature_name:"IKE"; ]`;
const PEER = '(?=.*peer_gateway:{1,2}"(?<peer>[\\d.]{7,15})")';
const ike = (says: string): RegExp => new RegExp(`^${PEER}.*\\bike:{1,2}"[^"]{0,300}?${says}`, 'i');

/** Check Point: log entries of the blade VPN, as Log Exporter sends them; drops that `fw ctl zdebug` prints. */
export const checkpointReader: DeviceReader = {
  name: 'checkpoint',
  heads: [
    { line: /\bCheckPoint \d{1,10} - (?<message>\[.*\b(?:fw_subproduct:{1,2}"VPN-1"|scheme:{1,2}"IKE").*)$/ },
    { line: /\b(?<message>vpn_ipsec_(?:en|de)crypt Reason: .*)$/ },
  ],
  sayings: [
    {
      // The community of users' VPN clients.
      says: /\bcommunity:{1,2}"RemoteAccess"/,
      is: 'harmless',
      example: EVENT('action:"Decrypt"; community:"RemoteAccess"; methods::"ESP: AES-128 + SHA1"'),
    },
    {
      says: ike('Main Mode Failed to match proposal'),
      is: 'phase1-proposal',
      example: EVENT(
        'action:"Reject"; ike::"Main Mode Failed to match proposal: Transform: AES-256, SHA256, Pre-shared secret, Group 2 (1024 bit); Reason: Wrong value for: Hash Algorithm"',
      ),
    },
    {
      says: ike('Received Delete IKE-SA from Peer'),
      is: 'ike-down',
      example: EVENT(
        'action:"Key Install"; ike::"Informational Exchange Received Delete IKE-SA from Peer: 198.51.100.10; Cookies: 891f38892b0e6bd6-d71409f32c496d13 "',
      ),
    },
    {
      // A packet that came through the tunnel.
      says: new RegExp(`^${PEER}.*\\baction:{1,2}"Decrypt"`),
      is: 'tunnel-up',
      example: EVENT('action:"Decrypt"; methods::"ESP: AES-256 + SHA256"'),
    },
    {
      says: new RegExp(`^${PEER}.*\\baction:{1,2}"(?:Encrypt|Key Install)"`),
      is: 'harmless',
      example: EVENT('action:"Encrypt"; methods::"ESP: AES-256 + SHA256"'),
    },
    {
      says: /Could not get SAs from packet/,
      is: 'trouble',
      next: 'The device has no SA for packets of the peer, so the SAs of both sides differ. Hospital: reset the tunnel on the device, and compare the lifetimes of both phases with the handover pack.',
      example: 'vpn_ipsec_decrypt Reason: decryption failure: Could not get SAs from packet',
    },
    {
      says: /^vpn_ipsec|reject_category:{1,2}"IKE failure"|action:{1,2}"(?:Reject|Drop)"/,
      is: 'trouble',
      example: EVENT('action:"Reject"; reject_category:"IKE failure"'),
    },
  ],
};
