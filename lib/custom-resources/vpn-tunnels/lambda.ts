import { randomUUID } from 'node:crypto';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ec2Port } from './ec2-adapter';
import { createHandlers } from './handler';
import { newPreSharedKey } from './key';

/**
 * The entry of both Lambda functions of the custom resource's provider: bundled by esbuild, on Node 22 or newer.
 * Each invocation takes up to five minutes (INVOCATION, and the calls of a last step), so give it six.
 */
const client = new EC2Client({
  maxAttempts: 1,
  // CALL in timing.ts rests on this.
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});

export const { onEvent, isComplete } = createHandlers(ec2Port(client), {
  now: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
  nonce: () => randomUUID().slice(0, 8),
  newPreSharedKey,
  // Straight to the log, so that each line is JSON and nothing else: a metric filter reads `$.outcome`.
  log: (entry) => process.stdout.write(`${JSON.stringify(entry)}\n`),
});
