import type { KeyLock } from '../../../services/gate/store/key-lock';
import { createObjectStore } from '../../../services/gate/store/object-store';
import { createOrthanc, type OrthancClient } from '../../../services/gate/store/orthanc';
import { inMemory, type TestObject, testObject } from '../../support/builders/gate-objects';
import { type Behaviour, FakeOrthanc } from '../../support/programs/fake-orthanc';

/** Cases that a real Orthanc can't be made to produce: lost answers, errors after it has stored, and locks lost during the work. */

let server: FakeOrthanc;
let orthanc: OrthancClient;
let problems: string[];
/** Whether the next locks are still held when their work ends. All further locks are. */
let locksHeld: boolean[];
/** Runs while the next locks are held. */
let whileLocked: (() => void)[];
const lock: KeyLock = {
  async run(_, work) {
    const value = await work();
    whileLocked.shift()?.();
    return { value, wasHeld: locksHeld.shift() ?? true };
  },
  close: async () => {},
};

beforeEach(async () => {
  server = await new FakeOrthanc().start();
  orthanc = createOrthanc({ port: server.port, connections: 4 });
  problems = [];
  locksHeld = [];
  whileLocked = [];
});
afterEach(() => {
  orthanc.close();
  server.stop();
});

const store = async ({ bytes }: TestObject, expected = {}) => {
  const options = { orthanc, lock, storesAtOnce: 2, largestObjectBytes: 1e9 };
  const object = inMemory(bytes);
  const outcome = await createObjectStore({ ...options, onProblem: (why) => problems.push(why) }).store(
    object,
    expected,
  );
  expect(object.freed()).toBe(true);
  return outcome.kind === 'stored' ? (outcome.isNew ? 'new' : 'again') : outcome.reason;
};
/** Another object with the same UIDs. */
const rival = ({ uids }: TestObject): TestObject => testObject(uids);

test('an object is sent with its length, its type and no encoding', async () => {
  const object = testObject();
  expect(await store(object)).toBe('new');
  const [headers] = server.posts;
  expect(headers).toMatchObject({ 'content-length': `${object.bytes.length}`, 'content-type': 'application/dicom' });
  expect(headers).not.toHaveProperty('transfer-encoding');
  expect(headers).not.toHaveProperty('content-encoding');
});

test.each<readonly [string, Behaviour, string, number, number]>([
  ['the answer is lost after the object is stored', 'lose-answer', 'new', 1, 1],
  ['the connection breaks twice before the object is stored', 'lose-object', 'server', 0, 2],
  ['an error comes after the object is stored', 'error-stored', 'new', 1, 1],
  ['an error comes, and nothing is stored', 'error', 'server', 0, 1],
  ['Orthanc refuses the object', 'refuse', 'not-dicom', 0, 1],
  ['Orthanc reports an object as stored that it does not find', 'already', 'server', 0, 1],
  ['Orthanc reads another UID', 'other-uids', 'server', 1, 1],
])('%s', async (_, behaviour, outcome, instances, posts) => {
  server.next.push(...Array.from({ length: posts }, () => behaviour));
  expect(await store(testObject())).toBe(outcome);
  expect(server.instances.size).toBe(instances);
  expect(server.posts).toHaveLength(posts);
  expect(problems.length > 0).toBe(behaviour !== 'refuse');
});

test('after AlreadyStored the object is compared: the same, and another', async () => {
  const object = testObject();
  for (const [bytes, outcome] of [
    [object.bytes, 'again'],
    [rival(object).bytes, 'other-content'],
  ] as const) {
    server.instances.clear();
    server.next.push('already');
    const { lookup } = orthanc;
    // Another object is stored between lookup and POST.
    orthanc.lookup = async (uid) => {
      const found = await lookup(uid);
      if (server.instances.size === 0) server.add(uid, bytes);
      return found;
    };
    expect(await store(object)).toBe(outcome);
    orthanc.lookup = lookup;
  }
});

test('after Orthanc closed a persistent connection, an object that is not stored is sent again', async () => {
  expect(await store(testObject())).toBe('new');
  server.next.push('lose-object');
  expect(await store(testObject())).toBe('new');
  expect(server.posts).toHaveLength(3);
  server.next.push('lose-answer');
  expect(await store(testObject())).toBe('new');
  expect(server.posts).toHaveLength(4);
});

test('two instances with one UID differ from any object', async () => {
  const object = testObject();
  server.add(object.uids.sopInstance, object.bytes);
  server.add(object.uids.sopInstance, rival(object).bytes);
  expect(await store(object)).toBe('other-content');
  expect(server.posts).toHaveLength(0);
});

describe('after a lost lock', () => {
  test('only the object itself is found', async () => {
    locksHeld = [false, true];
    expect(await store(testObject())).toBe('new');
  });

  test('another object is found', async () => {
    const object = testObject();
    locksHeld = [false, true];
    whileLocked = [() => void server.add(object.uids.sopInstance, rival(object).bytes)];
    expect(await store(object)).toBe('other-content');
  });

  test('the object was stored before', async () => {
    const object = testObject();
    server.add(object.uids.sopInstance, object.bytes);
    locksHeld = [false, true];
    expect(await store(object)).toBe('again');
  });

  test('the object is not found', async () => {
    locksHeld = [false, true];
    whileLocked = [() => server.instances.clear()];
    expect(await store(testObject())).toBe('server');
  });

  test('the outcome is unknown if locks are lost repeatedly', async () => {
    locksHeld = [false, false, false, false];
    expect(await store(testObject())).toBe('server');
    expect(problems).toEqual(['the connection to the database was lost repeatedly']);
  });
});

test.each([
  ['study', { study: '1.2.3' }, 'other-study'],
  ['SOP class', { sopClass: '1.2.3' }, 'sop-mismatch'],
  ['SOP instance', { sopInstance: '1.2.3' }, 'sop-mismatch'],
])('an object of another %s than expected is not sent to the server', async (_, expected, reason) => {
  expect(await store(testObject(), expected)).toBe(reason);
  expect(server.posts).toHaveLength(0);
});

test('an object with the expected UIDs is stored', async () => {
  const object = testObject();
  expect(await store(object, object.uids)).toBe('new');
});

test('a server that is unreachable or silent is a failure of the server', async () => {
  server.failLookups = true;
  expect(await store(testObject())).toBe('server');
  server.stop();
  expect(await store(testObject())).toBe('server');
});

test('a stored file that can not be read is a failure', async () => {
  const object = testObject();
  server.add(object.uids.sopInstance, Buffer.from('no DICOM'));
  expect(await store(object)).toBe('server');
});

test('an object that Orthanc refused because of a collision is sent again', async () => {
  server.next.push('busy');
  expect(await store(testObject())).toBe('new');
  expect([server.posts.length, server.instances.size, problems]).toEqual([2, 1, []]);
  server.next.push('busy', 'busy');
  expect(await store(testObject())).toBe('server');
  expect([server.posts.length, server.instances.size]).toEqual([4, 1]);
  expect(problems).toEqual(['POST /instances was answered with status 503', 'the server did not keep the object']);
});
