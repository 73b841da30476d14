import { ConcurrencyLimit } from './concurrency-limit';
import { digestOfDataSet } from './digest';
import { identifyObject } from './identify';
import type { KeyLock } from './key-lock';
import { type OrthancClient, orthancId } from './orthanc';
import type { FailureReason, ObjectUids, StoreOutcome } from './outcome';
import type { ExpectedIdentity, ObjectStore, SpooledObject } from './store';

export interface ObjectStoreOptions {
  readonly orthanc: OrthancClient;
  readonly lock: KeyLock;
  /** Objects that the server processes concurrently. */
  readonly storesAtOnce: number;
  /** Total bytes of the objects that the server processes concurrently: it keeps each whole object in memory. */
  readonly largestObjectBytes: number;
  /** Receives the reason why an object failed as `server`. The text contains no UID and no patient data. */
  readonly onProblem?: (why: string) => void;
}

/** How many lookups, each under a new lock, check an unsure decision. */
const MOST_LOOKUPS = 3;

/** `unsure`: a lookup under a new lock must determine whether the object is stored. */
type Decision = StoreOutcome | 'unsure';

/**
 * Stores each SOP Instance UID once. Orthanc's key also includes PatientID, study and series, and Orthanc compares no bytes, so the
 * gate looks up, stores and confirms under a lock of the UID.
 *
 * The outcome is what was read from Orthanc while the lock was held. If the lock or the answer to a POST is lost, the object is
 * looked up again under a new lock.
 */
export function createObjectStore(options: ObjectStoreOptions): ObjectStore {
  const { orthanc, lock, onProblem = () => {} } = options;
  const concurrency = new ConcurrencyLimit(options.storesAtOnce, options.largestObjectBytes);

  const failed = (reason: FailureReason, uids: Partial<ObjectUids>): StoreOutcome => ({ kind: 'failed', reason, uids });
  const problem = (why: string, uids: ObjectUids): StoreOutcome => {
    onProblem(why);
    return failed('server', uids);
  };

  /** Compares the object with the stored one with its UID. Undefined: there is none. */
  async function compare(object: SpooledObject, uids: ObjectUids): Promise<StoreOutcome | undefined> {
    const [id, ...others] = await orthanc.lookup(uids.sopInstance);
    if (id === undefined) return undefined;
    // Several instances have different PatientIDs, so their data sets differ.
    if (others.length > 0) return failed('other-content', uids);
    // The server keeps the whole stored file in memory, even if the new object is small.
    const storedDigest = await concurrency.run(await orthanc.size(id), () => orthanc.digest(id));
    const ownDigest = await digestOfDataSet(object.stream());
    if (storedDigest === undefined) return problem('a stored object is not a DICOM file', uids);
    return storedDigest === ownDigest
      ? { kind: 'stored', uids, bytes: object.bytes, isNew: false }
      : failed('other-content', uids);
  }

  async function attempt(object: SpooledObject, uids: ObjectUids, patientId: string): Promise<Decision> {
    const before = await compare(object, uids);
    if (before !== undefined) return before;
    // The bounds apply only while the server has the whole object in memory: the lookup does not wait for other objects.
    const post = () => concurrency.run(object.bytes, () => orthanc.post(object));
    let posted = await post();
    if (posted.kind === 'unknown' && posted.mayResend && (await orthanc.lookup(uids.sopInstance)).length === 0)
      posted = await post();
    if (posted.kind === 'refused') return failed('not-dicom', uids);
    if (posted.kind === 'unknown') {
      onProblem(posted.why);
      return 'unsure';
    }
    if (posted.kind === 'already')
      return (
        (await compare(object, uids)) ?? problem('the server reports an object as stored but does not find it', uids)
      );
    // Orthanc's id uses another encoding of a PatientID that isn't ASCII.
    if (posted.id !== orthancId(patientId, uids) && !(await orthanc.lookup(uids.sopInstance)).includes(posted.id))
      return problem('the server and the gate read different UIDs from the object', uids);
    return { kind: 'stored', uids, bytes: object.bytes, isNew: true };
  }

  async function decide(object: SpooledObject, uids: ObjectUids, patientId: string): Promise<StoreOutcome> {
    const runLocked = <T>(work: () => Promise<T>) => lock.run(uids.sopInstance, work);
    const first = await runLocked(() => attempt(object, uids, patientId));
    if (first.wasHeld && first.value !== 'unsure') return first.value;
    // No lookup has found it stored before.
    const isNew = first.value === 'unsure' || (first.value.kind === 'stored' && first.value.isNew);
    for (let attempts = 0; attempts < MOST_LOOKUPS; attempts += 1) {
      const { value, wasHeld } = await runLocked(() => compare(object, uids));
      if (!wasHeld) continue;
      if (value === undefined) return problem('the server did not keep the object', uids);
      return value.kind === 'stored' ? { ...value, isNew } : value;
    }
    return problem('the connection to the database was lost repeatedly', uids);
  }

  return {
    async store(object, expected = {}) {
      let uids: Partial<ObjectUids> = {};
      try {
        const identified = await identifyObject(object);
        uids = identified.uids;
        if (identified.kind === 'failed') return identified;
        const reason = mismatch(identified.uids, expected);
        return reason === undefined
          ? await decide(object, identified.uids, identified.patientId)
          : failed(reason, uids);
      } catch (error) {
        onProblem(error instanceof Error ? error.message : String(error));
        return failed('server', uids);
      } finally {
        await object.discard().catch(() => {});
      }
    },
  };
}

function mismatch(uids: ObjectUids, { study, sopClass, sopInstance }: ExpectedIdentity): FailureReason | undefined {
  if ((sopClass ?? uids.sopClass) !== uids.sopClass) return 'sop-mismatch';
  if ((sopInstance ?? uids.sopInstance) !== uids.sopInstance) return 'sop-mismatch';
  return (study ?? uids.study) === uids.study ? undefined : 'other-study';
}
