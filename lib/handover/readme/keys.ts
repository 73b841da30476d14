import { certificateRequest } from '../../config/client-certificate';
import { bulletList, codeBlock, copyableCode, type PackSection } from './markdown';
import type { SectionInput } from './readme-input';

/** The secrets, and how they are sent. */
export function keysSection({ facts, secretsFile, caBundle, link }: SectionInput): PackSection {
  const secret = [
    ...(facts.vpn?.tunnels.map(({ number }) => `the pre-shared key of tunnel ${number}`) ?? []),
    ...facts.directConnect.map(({ name }) => `the BGP key (MD5) of the virtual interface ${copyableCode(name)}`),
    ...(facts.stowAuth === 'basic' ? [`the STOW-RS password of the user ${copyableCode(facts.site)}`] : []),
  ];
  const channel =
    secretsFile === undefined
      ? [
          `These secrets are not in this pack. HeartLab sends them as a file that only you can open. Create a key pair with age (age-encryption.org), and send HeartLab (${link('contacts')}) the line that begins with \`age1\`. This is your public key. Compare it with HeartLab over the telephone.`,
          codeBlock(['age-keygen -o heartlab-key.txt', 'age --decrypt -i heartlab-key.txt secrets.age']),
          "If you can't use age, agree on another way with your HeartLab Onboarding Manager: in person, or by a telephone number that both sides already know. Never send keys by e-mail, chat or ticket.",
        ]
      : [
          `These secrets are in ${copyableCode(secretsFile)}, encrypted for the age keys that you gave HeartLab:`,
          codeBlock([`age --decrypt -i heartlab-key.txt ${secretsFile}`]),
          "Decrypt to the screen, enter the values, and don't keep the text.",
        ];
  const certificate =
    facts.stowAuth === 'mtls'
      ? [
          '### The client certificate of the PACS',
          `HeartLab issues this certificate. Create the key on your side, so that it never leaves your network. Send HeartLab ${copyableCode('client.csr')}, which is not secret:`,
          codeBlock(certificateRequest(facts.site)),
          `HeartLab returns ${copyableCode('client.crt')}. Its subject has exactly one CN, ${copyableCode(facts.site)}, and may have other attributes. HeartLab refuses the certificate of another site, and a certificate without a CN or with several. Note the expiry date, and request the next certificate a month before it.`,
        ]
      : [];
  return {
    title: 'Keys, certificates and passwords',
    parts: [
      ...(secret.length === 0 ? [] : [bulletList(secret), ...channel]),
      ...certificate,
      caBundle === undefined
        ? undefined
        : `### Trusted certificate authorities\n\n${copyableCode(caBundle)} contains the certificate authorities of HeartLab's server. It is not secret. Install it only in the PACS.`,
    ],
  };
}
