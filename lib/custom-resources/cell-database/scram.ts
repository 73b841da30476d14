import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** PostgreSQL's default (`scram_iterations`). */
const ITERATIONS = 4096;

/**
 * The verifier that PostgreSQL stores instead of a password (RFC 5803 in PostgreSQL's form: documentation, "pg_authid"). A
 * statement with a verifier can't reveal the password in a log. The password must be printable ASCII, which RFC 4013 does not change.
 */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const key = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${key('Server Key').toString('base64')}`;
}
