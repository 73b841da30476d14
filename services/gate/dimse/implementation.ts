/** The gate's identification in associations (PS3.7 section D.3.3.2) and file headers (PS3.10 section 7.1). */
export const GATE_IMPLEMENTATION = {
  /** A UUID as a number (PS3.5 annex B.2), generated once. */
  classUid: '2.25.333246007635054472044034981860812682437',
  /** At most 16 characters. */
  versionName: 'HEARTLAB-GATE',
} as const;
