import * as z from 'zod';
import { addressKind, parseAddress, parseBlock, parseInterfaceAddress } from '../addressing/ipv4';
import { CHANGE_EFFECTS, type ChangeClass, documentedField, withMeaning } from './field';
import { NO_TEMPLATE_SYNTAX, PLAIN_PATTERN, plainTextField, templateSyntax } from './plain-text';

/** Settings that occur in more than one place of the two files. */

/** Editors check an address or a block against these patterns; the loader also checks the meaning. */
export const ADDRESS_PATTERN = '^(\\d{1,3}\\.){3}\\d{1,3}$';
export const BLOCK_PATTERN = '^(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}$';

export const SITE_NAME = /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/;

/** An IPv4 CIDR block with its host bits zero. */
export function ipv4Block(doc: {
  readonly description: string;
  readonly example: string;
  readonly change: ChangeClass;
  readonly changeNote?: string;
  readonly prefix?: number;
}): z.ZodString {
  const { prefix, ...rest } = doc;
  const expected = prefix === undefined ? 'an IPv4 CIDR block' : `an IPv4 CIDR block of size /${prefix}`;
  return documentedField(
    withMeaning(z.string(), (textField) => {
      const parsed = parseInterfaceAddress(textField);
      if (parsed === undefined)
        return { wrong: parseAddress(textField) === undefined ? `is not ${expected}` : 'has no prefix length' };
      if (prefix !== undefined && parsed.block.prefix !== prefix) return { wrong: `is not a /${prefix}` };
      if (parseBlock(textField) === undefined)
        return { wrong: 'has bits set beyond its prefix', write: `write ${parsed.block.text}` };
      return undefined;
    }),
    { ...rest, expected, pattern: BLOCK_PATTERN },
  );
}

export const ipv4Address = (): z.ZodString =>
  withMeaning(z.string(), (textField) =>
    parseAddress(textField) === undefined ? { wrong: 'is not an IPv4 address' } : undefined,
  );

interface Effect {
  readonly change: ChangeClass;
  readonly changeNote: string;
}

const MOVES_GATEWAY: Effect = {
  change: CHANGE_EFFECTS.hospital,
  changeNote:
    'Both tunnels are down until the hospital has moved its settings. Add the old pair to `previous`, or the connection would be replaced. Outside addresses and keys stay',
};

/** The effect of changing what the connection was created with. */
export const REPLACES_CONNECTION: Effect = {
  change: CHANGE_EFFECTS.fixed,
  changeNote: 'A change would replace the connection and cut the hospital off',
};

/** The effect of changing an earlier gateway, which is kept only because the connection was created with it. */
export const CHANGE_STAYS: Effect = {
  change: CHANGE_EFFECTS.cloud,
  changeNote: 'Never change the first entry: that would replace the connection',
};

/** CloudFormation changes the peers of a virtual interface in place, with an interruption: the interface is not replaced. */
export const NEW_PEER: Effect = {
  change: CHANGE_EFFECTS.hospital,
  changeNote:
    'The interface stays, but its BGP session is down until the hospital has configured the same value. Change one interface at a time',
};

/** A public unicast address (RFC 6890). Documentation addresses are accepted; a rule reports them with a note. */
export const publicIp = (description: string, effect: Effect = MOVES_GATEWAY): z.ZodString =>
  documentedField(
    withMeaning(ipv4Address(), (textField) =>
      parseAddress(textField) !== undefined && addressKind(textField) === 'not-public'
        ? {
            wrong: 'is not a public, routable IPv4 address',
            write: 'write the address that the internet sees, such as 203.0.113.10',
          }
        : undefined,
    ),
    {
      description,
      expected: 'a public IPv4 address',
      pattern: ADDRESS_PATTERN,
      example: '203.0.113.10',
      ...effect,
    },
  );

/** The BGP ASN of the hospital: 1 to 4294967295, without those that AWS reserves. */
export const hospitalAsn = (effect: Effect = MOVES_GATEWAY): z.ZodNumber =>
  documentedField(z.number().int().min(1).max(4294967295), {
    description:
      "The hospital's BGP autonomous system number, 1 to 4294967295 (RFC 6793). Not 7224, 9059, 10124 or 17943, which AWS reserves.",
    expected: 'an autonomous system number from 1 to 4294967295',
    example: '65010',
    requiredWith: '`routing: bgp`',
    ...effect,
  });

const isPrivateAsn = (value: number): boolean =>
  (value >= 64512 && value <= 65534) || (value >= 4200000000 && value <= 4294967294);

/** EC2's default ASN of the AWS side (CreateVpnGateway). */
export const DEFAULT_AWS_ASN = 64512;

/** The BGP ASN of the AWS side: private, immutable (CreateVpnGateway, CreateDirectConnectGateway). */
export const awsAsn = (what: string, changeNote = REPLACES_CONNECTION.changeNote): z.ZodDefault<z.ZodNumber> =>
  documentedField(z.number().int().refine(isPrivateAsn, { error: 'is not a private autonomous system number' }), {
    description: `The BGP autonomous system number of ${what}, on the AWS side: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996).`,
    expected: 'a private autonomous system number, 64512 to 65534 or 4200000000 to 4294967294',
    example: '64512',
    change: CHANGE_EFFECTS.fixed,
    changeNote,
  }).default(DEFAULT_AWS_ASN);

/** Raising a generation by one makes a new key or password. A wrong value might be the key, so only few digits are shown. */
export const generationField = (description: string, change: ChangeClass, changeNote: string): z.ZodNumber =>
  documentedField(z.number().int().min(1), {
    description,
    expected: 'a whole number from 1, raised by one for a new key',
    example: '1',
    change,
    changeNote,
    secret: true,
  });

/** DICOM value representation AE (PS3.5 table 6.2-1): 1 to 16 characters, no backslash, no control characters. */
export const aeTitle = (description: string, change: ChangeClass, changeNote?: string): z.ZodString =>
  documentedField(
    withMeaning(z.string(), (textField) => {
      if (textField.trim() === '' || textField.length > 16) return { wrong: 'is not 1 to 16 characters' };
      if (!/^[\x20-\x5b\x5d-\x7e]+$/.test(textField))
        return { wrong: 'has a character that is not allowed in an AE title' };
      if (textField !== textField.trim())
        return { wrong: 'begins or ends with a space, which DICOM ignores', write: `write ${textField.trim()}` };
      return templateSyntax(textField);
    }),
    {
      description,
      pattern: `^${NO_TEMPLATE_SYNTAX}[\\x20-\\x5b\\x5d-\\x7e]{1,16}$`,
      expected: 'a DICOM AE title (1 to 16 printable ASCII characters, no backslash)',
      example: 'AKLPACS1',
      change,
      changeNote,
    },
  );

export const textField = (doc: Parameters<typeof documentedField>[1], schema: z.ZodString = z.string()): z.ZodString =>
  documentedField(plainTextField(schema).trim().min(1).max(200), { ...doc, pattern: PLAIN_PATTERN });

export const emailField = (description: string, example: string, changeNote?: string): z.ZodEmail =>
  documentedField(z.email(), {
    description,
    expected: 'an e-mail address',
    example,
    change: CHANGE_EFFECTS.nothing,
    changeNote,
  });
