import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { atMost } from '../at-most';
import type { AwsClients } from '../aws/clients';
import { askAws } from '../aws/failure';
import type { NamedLog } from '../diagnose';
import { daysOf, type LogPeriod } from './period';

/** The number of files read for one load balancer, the newest first. Each covers five minutes. */
const MOST_FILES = 300;
const AT_ONCE = 8;

/**
 * The logs of a load balancer (Elastic Load Balancing, "Access logs", "Connection logs": gzipped lines below
 * `<prefix>/AWSLogs/<account>/elasticloadbalancing/<region>/<year>/<month>/<day>/`).
 */
export async function readAccessLogs(
  clients: AwsClients,
  bucket: string,
  prefix: string,
  period: LogPeriod,
): Promise<NamedLog> {
  const keys = (await listed(clients, bucket, prefix, period)).slice(-MOST_FILES);
  const texts = await atMost(AT_ONCE, keys, (key) => readFile(clients, bucket, key));
  return { name: `s3://${bucket}/${prefix}`, text: texts.join('\n') };
}

async function listed(
  { s3, place }: AwsClients,
  bucket: string,
  prefix: string,
  period: LogPeriod,
): Promise<readonly string[]> {
  const found: { readonly key: string; readonly at: number }[] = [];
  for (const day of daysOf(period)) {
    let token: string | undefined;
    do {
      const page = await askAws('s3:ListBucket', place, () =>
        s3.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: `${prefix}/AWSLogs/${place.account}/elasticloadbalancing/${place.region}/${day}/`,
            ContinuationToken: token,
          }),
        ),
      );
      for (const { Key, LastModified } of page.Contents ?? [])
        if (Key !== undefined && LastModified !== undefined) found.push({ key: Key, at: LastModified.getTime() });
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }
  return found
    .filter(({ at }) => at >= period.from.getTime())
    .sort((one, other) => one.at - other.at)
    .map(({ key }) => key);
}

async function readFile({ s3, place }: AwsClients, bucket: string, key: string): Promise<string> {
  const bytes = await askAws('s3:GetObject', place, async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body?.transformToByteArray();
  });
  return bytes === undefined ? '' : unpacked(Buffer.from(bytes));
}

/** An invalid file does not prevent reading the others. */
function unpacked(bytes: Buffer): string {
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    return bytes.toString('utf8');
  }
}
