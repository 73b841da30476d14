/** Value representations with a length of four bytes after two reserved bytes (DICOM PS3.5, section 7.1.2, table 7.1-1). */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

export const isLong = (vr: string): boolean => LONG.has(vr);

export const isVr = (vr: string): boolean => /^[A-Z]{2}$/.test(vr);

/** The length field of a value that ends at a delimiter. */
export const UNDEFINED_LENGTH = 0xffffffff;
