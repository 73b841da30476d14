import type { DimseEvent } from '../../../services/gate/dimse/events';
import { type DimseListener, type DimseOptions, startDimse } from '../../../services/gate/dimse/listen';
import { MemorySpool, MemoryStore } from './memory-store';

export interface TestFront extends DimseListener {
  readonly store: MemoryStore;
  readonly spool: MemorySpool;
  readonly events: DimseEvent[];
}

const open: DimseListener[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((dimse) => dimse.close()));
});

/** A DIMSE listener on loopback with the AE title HEARTLAB, for CT1 and MR1. It is closed after the test. */
export async function front(options: Partial<DimseOptions> = {}): Promise<TestFront> {
  const store = new MemoryStore();
  const spool = new MemorySpool();
  const events: DimseEvent[] = [];
  const dimse = await startDimse({
    port: 0,
    calledAeTitle: 'HEARTLAB',
    callingAeTitles: ['CT1', 'MR1'],
    store,
    spool,
    idleSeconds: 30,
    on: (event) => events.push(event),
    ...options,
    limits: { closeSeconds: 0.2, ...options.limits },
  });
  open.push(dimse);
  return { ...dimse, store, spool, events };
}
