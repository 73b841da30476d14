import type { CommandOutput } from './output';

/** Says on stderr how far a verb is. */
export interface ProgressDisplay {
  step(): void;
  /** To be awaited before anything else is written. */
  done(): Promise<void>;
}

/** A line a tenth, where nobody looks at a terminal; silent for a handful. */
export function plainProgress(total: number, what: string, output: CommandOutput): ProgressDisplay {
  const every = Math.ceil(total / 10);
  let count = 0;
  return {
    step() {
      count += 1;
      if (total >= 10 && (count % every === 0 || count === total)) output.err(`${count} of ${total} ${what}`);
    },
    done: async () => undefined,
  };
}

/** One line that counts, and is gone when all is done. */
async function terminalProgress(total: number, what: string): Promise<ProgressDisplay> {
  // Loaded only where somebody looks: it is half of what a verb would load.
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  let count = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let show: () => void = () => undefined;
  const title = (): string => `${count} of ${total} ${what}`;
  const tasks = new Listr(
    [
      {
        title: title(),
        task: (_, task) => {
          show = () => {
            task.title = title();
          };
          return finished;
        },
      },
    ],
    {
      // The verb's own Ctrl-C stays its own.
      registerSignalListeners: false,
      rendererOptions: {
        clearOutput: true,
        // It draws on what it takes for stdout: on stderr, since stdout is for what was asked.
        logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stdout) }),
      },
    },
  );
  const running = tasks.run();
  return {
    step() {
      count += 1;
      show();
    },
    async done() {
      finish();
      await running;
    },
  };
}

export const progressOf = (total: number, what: string, output: CommandOutput): Promise<ProgressDisplay> =>
  process.stderr.isTTY === true ? terminalProgress(total, what) : Promise.resolve(plainProgress(total, what, output));
