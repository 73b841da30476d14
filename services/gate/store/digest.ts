import { createHash } from 'node:crypto';
import { MOST_META_HEADER_BYTES, readMetaHeader } from './meta-header';

/**
 * The SHA-256 of a Part 10 file's data set: of everything after group 0002. The preamble and the File Meta Information are not
 * included, because each sender of an object writes its own (DICOM PS3.10, section 7.1). Undefined: it is not a Part 10 file.
 */
export async function digestOfDataSet(file: AsyncIterable<Buffer | string>): Promise<string | undefined> {
  const hash = createHash('sha256');
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of file) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    if (head === undefined) {
      hash.update(bytes);
      continue;
    }
    head = Buffer.concat([head, bytes]);
    const read = readMetaHeader(head);
    if (read.kind === 'header') {
      hash.update(head.subarray(read.header.dataSetAt));
      head = undefined;
    } else if (read.kind === 'not-dicom' || head.length > MOST_META_HEADER_BYTES) return undefined;
  }
  return head === undefined ? hash.digest('hex') : undefined;
}
