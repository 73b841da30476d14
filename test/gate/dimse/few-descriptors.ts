import { type DimseListener, startDimse } from '../../../services/gate/dimse/listen';
import { MemorySpool, MemoryStore } from './memory-store';

/** A process with few file descriptors gets more connections than it can open, and then a valid one. Prints the results. */
async function main(): Promise<void> {
  const seen = new Set<string>();
  const dimse: DimseListener = await startDimse({
    port: 0,
    calledAeTitle: 'HEARTLAB',
    callingAeTitles: ['CT1'],
    store: new MemoryStore(),
    spool: new MemorySpool(),
    idleSeconds: 30,
    on: (event) => seen.add(event.kind === 'dropped' ? event.why : event.kind),
  });
  process.stdout.write(`port ${dimse.port}\n`);
  process.stdin.on('data', () => {
    process.stdout.write(`seen ${[...seen].toSorted().join(' ')}\n`);
    process.exit(0);
  });
}

void main();
