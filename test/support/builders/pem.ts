import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of test/fixtures/certs, made by the script there. */
export const pem = (name: string): string => readFileSync(join('test/fixtures/certs', `${name}.pem`), 'utf8');

/** The binary form of a PEM block. */
export const derOf = (text: string): Buffer => Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64');

export const pemOf = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
