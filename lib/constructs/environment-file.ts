import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';

/**
 * A text as an asset that ECS reads as an environment file (its key must end with `.env`). Another content is another object, so that
 * a task that is started again gets what it was deployed with.
 */
export function environmentFileAsset(scope: Construct, id: string, text: string): Asset {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-'));
  try {
    const path = join(folder, 'configuration.env');
    writeFileSync(path, text);
    return new Asset(scope, id, { path });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
