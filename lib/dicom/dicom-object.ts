import { randomBytes } from 'node:crypto';
import { dicomElement, EXPLICIT_LITTLE_ENDIAN, fileHead, greyImage, SECONDARY_CAPTURE } from './dicom-element';

/** DICOM Part 10 bytes of an invented Secondary Capture, Explicit VR Little Endian (DICOM PS3.10 section 7, PS3.5 section 7.1.2). */
export interface DicomObject {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  readonly patient: string;
  readonly bytes: Buffer;
  /** Only the data set: the receiver of a C-STORE writes its own header (DICOM PS3.10 section 7.1). */
  readonly data: Buffer;
}

/** A name that must never appear in a log. */
export const TEST_PATIENT = 'REHEARSAL^INVENTED';

/** DICOM PS3.5 annex B.2: a random UUID as a number. */
export const newUid = (): string => `2.25.${BigInt(`0x${randomBytes(15).toString('hex')}`)}`;

/** An object of `side` × `side` grey pixels of one byte. By default it has its own study, series and patient. */
export function dicomObject(side = 64, study = newUid(), series = newUid(), patient?: string): DicomObject {
  const instance = newUid();
  const patientId = patient ?? `ID-${instance.slice(-8)}`;
  const meta = [
    dicomElement(2, 1, 'OB', Buffer.from([0, 1])),
    dicomElement(2, 2, 'UI', SECONDARY_CAPTURE),
    dicomElement(2, 3, 'UI', instance),
    dicomElement(2, 0x10, 'UI', EXPLICIT_LITTLE_ENDIAN),
    dicomElement(2, 0x12, 'UI', '2.25.1'),
  ];
  const data = Buffer.concat([
    dicomElement(8, 0x16, 'UI', SECONDARY_CAPTURE),
    dicomElement(8, 0x18, 'UI', instance),
    dicomElement(8, 0x60, 'CS', 'OT'),
    dicomElement(8, 0x64, 'CS', 'WSD'),
    dicomElement(0x10, 0x10, 'PN', TEST_PATIENT),
    dicomElement(0x10, 0x20, 'LO', patientId),
    dicomElement(0x20, 0x0d, 'UI', study),
    dicomElement(0x20, 0x0e, 'UI', series),
    ...greyImage(side, randomBytes(side * side)),
  ]);
  const bytes = Buffer.concat([fileHead(meta), ...meta, data]);
  return { study, series, instance, patient: patientId, bytes, data };
}
