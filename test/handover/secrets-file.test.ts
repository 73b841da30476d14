import { Decrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { handoverFacts } from '../../lib/handover/facts';
import {
  checkRecipients,
  RecipientError,
  type SiteSecrets,
  sealSecrets,
  secretsText,
} from '../../lib/handover/secrets-file';
import { anEnvironment, BGP_SITE, LIVE } from '../support/builders/handover-sites';

const facts = handoverFacts(BGP_SITE, anEnvironment(), LIVE);
const SECRETS: SiteSecrets = {
  tunnels: { kind: 'each', keys: ['invented.key.one', 'invented.key.two'] },
  virtualInterfaces: [{ name: 'primary', key: 'InventedBgpKey' }],
  stowPassword: 'invented-password',
};

const opened = async (file: Uint8Array, identity: string): Promise<string> => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(file, 'text');
};

test.each([
  ['X25519', generateX25519Identity],
  ['hybrid, post-quantum', generateHybridIdentity],
])('each of several recipients opens the file, and nobody else (%s)', async (_, generate) => {
  const identities = await Promise.all([generate(), generate(), generate()]);
  const recipients = await Promise.all(identities.map((identity) => identityToRecipient(identity)));
  const file = await sealSecrets(secretsText(facts, SECRETS), recipients.slice(0, 2));
  expect(Buffer.from(file).toString('latin1')).toMatch(/^age-encryption.org\/v1\n/);
  expect(Buffer.from(file).toString('latin1')).not.toContain('invented');
  for (const identity of identities.slice(0, 2)) expect(await opened(file, identity)).toBe(secretsText(facts, SECRETS));
  await expect(opened(file, identities[2] ?? '')).rejects.toThrow();
});

test('says of each secret what it is and where to enter it', () => {
  expect(secretsText(facts, SECRETS)).toMatchInlineSnapshot(`
"HeartLab, site auckland-heart: keys and passwords.
Enter them, and don't keep this text. Never forward it by e-mail, chat or ticket.

Pre-shared key of tunnel 1 (to 198.51.100.10): invented.key.one
Pre-shared key of tunnel 2 (to 198.51.100.20): invented.key.two
Enter each at the peer of its tunnel, without spaces before or after it.

BGP key (MD5) of the virtual interface primary: InventedBgpKey
Enter it at the BGP neighbour of that interface on your router.

STOW-RS password of the user auckland-heart: invented-password
Enter both in the PACS, at the destination https://auckland-heart.ingest.sydney.heartlab.example/dicomweb/studies (Basic authentication).
"
`);
});

test.each<[SiteSecrets['tunnels'], RegExp]>([
  [
    { kind: 'one', key: 'only.one.key' },
    /^Pre-shared key: only\.one\.key\nAWS stores one key\. Try it at both tunnels/m,
  ],
  [
    { kind: 'as-held', text: 'some\nform' },
    /as AWS stores them:\n {4}some\n {4}form\nHeartLab could not determine which/,
  ],
])('pre-shared keys that can not be assigned to a tunnel', (tunnels, expected) => {
  expect(secretsText(facts, { ...SECRETS, tunnels })).toMatch(expected);
});

test('what is not there is not mentioned', () => {
  const text = secretsText(facts, { tunnels: undefined, virtualInterfaces: [], stowPassword: undefined });
  expect(text).not.toMatch(/undefined|shared|BGP|password of/);
});

describe('refuses', () => {
  test.each(['', 'age1', 'age1qqqq', 'ssh-ed25519 AAAA', 'somebody@hospital.example'])('%j', (recipient) => {
    expect(() => checkRecipients([recipient])).toThrow(RecipientError);
    expect(() => checkRecipients([recipient])).toThrow(/recipient 1 .* is not a public key of age/);
  });

  test('a private key, without saying it again', async () => {
    const identity = await generateX25519Identity();
    const good = await identityToRecipient(identity);
    expect(() => checkRecipients([good, identity])).toThrow(/^recipient 2 is a private key and now exposed/);
    try {
      checkRecipients([identity]);
    } catch (error) {
      expect(String(error)).not.toContain(identity.slice(15, 30));
    }
  });

  test('to encrypt for nobody', async () => {
    await expect(sealSecrets('text', [])).rejects.toThrow(RecipientError);
  });
});
