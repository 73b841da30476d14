import { randomBytes } from 'node:crypto';

/** What a pre-shared key may be made of (EC2 API, ModifyVpnTunnelOptionsSpecification PreSharedKey): 64 characters, six bits each. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';

/**
 * The longest that EC2 takes: 64 characters of six bits are 384 bits, less the few thousandths that the first
 * character's rule costs. NZISM 17 wants pre-shared keys of at least 384 bits beside an ECDH group under 384 bits.
 */
const LENGTH = 64;

/** A fresh pre-shared key. A key must not start with 0. */
export function newPreSharedKey(random: (bytes: number) => Uint8Array = randomBytes): string {
  for (;;) {
    // 256 is a multiple of 64: the low six bits of a random byte are unbiased.
    const key = Array.from(random(LENGTH), (byte) => ALPHABET.charAt(byte & 63)).join('');
    // Drawing all of it again, not only the first character, keeps every permitted key equally likely.
    if (!key.startsWith('0')) return key;
  }
}
