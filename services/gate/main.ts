import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startDimse } from './dimse/listen';
import { logDimse } from './log/dimse-log';
import type { GateLog } from './log/log';
import type { GateEnvironment } from './read-settings';
import { type GateParts, runGate } from './run';
import { createKeyLock } from './store/key-lock';
import { createObjectStore } from './store/object-store';
import { createOrthanc } from './store/orthanc';
import { createSpool } from './store/spool';
import { storeOverStow } from './stow/stow';

/** Total bytes of the objects in memory. */
const SPOOL_MEMORY = 33_554_432;

async function openParts({ settings, database }: GateEnvironment, log: GateLog): Promise<GateParts> {
  const { server, storesAtOnce, largestObjectBytes, folder, dimse, idleSeconds } = settings;
  const { port, name, caFile } = settings.database;
  const lock = createKeyLock({ ...database, port, database: name, ca: readFileSync(caFile, 'utf8') });
  // Twice as many connections as stores: the next objects are looked up while others are being stored.
  const orthanc = createOrthanc({ port: server.port, connections: 2 * storesAtOnce });
  const store = createObjectStore({ orthanc, lock, storesAtOnce, largestObjectBytes, onProblem: log.problem });
  const spool = createSpool({ folder, largestObjectBytes, memoryBytes: SPOOL_MEMORY });
  const dimseListener =
    dimse === undefined ? undefined : await startDimse({ ...dimse, store, spool, idleSeconds, on: logDimse(log) });
  // A key that only this task uses, so that tasks do not wait for each other.
  const healthKey = `health ${randomUUID()}`;
  return {
    stow: ({ message, ...request }) =>
      storeOverStow(message, { ...request, store, spool, largestObjectBytes, storesAtOnce }),
    isDatabaseUp: async () => (await lock.run(healthKey, async () => true)).wasHeld,
    closeDimse: dimseListener?.close,
    async close() {
      orthanc.close();
      await lock.close();
    },
  };
}

void runGate(openParts);
