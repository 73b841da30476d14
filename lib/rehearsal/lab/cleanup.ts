/** What must not outlive this process, however it ends; only SIGKILL can't be answered. */

const open = new Set<() => void>();
let listening = false;

function closeAll(): void {
  for (const close of open) {
    try {
      close();
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  open.clear();
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

function listen(): void {
  if (listening) return;
  listening = true;
  for (const [signal, number] of Object.entries(SIGNALS))
    process.on(signal, () => {
      closeAll();
      process.exit(128 + number);
    });
  process.on('exit', closeAll);
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    closeAll();
    process.exit(1);
  });
}

/** Calls this when the process ends; it must wait for nothing. What is given back takes it off the list. */
export function closeOnExit(close: () => void): () => void {
  listen();
  open.add(close);
  return () => open.delete(close);
}
