/** Cleanup that must run however this process ends. Only SIGKILL can't be handled. */

const open = new Set<() => void>();
let listening = false;

function closeAll(): void {
  // The newest first: a program ends before the folder that it writes to is removed.
  for (const close of [...open].reverse()) {
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

/** Registers a synchronous function that runs when the process ends. The returned function removes the registration. */
export function closeOnExit(close: () => void): () => void {
  listen();
  open.add(close);
  return () => open.delete(close);
}
