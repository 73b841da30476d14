import { randomBytes } from 'node:crypto';

/** The permitted characters (EC2 API, ModifyVpnTunnelOptionsSpecification PreSharedKey): 64, so six bits each. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';

/**
 * The longest that EC2 accepts: 64 characters of six bits are 384 bits, less a few thousandths for the rule on the first
 * character. NZISM 17 requires pre-shared keys of at least 384 bits with an ECDH group under 384 bits.
 */
const LENGTH = 64;

/** Generates a pre-shared key. A key must not start with 0. */
export function newPreSharedKey(random: (bytes: number) => Uint8Array = randomBytes): string {
  for (;;) {
    // 256 is a multiple of 64: the low six bits of a random byte are unbiased.
    const key = Array.from(random(LENGTH), (byte) => ALPHABET.charAt(byte & 63)).join('');
    // Drawing all of it again, not only the first character, keeps every permitted key equally likely.
    if (!key.startsWith('0')) return key;
  }
}
