import type { DeviceReader } from '../device-reader';

const GATEWAY = "(?:(?=.*Gateway-?(?:Endpoint)?='(?<tunnel>[^']{1,100})')|)";
const FAILED = 'Sep 10 15:19:05 fw FVE6035FD3AE3 (2024-05-10T09:49:05) iked[10]: ';
const PHASE1 = `${FAILED}msg_id="021A-000E" IKEv2 IKE_SA_INIT exchange from 198.51.100.10:500 to 203.0.113.10:500 failed. GatewayEndpoint='aws-1'. Reason=`;
const AUTH = `${FAILED}msg_id="021A-000B" IKEv2 IKE_AUTH exchange from 198.51.100.10:500 to 203.0.113.10:500 failed. GatewayEndpoint='aws-1'. Reason=`;
const PHASE2 = `${FAILED}msg_id="0205-0005" IKE phase-2 negotiation from 198.51.100.10:500 to 203.0.113.10:500 failed. Tunnel='tunnel.1' Reason=`;

const says = (text: string): RegExp => new RegExp(`^${GATEWAY}.*(?:${text})`);

/** WatchGuard Firebox: the message ids 02xx are those of IKE. */
export const watchguardReader: DeviceReader = {
  name: 'watchguard',
  heads: [{ line: /msg_id="02(?:0\d|1[A-F])-[0-9A-F]{4}" (?<message>.*)$/ }],
  sayings: [
    {
      says: says('shared secret mismatch|Pre-shared key authentication failure'),
      is: 'psk-mismatch',
      example: `${AUTH}Remote gateway endpoint authentication failed due to a possible shared secret mismatch.`,
    },
    {
      says: says('Received ID did not match|mismatched ID setting|Gateway endpoint with matching ID was not found'),
      is: 'identity-mismatch',
      example: `${AUTH}Received ID did not match the configured remote gateway endpoint ID.`,
    },
    {
      says: says("IKE version did not match|Received '(?:Aggressive|Main) mode' exchange type"),
      is: 'ike-version',
      example: `${PHASE1}Received IKE version did not match the configured IKE version.`,
    },
    {
      says: says('[Mm]atching (?:gateway endpoint|policy) not found|mode matching policy not found'),
      is: 'trouble',
      couldBe: ['unknown-peer', 'ike-version'],
      next: "The device has no tunnel for this peer. Hospital: if the peer of the evidence is one of the tunnels' outside addresses, check that tunnel's remote address and IKE version; if not, the line is of no importance.",
      example: `${FAILED}msg_id="021A-0006" IKEv2 IKE_SA_INIT exchange from 198.51.100.10:500 to 203.0.113.10:500 failed. Reason=Matching gateway endpoint not found.`,
    },
    {
      says: says('IKE proposal did not match|phase-1 .*Reason=Received (?:DH group|hash|encryption|AES key length)'),
      is: 'phase1-proposal',
      example: `${PHASE1}IKE proposal did not match. Received encryption 3DES, expected AES.`,
    },
    {
      says: says('IKE_AUTH exchange .*Received N\\(NO_PROPOSAL_CHOSEN\\)'),
      is: 'phase2-proposal',
      example: `${FAILED}msg_id="021A-0016" IKEv2 IKE_AUTH exchange from 203.0.113.10:500 to 198.51.100.10:500 failed. Tunnel='tunnel.1'. Reason=Received N(NO_PROPOSAL_CHOSEN) message.`,
    },
    {
      says: says('IKE_SA_INIT exchange .*Received N\\(NO_PROPOSAL_CHOSEN\\)'),
      is: 'no-proposal-chosen',
      example: `${PHASE1}Received N(NO_PROPOSAL_CHOSEN) message.`,
    },
    {
      says: /without PFS, Expecting PFS enabled|with PFS\. PFS not enabled/i,
      is: 'no-pfs',
      example: `${PHASE2}Received proposal without PFS, Expecting PFS enabled`,
    },
    {
      says: /IPSec proposal did not match|phase-2 .*Reason=Received (?:protocol|AH|ESP|AES key length|PFS DH group)|Received 'No Proposal Chosen' message .* tunnel\./,
      is: 'phase2-proposal',
      example: `${PHASE2}Received ESP encryption DES, expecting AES`,
    },
    {
      says: says('unacceptable traffic selector|No matching tunnel route for peer proposed'),
      is: 'traffic-selector',
      example: `${AUTH}Received unacceptable traffic selector in IKE_AUTH request.`,
    },
    {
      says: /presumed dead due to (?:DPD failure|keep-alive)/,
      is: 'dpd-timeout',
      example: `${FAILED}msg_id="0203-0022" Remote gateway 'aws-1' with IP 198.51.100.10:500 presumed dead due to DPD failure. Deleted all tunnels that use this gateway. Check the connection between local and remote gateway endpoints.`,
    },
    {
      says: /did not send (?:DPD R_U_THERE_ACK|KEEP_ALIVE_ACK)/,
      is: 'probes',
      example: `${FAILED}msg_id="0203-0021" Remote gateway 'aws-1' with IP 198.51.100.10:500 did not send DPD R_U_THERE_ACK message. 2 retries left`,
    },
    {
      says: says('No response for IKE_\\w+ request|Message retry timeout'),
      is: 'gives-up',
      example: `${FAILED}msg_id="021A-001B" IKEv2 exchange from 203.0.113.10:500 to 198.51.100.10:500 failed. GatewayEndpoint='aws-1'. Reason=No response for IKE_AUTH request message. Check the connection between the local and remote gateway endpoints.`,
    },
    {
      says: says('wrong interface IP address'),
      is: 'unknown-peer',
      example: `${PHASE1}Received message with wrong interface IP address 192.0.2.9. Expecting peer to use remote gateway endpoint IP address 198.51.100.10.`,
    },
    {
      says: /IKE SA established successfully as \w+ for '(?<tunnel>[^']{1,100})'/,
      is: 'ike-up',
      example: `${FAILED}msg_id="021A-0017" IKEv2 IKE SA established successfully as initiator for 'aws-1' gateway endpoint. local-gw:203.0.113.10:500 remote-gw:198.51.100.10:500 SA ID:0xbc2188a5.`,
    },
    {
      says: /Mobile ?VPN|MUVPN|XAuth/i,
      is: 'harmless',
      example: `${FAILED}msg_id="0206-0007" MUVPN user 'user.1' is a member of 'muvpn' group.`,
    },
    {
      says: /failed|[Dd]ropped|[Rr]ejected|could not/,
      is: 'trouble',
      example: `${FAILED}msg_id="0205-000F" Rejected phase-2 negotiation from 198.51.100.10:500 because 'aws-1*1' is not the preferred IKE gateway endpoint.`,
    },
  ],
};
