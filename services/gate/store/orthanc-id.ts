import { createHash } from 'node:crypto';
import type { ObjectUids } from './outcome';

/**
 * Orthanc's id of an instance: the SHA-1 of PatientID, study, series and SOP Instance UID (Orthanc's `DicomInstanceHasher.cpp`). If
 * Orthanc answers with this id, it has read the same UIDs from the object as the gate.
 */
export function orthancId(patientId: string, { study, series, sopInstance }: ObjectUids): string {
  const digest = createHash('sha1').update([patientId, study, series, sopInstance].join('|'), 'latin1').digest('hex');
  return digest.match(/.{8}/g)?.join('-') ?? '';
}
