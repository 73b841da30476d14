import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../../lib/config/proposals';

/** How devices spell what a site permits: read back from a file without the tables that wrote it. */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, RegExp>> = {
  'AES256-GCM-16':
    /aes-?256-?gcm|aes-gcm-256|esp-gcm 256|AES256-GCM|AES_GCM256|GCMAES256|AES-GCM-256|AES-GCM \(256|AESGCM16-256/,
  'AES128-GCM-16':
    /aes-?128-?gcm|aes-gcm-128|esp-gcm 128|encryption aes-gcm$|AES128-GCM|"AES_GCM"|GCMAES128|AES-GCM-128|AES-GCM \(128|AESGCM16-128/m,
  AES256: /aes-?256(?!-?gcm)|aes-cbc-256|esp-aes 256|(?<!GCM)AES[- ]?256(?!-GCM)|AES \(256/,
  AES128: /aes-?128(?!-?gcm)|aes-cbc-128|esp-aes 128|encryption aes$|(?<!GCM)AES[- ]?128(?!-GCM)|AES \(128|"AES"/m,
};

const INTEGRITY: Readonly<Record<IntegrityAlgorithm, RegExp>> = {
  'SHA2-512': /sha-?512|SHA2?[ -]?512/,
  'SHA2-384': /sha-?384|SHA2?[ -]?384/,
  'SHA2-256': /sha-?256|SHA2?[ -]?256/,
  SHA1: /sha-?1\b|sha1-96|esp-sha-hmac|(?:integrity|prf|hash) sha$|prfsha1|SHA1|"SHA"/m,
};

export const namesEncryption = (text: string, value: EncryptionAlgorithm): boolean => ENCRYPTION[value].test(text);
export const namesIntegrity = (text: string, value: IntegrityAlgorithm): boolean => INTEGRITY[value].test(text);

/** Names of groups in strongSwan and RouterOS (RFC 2409, 3526, 5114, 5903). */
const NAMED_GROUPS: Readonly<Record<string, number>> = {
  modp1024: 2,
  modp1536: 5,
  modp2048: 14,
  modp3072: 15,
  modp4096: 16,
  modp6144: 17,
  modp8192: 18,
  ecp256: 19,
  ecp384: 20,
  ecp521: 21,
  modp1024s160: 22,
  modp2048s224: 23,
  modp2048s256: 24,
};

/** Microsoft.Network/connections, IpsecPolicy. */
const AZURE_GROUPS: Readonly<Record<string, number>> = {
  DHGroup2: 2,
  PFS2: 2,
  DHGroup14: 14,
  PFS2048: 14,
  ECP256: 19,
  ECP384: 20,
  DHGroup24: 24,
  PFS24: 24,
};

export function dhGroupsIn(text: string): readonly number[] {
  const numbers = [...text.matchAll(/(?:(?<!tunnel-)\bgroup ?|dh-group ?|dhgrp |DH group +)(\d+)\b/g)].map(
    ([, digits]) => Number(digits),
  );
  const entered = [
    ...text.matchAll(
      /\| [^|\n]*(?:DH|PFS|Diffie-Hellman|Key Group|Perfect Forward Secrecy)[^|\n]*\| `(?:Diffie-Hellman )?(?:Group )?(\d+)`/g,
    ),
    ...text.matchAll(/"GROUP(\d+)"/g),
  ].map(([, digits]) => Number(digits));
  const azure = [...text.matchAll(/(?:dhGroup|pfsGroup): '(\w+)'/g)].map(
    ([, name = '']) => AZURE_GROUPS[name] ?? Number.NaN,
  );
  const names = (text.match(/modp\d+(?:s\d+)?|ecp\d+/g) ?? []).map((name) => NAMED_GROUPS[name] ?? Number.NaN);
  return [...numbers, ...names, ...entered, ...azure];
}

/** strongSwan renews IKE after rekey_time and lets it end over_time later. */
export function lifetimesIn(text: string): readonly number[] {
  const plain =
    /(?:lifetime(?:-seconds| seconds)?[ =]|keylife |keylifeseconds |life_time = |Lifetime, seconds +)(\d+)/g;
  const entered = /\| [^|\n]*(?:[Ll]ife ?[Tt]ime|Key life|SA Life|Renegotiate)[^|\n]*\| `(?:\d+, that is )?(\d+)/g;
  const bodies = /(?:"lifeTime"|saLifeTimeSeconds): (\d+)/g;
  const soft = /rekey_time = (\d+)s\n\s+over_time = (\d+)s/g;
  return [
    ...[plain, entered, bodies].flatMap((form) => [...text.matchAll(form)].map(([, seconds]) => Number(seconds))),
    ...[...text.matchAll(soft)].map(([, rekey, over]) => Number(rekey) + Number(over)),
  ];
}

/** Autonomous system numbers. PAN-OS prepends by count, so that one isn't looked at. */
export function numbersOfBgp(text: string): readonly number[] {
  const keyword =
    /(?:router bgp|remote-as|local-as|peer-as|system-as|set as|set as-path prepend|as-path-prepend|set-aspath|ASN of the hospital +|ASN of AWS +) ?['"]?((?:\d+ ?)+)|\b(?:remote\.)?as=(\d+)/g;
  const entered = /\| [^|\n]*\bAS\b[^|\n]*\| `(\d+)` \||\basn: (\d+)/g;
  return [
    ...[...text.matchAll(keyword)].flatMap(([, list = '', one = '']) =>
      `${list} ${one}`.trim().split(/ +/).map(Number),
    ),
    ...[...text.matchAll(entered)].map(([, field, property]) => Number(field ?? property)),
  ];
}
