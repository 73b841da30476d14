import type { EncryptionAlgorithm, IntegrityAlgorithm, Phase1DhGroup, Phase2DhGroup } from '../../config/proposals';
import type { GuidanceId } from './guidance';

/**
 * The rating of each value that the eIFU permits, by guidance. `good`: recommended or required. `fine`: allowed. `poor`: allowed
 * only as legacy, or not preferred. `bad`: not approved, or below the minimum. `silent`: not mentioned, or the guidance was not
 * read.
 */
export type GuidanceLevel = 'good' | 'fine' | 'poor' | 'bad' | 'silent';

export interface GuidanceRating {
  readonly level: GuidanceLevel;
  /** The guidance's wording, in short. */
  readonly words: string;
  /** True if this cell is less certain than its column: the final text was not read for it. */
  readonly uncertain?: true;
}

export type GuidanceRatings = Readonly<Record<GuidanceId, GuidanceRating>>;

const good = (words: string): GuidanceRating => ({ level: 'good', words });
const fine = (words: string): GuidanceRating => ({ level: 'fine', words });
const poor = (words: string): GuidanceRating => ({ level: 'poor', words });
const bad = (words: string): GuidanceRating => ({ level: 'bad', words });
const SILENT: GuidanceRating = { level: 'silent', words: 'not covered' };
const UNREAD: GuidanceRating = { level: 'silent', words: 'not in the copy read', uncertain: true };
const uncertain = (rating: GuidanceRating): GuidanceRating => ({ ...rating, uncertain: true });

export const ENCRYPTION_RATINGS: Readonly<Record<EncryptionAlgorithm, GuidanceRatings>> = {
  'AES256-GCM-16': {
    nist: good('recommended'),
    rfc8247: good('SHOULD'),
    rfc8221: good('MUST'),
    nzism: good('approved'),
    ism: good('preferred mode'),
    disa: UNREAD,
  },
  'AES128-GCM-16': {
    nist: good('recommended'),
    rfc8247: good('SHOULD'),
    rfc8221: good('MUST'),
    nzism: bad('below the minimum (AES-256)'),
    ism: good('preferred mode'),
    disa: UNREAD,
  },
  AES256: {
    nist: good('recommended'),
    rfc8247: good('MUST'),
    rfc8221: good('MUST'),
    nzism: good('approved'),
    ism: fine('allowed'),
    disa: UNREAD,
  },
  AES128: {
    nist: good('recommended'),
    rfc8247: good('MUST'),
    rfc8221: good('MUST'),
    nzism: bad('below the minimum (AES-256)'),
    ism: fine('allowed (1771)'),
    disa: UNREAD,
  },
};

export const INTEGRITY_RATINGS: Readonly<Record<IntegrityAlgorithm, GuidanceRatings>> = {
  'SHA2-512': {
    nist: good('recommended'),
    rfc8247: good('SHOULD; as PRF SHOULD+'),
    rfc8221: good('SHOULD'),
    nzism: good('allowed'),
    ism: good('allowed; preferred as PRF'),
    disa: good('meets SHA-384 or better'),
  },
  'SHA2-384': {
    nist: good('recommended'),
    rfc8247: fine('not listed: MAY'),
    rfc8221: fine('not listed: MAY'),
    nzism: good('allowed; the minimum above IN CONFIDENCE'),
    ism: fine('allowed'),
    disa: good('meets SHA-384 or better'),
  },
  'SHA2-256': {
    nist: good('recommended'),
    rfc8247: good('MUST'),
    rfc8221: good('MUST'),
    nzism: poor('allowed as HMAC; as hash only for IN CONFIDENCE and below'),
    ism: fine('allowed'),
    disa: bad('below SHA-384'),
  },
  SHA1: {
    nist: uncertain(poor('legacy; the text contradicts itself')),
    rfc8247: poor('MUST-'),
    rfc8221: poor('MUST-'),
    nzism: bad('not approved'),
    ism: bad('not in the allowed list'),
    disa: bad('below SHA-384'),
  },
};

const NIST_GROUP = good('approved');
const NIST_WEAK = bad('not approved: under 112 bits of security');
const NOT_14_TO_21 = bad('outside the approved groups 14 to 21');

export const DH_GROUP_RATINGS: Readonly<Record<Phase1DhGroup | Phase2DhGroup, GuidanceRatings>> = {
  2: group('1024 bits', NIST_WEAK, poor('SHOULD NOT'), 'below 2048 (0472)', false),
  5: group('1536 bits', NIST_WEAK, poor('SHOULD NOT'), 'below 2048 (0472)', false),
  14: {
    nist: NIST_GROUP,
    rfc8247: good('MUST'),
    rfc8221: SILENT,
    nzism: bad('2048 bits, below the minimum of 3072'),
    ism: poor('at the floor, not preferred'),
    disa: bad('below group 16'),
  },
  15: {
    nist: NIST_GROUP,
    rfc8247: fine('MAY'),
    rfc8221: SILENT,
    nzism: fine('3072 bits, at the minimum'),
    ism: good('preferred'),
    disa: bad('below group 16'),
  },
  16: {
    nist: NIST_GROUP,
    rfc8247: fine('MAY'),
    rfc8221: SILENT,
    nzism: good('approved'),
    ism: good('preferred'),
    disa: good('group 16 or above'),
  },
  17: largest(),
  18: largest(),
  19: {
    nist: NIST_GROUP,
    rfc8247: good('SHOULD'),
    rfc8221: SILENT,
    nzism: bad('P-256, below the minimum of P-384'),
    ism: poor('above the floor, not preferred (0474)'),
    disa: fine('group 16 or above, by number'),
  },
  20: {
    nist: NIST_GROUP,
    rfc8247: fine('MAY'),
    rfc8221: SILENT,
    nzism: good('P-384, as required'),
    ism: good('preferred (0474)'),
    disa: good('group 16 or above'),
  },
  21: {
    nist: NIST_GROUP,
    rfc8247: fine('MAY'),
    rfc8221: SILENT,
    nzism: uncertain(fine('P-521; the text names P-384')),
    ism: fine('above the floor'),
    disa: good('group 16 or above'),
  },
  22: group('1024 bits', NIST_WEAK, uncertain(bad('MUST NOT (final text)')), 'below 2048 (0472)', true),
  23: group('2048 bits', NOT_14_TO_21, poor('SHOULD NOT'), 'at the floor, not preferred', true),
  24: group('2048 bits', NOT_14_TO_21, poor('SHOULD NOT'), 'at the floor, not preferred', true),
};

/** Groups 17 and 18. */
function largest(): GuidanceRatings {
  return {
    nist: NIST_GROUP,
    rfc8247: fine('MAY'),
    rfc8221: SILENT,
    nzism: good('approved'),
    ism: fine('above the floor'),
    disa: good('group 16 or above'),
  };
}

/** A group that no guidance approves. */
function group(
  size: string,
  nist: GuidanceRating,
  rfc8247: GuidanceRating,
  ism: string,
  highNumber: boolean,
): GuidanceRatings {
  return {
    nist,
    rfc8247,
    rfc8221: SILENT,
    nzism: bad(`${size}, below the minimum of 3072`),
    ism: ism.startsWith('below') ? bad(ism) : poor(ism),
    disa: highNumber ? uncertain(poor('above 16 by number only')) : bad('below group 16'),
  };
}

/** The longest lifetime of phase 1 that each guidance permits. */
export const LIFETIME_GUIDANCE = [
  { guidance: 'nzism', words: 'phase 1 of 14,400 s or less (SHOULD)', longest: 14400 },
  { guidance: 'ism', words: 'less than 14,400 s (control 0498)', longest: 14399 },
] as const satisfies readonly { guidance: GuidanceId; words: string; longest: number }[];
