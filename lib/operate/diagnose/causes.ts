/**
 * Every cause that a log can prove, as data: its meaning and the one step to take. They are in the order in which a connection
 * comes up, because an earlier failure explains later ones. Causes are reported in this order.
 */

export interface CauseText {
  readonly means: string;
  readonly next: string;
}

export const DIAGNOSIS_CAUSES = {
  // Before a silent peer: while the hospital sends from another address, AWS gets no answer at the registered one.
  'unknown-peer': {
    means: 'One side has no tunnel for the public address from which the other side connects.',
    next: 'Hospital: send HeartLab the public address from which the device sends, after any NAT. HeartLab: compare it with vpn.gateway.publicIp in the site file.',
  },
  'udp500-blocked': {
    means: 'The first IKE packet, to UDP 500, is never answered.',
    next: "Hospital: allow UDP 500 between the device's public address and both tunnel outside addresses, in both directions, and check that these addresses are entered correctly. AWS does not answer an address that is not registered: send HeartLab the public address from which the device really sends (behind NAT, the one that an address-check website shows on that line). HeartLab: compare it with vpn.gateway.publicIp in the site file.",
  },
  'udp4500-blocked': {
    means: 'IKE starts on UDP 500, but the packets that follow on UDP 4500 are never answered.',
    next: "Hospital: allow UDP 4500 (NAT traversal) between the device's public address and both tunnel outside addresses, in both directions.",
  },
  'ike-version': {
    means: 'One side uses IKEv1; HeartLab permits only IKEv2.',
    next: 'Hospital: set the tunnel to IKE version 2 on the device.',
  },
  'phase1-proposal': {
    means: 'The two sides share no phase 1 proposal.',
    next: "Hospital: enter the phase 1 values of the handover pack's recommended proposal (encryption, integrity, DH group) on the device.",
  },
  'psk-mismatch': {
    means: 'The pre-shared keys of the two sides differ.',
    next: "Hospital: enter this tunnel's pre-shared key again, from the secrets file, without a space or line break; each of the two tunnels has its own key.",
  },
  'identity-mismatch': {
    means: 'One side sends an IKE identity that the other side does not expect.',
    next: "Hospital: set the device's local IKE identity to its public address (type IPv4 address), and the remote identity to the tunnel's outside address.",
  },
  'phase2-proposal': {
    means: 'The two sides share no phase 2 proposal.',
    next: "Hospital: enter the phase 2 values of the handover pack's recommended proposal (encryption, integrity, PFS group) on the device.",
  },
  'no-pfs': {
    means: 'The tunnel comes up but is not renewed: one side has perfect forward secrecy (PFS) switched off.',
    next: 'Hospital: switch PFS on in phase 2, with the DH group of the handover pack.',
  },
  'traffic-selector': {
    means: 'The two sides disagree about which subnets go through the tunnel.',
    next: 'Hospital: make the tunnel route-based, with 0.0.0.0/0 on both sides as its subnets (traffic selectors).',
  },
  'dpd-timeout': {
    means: 'A tunnel went down because the peer stopped answering dead peer detection.',
    next: "Hospital: check the device, its internet line and any firewall's idle timeout for UDP 500/4500 at the time of these lines.",
  },
  'inside-address': {
    means: 'The address inside the tunnel is not the one that the other side expects.',
    next: "Hospital: set the tunnel interface to the inside address and /30 mask of the handover pack, and the BGP neighbour to AWS's address. The first address is AWS's, the second is the hospital's.",
  },
  'bgp-asn': {
    means: 'The BGP session is refused because of an AS number.',
    next: "Hospital: compare the device's own AS number and its neighbour's with the handover pack. HeartLab: compare them with vpn.gateway.asn in the site file.",
  },
  'bgp-auth': {
    means: 'The BGP session is refused because the MD5 keys differ or only one side has one.',
    next: 'Hospital: for Direct Connect, enter the BGP MD5 key of the secrets file again. For the VPN tunnels, enter no key, because AWS uses none there.',
  },
  'bgp-prefix-limit': {
    means: 'One side announces more routes than the other accepts, and the session is closed.',
    next: 'Hospital: announce only the CIDR blocks of the handover pack (an outgoing prefix list), not the whole routing table.',
  },
  'cidr-overlap': {
    means: "The hospital's own network covers addresses of the cloud subnet, so traffic never enters the tunnel.",
    next: 'HeartLab and hospital: choose which side renumbers; until then the hospital must not use the cloud subnet (network.cloudCidr) on its own network.',
  },
  'route-missing': {
    means: 'A route between the hospital and the cloud subnet is missing.',
    next: "Hospital: route the cloud subnet into the tunnels, and announce (or have HeartLab enter) exactly the CIDR blocks of the site's file.",
  },
  'asymmetric-route': {
    means: 'Replies return on a different path from the requests, and a firewall drops them.',
    next: 'Hospital: put both tunnels into one zone, or switch off strict reverse path filtering and state checking between the two tunnel interfaces.',
  },
  'name-not-resolved': {
    means: "The sender's DNS does not resolve the host name of the ingest.",
    next: "Hospital: check the host name of the destination against the handover pack, and that the sender's DNS server answers for it.",
  },
  'ingest-unreachable': {
    means: 'The sender cannot open a TCP connection to the ingest.',
    next: 'Hospital: check that a tunnel is up, that the cloud subnet is routed into it, and that the address and port of the destination pass every firewall and proxy on the path. HeartLab: check the health of the load balancer.',
  },
  'sender-setup': {
    means: 'The sender cannot use its own settings: its certificate, key, CA file, URL or proxy.',
    next: 'Hospital: correct the setting that the evidence names on the sender. Its certificate and key must belong together, and both files must be readable.',
  },
  'tls-version': {
    means: 'The sender and the server share no TLS version or cipher suite.',
    next: 'Hospital: enable TLS 1.2 or 1.3 with current cipher suites on the sender, or update its software.',
  },
  'tls-expired': {
    means: 'A certificate has expired.',
    next: 'Hospital: check the clock of the sender, and renew the client certificate if the evidence names it. HeartLab: renew the server certificate if the evidence names that one.',
  },
  'tls-chain': {
    means: "One side does not trust the authority that issued the other side's certificate.",
    next: "Hospital: install the CA bundle of the handover pack as trusted on the sender, and send the client certificate with its whole chain; HeartLab: check that its authority is in the site's trust store.",
  },
  'tls-name': {
    means: "The server's certificate does not cover the host name that the sender called.",
    next: 'Hospital: use the host name of the handover pack in the destination URL, not an IP address or another name.',
  },
  'client-certificate-missing': {
    means: 'The sender sends no client certificate, but the server requires one.',
    next: 'Hospital: select the client certificate and its private key in the PACS destination (mTLS).',
  },
  'wrong-site-identity': {
    means: "The sender's certificate or user name belongs to another site than the host name that was called.",
    next: "Hospital: use this site's own client certificate (its CN is the site's name) or user name, with this site's own host name.",
  },
  'wrong-ae-title': {
    means: 'A DIMSE association was refused because of its called or calling AE title.',
    next: 'Hospital: compare the AE titles of the modality with the handover pack. HeartLab: compare them with dicom.dimse in the site file.',
  },
  'transfer-timeout': {
    means: 'A transfer was aborted because it took too long or paused too long.',
    next: 'Hospital: set the timeout of the PACS destination to 300 seconds or more, and check that no firewall or proxy on the path closes idle connections sooner.',
  },
  'stow-400': {
    means: 'The server could not parse the request (400), usually because the multipart body is incomplete.',
    next: 'Hospital: check that each part of the multipart body ends with the boundary named in its Content-Type, and that the whole study is sent.',
  },
  'stow-401': {
    means: 'The user name or password is missing or wrong (401).',
    next: 'Hospital: enter the user name and password of the secrets file again in the PACS destination.',
  },
  'stow-403': {
    means: 'The request was refused (403).',
    next: 'Hospital: check that the destination uses the credentials of this site. HeartLab: find the rule that refused it.',
  },
  'stow-404': {
    means: 'The address of the destination is wrong (404).',
    next: 'Hospital: set the destination to https://<host name>/dicomweb/studies, and the method to POST (STOW-RS).',
  },
  'stow-409': {
    means: 'No object of a request was stored (409).',
    next: "HeartLab: read the failed objects and their reasons in the response (0008,1198) and in the gate's log.",
  },
  'object-refused': {
    means:
      'Objects were refused because they are invalid: not DICOM, without the UIDs that identify them, or truncated.',
    next: 'Hospital: ask the PACS administrator for the objects that the PACS shows as failed, and for their reasons in the response (0008,1198).',
  },
  'other-content': {
    means: 'An object was refused because another one with the same SOP Instance UID is stored.',
    next: 'Hospital: ask the PACS administrator which of the two is correct. A changed object needs a SOP Instance UID of its own.',
  },
  'not-stored': {
    means: 'The cell could not store valid objects.',
    next: "HeartLab: read the server's log at the time of these lines, and check the database and S3. Hospital: resend the objects that the PACS shows as failed.",
  },
  'stow-413': {
    means: 'An object or the request is too large (413).',
    next: 'Hospital: check for a proxy on the path with a size limit. HeartLab: ingest.managed.largestObjectMiB limits an object; a request has no limit.',
  },
  'stow-415': {
    means: 'The content type is not accepted (415).',
    next: 'Hospital: send Content-Type multipart/related; type="application/dicom"; boundary=…, not multipart/form-data, and application/dicom without parameters as the type of each part.',
  },
  'stow-5xx': {
    means: 'The ingest itself failed or did not answer (5xx).',
    next: 'HeartLab: check the health of the ingest tasks, and their log at the time of these lines. The hospital can resend later.',
  },
} as const satisfies Readonly<Record<string, CauseText>>;

export type NamedCause = keyof typeof DIAGNOSIS_CAUSES;
export type CauseId = NamedCause | 'not-known';

/** In the order in which they are reported. */
export const CAUSE_IDS: readonly CauseId[] = [...(Object.keys(DIAGNOSIS_CAUSES) as NamedCause[]), 'not-known'];

export const NOT_KNOWN: CauseText = {
  means: 'Something failed, but these logs do not prove the cause.',
  next: 'HeartLab: compare both ends; run diagnose again with the log of the other end added, and with more lines from before the failure.',
};
