import { randomUUID } from 'node:crypto';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ec2Port } from './ec2-adapter';
import { createHandlers } from './handler';
import { newPreSharedKey } from './pre-shared-key';

/**
 * The entry of both Lambda functions of the provider, bundled by esbuild for Node 22 or newer. An invocation takes up to five
 * minutes (INVOCATION_DURATION, and the calls of a last step), so the functions have a timeout of six.
 */
const client = new EC2Client({
  maxAttempts: 1,
  // CALL_DURATION in timing.ts assumes this timeout.
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});

export const { onEvent, isComplete } = createHandlers(ec2Port(client), {
  now: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
  nonce: () => randomUUID().slice(0, 8),
  newPreSharedKey,
  // Not through console, so that each line is only JSON: a metric filter reads `$.outcome`.
  log: (entry) => process.stdout.write(`${JSON.stringify(entry)}\n`),
});
