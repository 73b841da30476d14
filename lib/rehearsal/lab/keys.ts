import { randomBytes } from 'node:crypto';

/** AWS's alphabet of pre-shared keys: letters, digits, dots and underscores, no zero at the start. */
export const newKey = (): string => `k${randomBytes(24).toString('base64url').replaceAll('-', '.')}`;

export const newKeys = (): readonly [string, string] => [newKey(), newKey()];
