import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** PostgreSQL's own count (`scram_iterations`). */
const ITERATIONS = 4096;

/**
 * What PostgreSQL keeps of a password (RFC 5803 in PostgreSQL's form: documentation, "pg_authid"). A statement with it has no password
 * that a log could keep. The password must be printable ASCII: RFC 4013 then leaves it as it is.
 */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const key = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${key('Server Key').toString('base64')}`;
}
