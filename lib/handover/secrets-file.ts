import { Encrypter } from 'age-encryption';
import type { HandoverFacts } from './facts';

/** A site's secrets. They leave HeartLab only in this file, encrypted for the hospital's own keys. */

/** The pre-shared keys of the two tunnels, assigned to their tunnels if AWS's secret permits it. */
export type TunnelKeys =
  | { readonly kind: 'each'; readonly keys: readonly [string, string] }
  | { readonly kind: 'one'; readonly key: string }
  /** The format is unknown: the text is passed on unchanged. */
  | { readonly kind: 'as-held'; readonly text: string };

export interface SiteSecrets {
  readonly tunnels: TunnelKeys | undefined;
  /** In the order of the file. */
  readonly virtualInterfaces: readonly { readonly name: string; readonly key: string }[];
  readonly stowPassword: string | undefined;
}

function tunnelLines(keys: TunnelKeys, { vpn }: HandoverFacts): readonly string[] {
  const to = (number: 1 | 2): string => vpn?.tunnels[number === 1 ? 0 : 1].outsideAddress ?? '';
  switch (keys.kind) {
    case 'each':
      return [
        `Pre-shared key of tunnel 1 (to ${to(1)}): ${keys.keys[0]}`,
        `Pre-shared key of tunnel 2 (to ${to(2)}): ${keys.keys[1]}`,
        'Enter each at the peer of its tunnel, without spaces before or after it.',
      ];
    case 'one':
      return [
        `Pre-shared key: ${keys.key}`,
        `AWS stores one key. Try it at both tunnels (to ${to(1)} and ${to(2)}). If a tunnel refuses it, ask HeartLab for the key of that tunnel.`,
      ];
    case 'as-held':
      return [
        `Pre-shared keys of tunnel 1 (to ${to(1)}) and tunnel 2 (to ${to(2)}), as AWS stores them:`,
        ...keys.text.split('\n').map((line) => `    ${line}`),
        'HeartLab could not determine which key belongs to which tunnel. Ask HeartLab before you enter them.',
      ];
  }
}

/** The text that is encrypted. */
export function secretsText(facts: HandoverFacts, { tunnels, virtualInterfaces, stowPassword }: SiteSecrets): string {
  const groups = [
    [
      `HeartLab, site ${facts.site}: keys and passwords.`,
      "Enter them, and don't keep this text. Never forward it by e-mail, chat or ticket.",
    ],
    ...(tunnels === undefined ? [] : [tunnelLines(tunnels, facts)]),
    ...virtualInterfaces.map(({ name, key }) => [
      `BGP key (MD5) of the virtual interface ${name}: ${key}`,
      'Enter it at the BGP neighbour of that interface on your router.',
    ]),
    ...(stowPassword === undefined
      ? []
      : [
          [
            `STOW-RS password of the user ${facts.site}: ${stowPassword}`,
            `Enter both in the PACS, at the destination https://${facts.hostName}/dicomweb/studies (Basic authentication).`,
          ],
        ]),
  ];
  return `${groups.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** A recipient that can't be encrypted for. */
export class RecipientError extends Error {
  override readonly name = 'RecipientError';
}

function encrypterFor(recipients: readonly string[]): Encrypter {
  const encrypter = new Encrypter();
  for (const [index, recipient] of recipients.entries()) {
    // A private key that is given by mistake must not appear in a log.
    if (/AGE-SECRET-KEY/i.test(recipient))
      throw new RecipientError(
        `recipient ${index + 1} is a private key and now exposed: create a new key pair; a recipient begins with age1`,
      );
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new RecipientError(
        `recipient ${index + 1} (${JSON.stringify(recipient.slice(0, 12))}…) is not a public key of age: give the whole line that begins with age1`,
      );
    }
  }
  return encrypter;
}

/** @throws RecipientError */
export function checkRecipients(recipients: readonly string[]): void {
  encrypterFor(recipients);
}

/**
 * The age file (age-encryption.org/v1). Each recipient can decrypt it.
 *
 * @throws RecipientError
 */
export async function sealSecrets(text: string, recipients: readonly string[]): Promise<Uint8Array> {
  if (recipients.length === 0)
    throw new RecipientError(
      'no recipient is given: give at least one public key of age, a line that begins with age1',
    );
  return encrypterFor(recipients).encrypt(text);
}
