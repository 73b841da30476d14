import { generateKeyPairSync } from 'node:crypto';
import { pem } from './pem';

const keys = {
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ed25519: generateKeyPairSync('ed25519').privateKey,
};
const cipher = { cipher: 'aes-256-cbc', passphrase: 'a passphrase' };
/** Private keys in every form that a file may contain. They are generated when the tests run; none is ever committed. */
export const PRIVATE_KEYS: readonly (readonly [string, string | Buffer])[] = [
  ['PKCS #8', keys.ec.export({ type: 'pkcs8', format: 'pem' })],
  ['SEC 1', keys.ec.export({ type: 'sec1', format: 'pem' })],
  ['PKCS #1', keys.rsa.export({ type: 'pkcs1', format: 'pem' })],
  ['Ed25519', keys.ed25519.export({ type: 'pkcs8', format: 'pem' })],
  ['encrypted', keys.ec.export({ type: 'pkcs8', format: 'pem', ...cipher })],
  ['encrypted in the old way', keys.rsa.export({ type: 'pkcs1', format: 'pem', ...cipher })],
  ['PKCS #8, binary', keys.ec.export({ type: 'pkcs8', format: 'der' })],
  ['SEC 1, binary', keys.ec.export({ type: 'sec1', format: 'der' })],
  ['PKCS #1, binary', keys.rsa.export({ type: 'pkcs1', format: 'der' })],
  ['after a certificate', `${pem('ca')}${keys.ec.export({ type: 'pkcs8', format: 'pem' })}`],
  ['in UTF-16', Buffer.from(`\ufeff${keys.ec.export({ type: 'pkcs8', format: 'pem' })}`, 'utf16le')],
  ['of PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n'],
];
