import type { DeviceReader } from '../device-reader';

/** libreswan's pluto, 3.x to 5.x: a connection's name, the number of its SA, and the message. */
export const plutoReader: DeviceReader = {
  name: 'pluto',
  // What stands before a quote or a word is looked at afterwards.
  heads: [
    {
      line: /"(?<=(?:\bpluto\[\d{1,10}\]: |^(?:[A-Z][a-z]{2} +\d{1,2} )?[\d:.]{0,20}:? ?|^\d[\dv]\d )")(?<tunnel>[^"/]{1,100})(?:\/\d{1,4}x\d{1,4})?"(?:\[\d{1,10}\])?(?: \S{1,60})? #(?<number>\d{1,10}): (?<message>.*)$/,
    },
    {
      line: /packet from (?<=(?:\bpluto\[\d{1,10}\]: |^[A-Z][a-z]{2} +\d{1,2} [\d:.]{8,20}: )packet from )(?<peer>[\d.]{7,15}):\d{1,5}: (?<message>(?:.* received on (?<local>[\d.]{7,15}):)?.*)$/,
    },
    { line: /\bpluto\[\d{1,10}\]: (?<message>.*)$/ },
  ],
  sayings: [
    {
      says: /^initiating (?:IKEv2 (?:connection|IKE SA)|v2 parent SA)(?: to (?<remote>[\d.]{7,15}))?/,
      is: 'begins',
      example: 'Oct 21 14:15:03 gw pluto[28693]: "Tunnel1" #1: initiating IKEv2 connection to 198.51.100.10 using UDP',
    },
    {
      says: /^initiating (?:Main|Aggressive) Mode/,
      is: 'begins-v1',
      example: 'Oct 21 14:15:03 gw pluto[28693]: "Tunnel1" #1: initiating Main Mode',
    },
    {
      says: /^sent (?<exchange>IKE_SA_INIT|IKE_AUTH|CREATE_CHILD_SA) (?<kind>request|response)(?: to (?<remote>[\d.]{7,15}))?/,
      is: 'generates-exchange',
      example: 'Oct 21 14:15:03 gw pluto[28693]: "Tunnel1" #1: sent IKE_SA_INIT request to 198.51.100.10:500',
    },
    {
      says: /^process(?:ing|ed) (?<exchange>IKE_SA_INIT|IKE_AUTH|CREATE_CHILD_SA) (?<kind>request|response)(?: from (?<remote>[\d.]{7,15}))?/,
      is: 'parses-exchange',
      example:
        '"Tunnel1" #1: processing IKE_SA_INIT request from 198.51.100.10:UDP/500 containing SA,KE,Ni,N(IKEV2_FRAGMENTATION_SUPPORTED)',
    },
    {
      says: /^(?:initiator |responder )?established Child SA\b|^IPsec SA established tunnel mode/,
      is: 'tunnel-up',
      example:
        'Oct 21 14:15:03 gw pluto[28693]: "Tunnel1" #2: initiator established Child SA using #1; IPsec tunnel [10.20.0.0-10.20.3.255:0-65535 0] -> [100.64.0.0-100.64.0.63:0-65535 0] {ESPinUDP=>0xca93ac2d <0x2f788c}',
    },
    {
      says: /^(?:initiator |responder )?rekeyed Child SA\b/,
      is: 'tunnel-renewed',
      example:
        '"Tunnel1" #3: initiator rekeyed Child SA #2 using #1; IPsec tunnel [10.20.0.0-10.20.3.255:0-65535 0] -> [100.64.0.0-100.64.0.63:0-65535 0] {ESP=>0x9a312dcd <0x58e8f0cd}',
    },
    {
      // A renewed IKE SA has another number: the end of the old one is not the end of the tunnel.
      says: /^(?:initiator |responder )?(?:established|rekeyed) IKE SA\b|^authenticated (?:using|peer)/,
      is: 'ike-up',
      example:
        'Oct 21 14:15:03 gw pluto[28693]: "Tunnel1" #1: initiator established IKE SA; authenticated peer using authby=secret and ID_IPV4_ADDR \'198.51.100.10\'',
    },
    {
      says: /rejected by peer: AUTHENTICATION_FAILED|error notification AUTHENTICATION_FAILED/,
      is: 'auth-refused',
      example: '"Tunnel1" #1: IKE SA authentication request rejected by peer: AUTHENTICATION_FAILED',
    },
    {
      says: /^authentication failed: computed hash does not match hash received from peer|^AUTH mismatch: Received AUTH != computed AUTH/,
      is: 'psk-mismatch',
      example:
        '"Tunnel1" #1: authentication failed: computed hash does not match hash received from peer ID_IPV4_ADDR \'198.51.100.10\'',
    },
    {
      says: /^we require IKEv2 peer to have ID '.*', but peer declares|^Peer ID '.*' mismatched on first found connection/,
      is: 'identity-mismatch',
      example: "\"Tunnel1\" #1: we require IKEv2 peer to have ID '198.51.100.10', but peer declares '10.0.0.1'",
    },
    {
      says: /(?<received>unexpected IKE_SA_INIT message containing NO_PROPOSAL_CHOSEN|received unauthenticated v2N_NO_PROPOSAL_CHOSEN)/,
      is: 'no-proposal-chosen',
      example:
        '"Tunnel1" #25: dropping unexpected IKE_SA_INIT message containing NO_PROPOSAL_CHOSEN notification; message payloads: N; missing payloads: SA,KE,Ni',
    },
    {
      says: /IKE_AUTH response contained the (?:CHILD SA )?error notification '?NO_PROPOSAL_CHOSEN/,
      is: 'phase2-proposal',
      example: '"Tunnel1" #2: IKE_AUTH response contained the error notification NO_PROPOSAL_CHOSEN',
    },
    {
      says: /(?:error notification|rejected by peer:?|containing|encrypted notification) '?TS_UNACCEPTABLE|No IKEv2 connection found with compatible Traffic Selectors/i,
      is: 'traffic-selector',
      example: '"Tunnel1" #2: IKE_AUTH response contained the error notification TS_UNACCEPTABLE',
    },
    {
      says: /^CREATE_CHILD_SA failed with error notification NO_PROPOSAL_CHOSEN|^dropping unexpected (?:ISAKMP_v2_)?CREATE_CHILD_SA message containing (?:v2N_)?(?:INVALID_SYNTAX|NO_PROPOSAL_CHOSEN)/,
      is: 'renewal-failed',
      example:
        'Sep 29 17:02:20.996638: "to-vsrx-01" #862: CREATE_CHILD_SA failed with error notification NO_PROPOSAL_CHOSEN',
    },
    {
      says: /^no local proposal matches remote proposals 1:ESP/,
      is: 'phase2-proposal',
      example:
        '"Tunnel1" #2: no local proposal matches remote proposals 1:ESP:ENCR=AES_CBC_256;INTEG=HMAC_SHA1_96;ESN=NO',
    },
    {
      says: /^no local proposal matches remote proposals/,
      is: 'phase1-refused',
      example:
        '"Tunnel1" #1: no local proposal matches remote proposals 1:IKE:ENCR=AES_CBC_256;INTEG=HMAC_SHA1_96;PRF=HMAC_SHA1;DH=MODP1024',
    },
    {
      says: /but no suitable connection found with IKEv2 policy/,
      is: 'trouble',
      couldBe: ['unknown-peer', 'ike-version'],
      next: "The device has no tunnel for this peer. Hospital: if the peer of the evidence is one of the tunnels' outside addresses, check that tunnel's remote address and IKE version; if not, the line is of no importance.",
      example:
        'Mar 20 10:03:56 gw pluto[123920]: packet from 198.51.100.10:500: ISAKMP_v2_IKE_SA_INIT message received on 203.0.113.10:500 but no suitable connection found with IKEv2 policy',
    },
    {
      says: /(?:IKE_SA_INIT_I|PARENT_I1): retransmission; will wait/,
      is: 'tunnel-trying',
      example: '"Tunnel1" #3: IKE_SA_INIT_I: retransmission; will wait 8 seconds for response',
    },
    {
      says: /ESTABLISHED_IKE_SA: \d+ second timeout exceeded after \d+ retransmits/,
      is: 'dpd-timeout',
      example:
        '"Tunnel1" #1: STATE_V2_ESTABLISHED_IKE_SA: 300 second timeout exceeded after 10 retransmits.  No response (or no acceptable response) to our IKEv2 message',
    },
    {
      // Its words leave open whether a refusal was dropped.
      says: /second timeout exceeded after \d+ retransmits|no (?:acceptable )?response to our (?:first )?IKEv2 message/i,
      is: 'trouble',
      couldBe: ['udp500-blocked', 'unknown-peer', 'phase1-proposal', 'dpd-timeout'],
      next: 'The peer did not answer, or refused without a reason. Hospital: allow UDP 500 and 4500 to the tunnel outside addresses, send HeartLab the public address from which the device sends, and compare phase 1 with the handover pack.',
      example:
        '"Tunnel1" #1: STATE_V2_PARENT_I1: 60 second timeout exceeded after 7 retransmits.  No response (or no acceptable response) to our first IKEv2 message',
    },
    {
      says: /^deleting IKE SA \((?:(?:STATE_V2_)?ESTABLISHED_IKE_SA|established IKE SA)\)|^deleting state \(STATE_V2_ESTABLISHED_IKE_SA\)/,
      is: 'ike-down',
      example: '"Tunnel1" #2632: deleting IKE SA (ESTABLISHED_IKE_SA) aged 1.396414s and sending notification',
    },
    {
      says: /^(?:responding to (?:IKE_)?SA_INIT .* with|sending) unencrypted notification|^responding to IKE_AUTH .* with encrypted notification AUTHENTICATION_FAILED|^encountered fatal error|revival attempt/,
      is: 'harmless',
      example: '"Tunnel1" #1: encountered fatal error in state STATE_V2_PARENT_I2',
    },
    {
      says: /\b(?:failed|error|invalid|rejected|unexpected|timeout)\b|ignoring informational payload NO_PROPOSAL_CHOSEN/i,
      is: 'trouble',
      example: '"Tunnel1" #1: unexpected CREATE_CHILD_SA request; message dropped',
    },
  ],
};
