import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { connectToDatabase } from './connection';
import { createCellDatabaseHandler } from './handler';
import { readLogin } from './login';

/** Amazon's CAs, including those of RDS. Since Node.js 20 Lambda no longer loads them (Lambda guide, "CA certificate loading"). */
const AMAZON_CAS = '/var/runtime/ca-cert.pem';

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the variable ${name} is missing`);
  return value;
}

const secrets = new SecretsManagerClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});

/** The entry of the Lambda function. */
export const onEvent = createCellDatabaseHandler({
  server: {
    host: variable('DATABASE_HOST'),
    port: Number(variable('DATABASE_PORT')),
    ca: readFileSync(AMAZON_CAS, 'utf8'),
  },
  masterSecretArn: variable('MASTER_SECRET_ARN'),
  readLogin: (arn) => readLogin(secrets, arn),
  connect: connectToDatabase,
  salt: () => randomBytes(16),
  now: Date.now,
  pause: () => new Promise((resolve) => setTimeout(resolve, 3_000)),
  log: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
});
