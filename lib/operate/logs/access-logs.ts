import { gunzipSync } from 'node:zlib';
import { type _Object, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { atMost } from '../at-most';
import type { AwsClients } from '../aws/clients';
import { askAws } from '../aws/failure';
import { allPages } from '../aws/pages';
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
  const found: _Object[] = [];
  for (const day of daysOf(period)) {
    const Prefix = `${prefix}/AWSLogs/${place.account}/elasticloadbalancing/${place.region}/${day}/`;
    const files = await allPages((ContinuationToken) =>
      askAws('s3:ListBucket', place, async () => {
        const answer = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken }));
        return { items: answer.Contents, next: answer.NextContinuationToken };
      }),
    );
    found.push(...files);
  }
  return found
    .flatMap(({ Key, LastModified }) =>
      Key === undefined || LastModified === undefined ? [] : [{ key: Key, at: LastModified.getTime() }],
    )
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
