/** The guidance by which algorithms and DH groups are rated. */

/** `read`: from the text itself. `copy`: from a third party's copy or an earlier draft. `recall`: from memory; look it up before use. */
export type HowRead = 'read' | 'copy' | 'recall';

export interface GuidanceText {
  readonly title: string;
  readonly source: string;
  readonly howRead: HowRead;
  /** The limits of this column. */
  readonly caveat: string;
}

export const GUIDANCE_TEXTS = {
  nist: {
    title: 'NIST SP 800-77r1',
    source: 'Guide to IPsec VPNs, June 2020, sections 4.1.4, 7.2.3, 7.2.4.2 and 7.2.6, table 1',
    howRead: 'copy',
    caveat:
      'From a profile that quotes it with page numbers. The text contradicts itself on HMAC-SHA-1: approved in 7.2.3 (page 70), no longer approved in 4.1.4 (page 39).',
  },
  rfc8247: {
    title: 'RFC 8247 (IKE)',
    source: 'Algorithm Implementation Requirements for IKEv2, September 2017',
    howRead: 'copy',
    caveat: 'From the last draft (draft-ietf-ipsecme-rfc4307bis-10); the final text differs for group 22.',
  },
  rfc8221: {
    title: 'RFC 8221 (ESP)',
    source: 'Cryptographic Algorithm Requirements for ESP and AH, October 2017',
    howRead: 'recall',
    caveat: 'From memory throughout. It does not cover Diffie-Hellman groups.',
  },
  nzism: {
    title: 'NZISM 3.9',
    source: 'New Zealand Information Security Manual, chapter 17',
    howRead: 'read',
    caveat: 'Minimum: AES-256, SHA-384 (SHA-256 for IN CONFIDENCE and below only), ECDH P-384, DH 3072.',
  },
  ism: {
    title: 'AU ISM, Dec 2025',
    source: 'Information Security Manual, controls 0472, 0474, 0994, 0998, 0999, 1759, 1771 and 1772',
    howRead: 'read',
    caveat: 'For non-classified, OFFICIAL: Sensitive and PROTECTED. SECRET and TOP SECRET require 3072 bits (1759).',
  },
  disa: {
    title: 'DISA VPN SRG V2R6',
    source: 'Virtual Private Network Security Requirements Guide',
    howRead: 'copy',
    caveat:
      'From a profile of it. The copy that was read did not contain the encryption requirements; groups are rated by number only.',
  },
} as const satisfies Record<string, GuidanceText>;

export type GuidanceId = keyof typeof GUIDANCE_TEXTS;
export const GUIDANCE_IDS = Object.keys(GUIDANCE_TEXTS) as readonly GuidanceId[];
