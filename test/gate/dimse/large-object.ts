import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { dicomElement, elementHead, fileHead, SECONDARY_CAPTURE } from '../../../lib/dicom/dicom-element';
import { newUid } from '../../../lib/dicom/dicom-object';
import type { ObjectSpool } from '../../../services/gate/store/store';

/** Keeps only the digest of an object's data set. */
export function hashingSpool(): {
  readonly spool: ObjectSpool;
  readonly digest: () => string;
  readonly most: () => number;
} {
  let digest = '';
  let most = 0;
  const spool: ObjectSpool = {
    open: () => {
      const hash = createHash('sha256');
      let isHeader = true;
      return {
        write: async (chunk) => {
          // The header is the first chunk.
          if (!isHeader) hash.update(chunk);
          isHeader = false;
          most = Math.max(most, process.memoryUsage.rss());
          return 'ok';
        },
        finish: async () => {
          digest = hash.digest('hex');
          const none = Buffer.alloc(0);
          return { bytes: 0, read: async () => none, stream: () => process.stdin, discard: async () => {} };
        },
        discard: async () => {},
      };
    },
  };
  return { spool, digest: () => digest, most: () => most };
}

/** A Secondary Capture of many megabytes. Returns the digest of its data set. */
export async function largeFile(path: string, megabytes: number): Promise<string> {
  const instance = newUid();
  const hash = createHash('sha256');
  const meta = [
    dicomElement(2, 1, 'OB', Buffer.from([0, 1])),
    dicomElement(2, 2, 'UI', SECONDARY_CAPTURE),
    dicomElement(2, 3, 'UI', instance),
    dicomElement(2, 0x10, 'UI', '1.2.840.10008.1.2.1'),
    dicomElement(2, 0x12, 'UI', '2.25.1'),
  ];
  const file = createWriteStream(path);
  file.write(Buffer.concat([fileHead(meta), ...meta]));
  const write = async (bytes: Buffer): Promise<void> => {
    hash.update(bytes);
    if (!file.write(bytes)) await new Promise((resolve) => file.once('drain', () => resolve(undefined)));
  };
  await write(
    Buffer.concat([
      dicomElement(8, 0x16, 'UI', SECONDARY_CAPTURE),
      dicomElement(8, 0x18, 'UI', instance),
      dicomElement(0x20, 0x0d, 'UI', newUid()),
      dicomElement(0x20, 0x0e, 'UI', newUid()),
      elementHead(0x7fe0, 0x10, 'OB', megabytes * 1_000_000),
    ]),
  );
  for (let index = 0; index < megabytes; index += 1) await write(Buffer.alloc(1_000_000, index));
  file.end();
  await finished(file);
  return hash.digest('hex');
}
