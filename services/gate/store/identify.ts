import { FIRST_ELEMENT_AT, type MetaHeaderRead, MOST_META_HEADER_BYTES, readMetaHeader } from './meta-header';
import type { FailureReason, ObjectUids } from './outcome';
import type { SpooledObject } from './store';
import { readUid } from './uid';
import { type DataSetEncoding, walkElements } from './walk';

/**
 * Identifies an object by its content. `dicom-parser` is not suitable: it needs the whole file in one buffer, reads all of it if
 * the stop tag is missing, and inflates deflated data sets.
 */

export type IdentifiedObject =
  /** `patientId` is empty if there is none, or more than one. */
  | { readonly kind: 'object'; readonly uids: ObjectUids; readonly patientId: string }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly uids: Partial<ObjectUids> };

/** The tag of each UID (DICOM PS3.3, section C.12.1, C.7.2.1 and C.7.3.1). */
const TAGS: Readonly<Record<keyof ObjectUids, number>> = {
  sopClass: 0x00080016,
  sopInstance: 0x00080018,
  study: 0x0020000d,
  series: 0x0020000e,
};
const NAMES = Object.keys(TAGS).filter((name): name is keyof ObjectUids => name in TAGS);
const PATIENT_ID = 0x00100020;
const REQUESTED_TAGS = new Set([...Object.values(TAGS), PATIENT_ID]);

/** All syntaxes not listed below are Explicit VR Little Endian; only their pixel data differ (DICOM PS3.5, annex A). */
const LITTLE_EXPLICIT: DataSetEncoding = { explicit: true, bigEndian: false };
const LITTLE_IMPLICIT: DataSetEncoding = { explicit: false, bigEndian: false };
const ENCODINGS: Readonly<Record<string, DataSetEncoding>> = {
  '1.2.840.10008.1.2': LITTLE_IMPLICIT,
  '1.2.840.10008.1.2.2': { explicit: true, bigEndian: true },
  // A private syntax of GE: Implicit VR Little Endian with pixel data in big endian.
  '1.2.840.113619.5.2': LITTLE_IMPLICIT,
};
/** The whole data set is deflated: Deflated Explicit VR Little Endian, JPIP (HTJ2K) Referenced Deflate (DICOM PS3.5, annex A). */
const DEFLATED = new Set(['1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.4.95', '1.2.840.10008.1.2.4.205']);

export async function identifyObject(object: Pick<SpooledObject, 'bytes' | 'read'>): Promise<IdentifiedObject> {
  const meta: MetaHeaderRead = object.bytes < FIRST_ELEMENT_AT ? { kind: 'not-dicom' } : await readHeader(object);
  if (meta.kind === 'not-dicom') return { kind: 'failed', reason: 'not-dicom', uids: {} };
  const { dataSetAt, transferSyntax, sopClass, sopInstance } = meta.header;
  const headerUids = defined({ sopClass, sopInstance });
  if (meta.kind === 'ends') return { kind: 'failed', reason: 'cut-short', uids: headerUids };
  if (transferSyntax === undefined) return { kind: 'failed', reason: 'not-dicom', uids: headerUids };
  if (DEFLATED.has(transferSyntax)) return { kind: 'failed', reason: 'compressed', uids: headerUids };

  const { end, found } = await walkElements(
    object,
    dataSetAt,
    ENCODINGS[transferSyntax] ?? LITTLE_EXPLICIT,
    REQUESTED_TAGS,
  );
  /** Empty if a value occurs twice: it is unknown which one a server uses. */
  const singleValue = (requested: number): Buffer => {
    const [only, ...others] = found.filter(({ tag }) => tag === requested);
    return only === undefined || others.length > 0 ? Buffer.alloc(0) : only.value;
  };
  const uids = defined(Object.fromEntries(NAMES.map((name) => [name, readUid(singleValue(TAGS[name]))])));
  if (end === 'cut') return { kind: 'failed', reason: 'cut-short', uids: { ...headerUids, ...uids } };
  // Orthanc also strips blanks only at the end.
  const patientId = singleValue(PATIENT_ID)
    .toString('latin1')
    .replace(/[\0 ]+$/, '');
  return isComplete(uids) ? { kind: 'object', uids, patientId } : { kind: 'failed', reason: 'no-uids', uids };
}

/** Reads the beginning of the file, in growing pieces, until its header ends. */
async function readHeader(object: Pick<SpooledObject, 'bytes' | 'read'>): Promise<MetaHeaderRead> {
  for (let length = 4096; ; length *= 4) {
    const most = Math.min(length, MOST_META_HEADER_BYTES);
    const head = readMetaHeader(await object.read(0, most));
    if (head.kind !== 'ends' || most >= object.bytes) return head;
    if (most === MOST_META_HEADER_BYTES) return { kind: 'not-dicom' };
  }
}

const defined = (uids: Partial<Record<keyof ObjectUids, string | undefined>>): Partial<ObjectUids> =>
  Object.fromEntries(Object.entries(uids).filter(([, value]) => value !== undefined));

const isComplete = (uids: Partial<ObjectUids>): uids is ObjectUids => NAMES.every((name) => uids[name] !== undefined);
