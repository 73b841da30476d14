import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { validJson } from '../../config/valid-json';
import type { MasterLogin } from './connection';
import { CellDatabaseError } from './errors';

// Printable ASCII, which SCRAM uses unchanged.
const loginSchema = z.object({ username: z.string().min(1), password: z.string().regex(/^[\x21-\x7e]{16,128}$/) });

/** Reads the login in a secret. */
export async function readLogin(client: SecretsManagerClient, arn: string): Promise<MasterLogin> {
  let text: string | undefined;
  try {
    text = (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
  } catch (error) {
    throw new CellDatabaseError(
      `The secret ${arn} could not be read (${error instanceof Error ? error.name : 'unknown'}). Check that it exists, and that the function's role and the VPC endpoint of Secrets Manager allow access; then deploy again.`,
    );
  }
  const parsed = loginSchema.safeParse(validJson(text ?? ''));
  if (parsed.success) return parsed.data;
  throw new CellDatabaseError(
    `The secret ${arn} does not contain a login: JSON with username, and a password of 16 to 128 printable ASCII characters without blanks. Restore the generated value (aws secretsmanager update-secret-version-stage), then deploy again.`,
  );
}

/** PostgreSQL's default (`scram_iterations`). */
const SCRAM_ITERATIONS = 4096;

/**
 * The verifier that PostgreSQL stores instead of a password (RFC 5803 in PostgreSQL's form: documentation, "pg_authid"). A
 * statement with a verifier can't reveal the password in a log. The password must be printable ASCII, which RFC 4013 does not change.
 */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, 32, 'sha256');
  const key = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${SCRAM_ITERATIONS}:${salt.toString('base64')}$${stored}:${key('Server Key').toString('base64')}`;
}
