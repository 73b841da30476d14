import type { CommandOutput } from './output';

/** Reports on stderr how many items are done. */
export interface ProgressDisplay {
  step(): void;
  /** Must be awaited before other output. */
  done(): Promise<void>;
}

/** Without a terminal: prints a line for each tenth, and nothing for fewer than ten items. */
function plainProgress(total: number, what: string, output: CommandOutput): ProgressDisplay {
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

/** On a terminal: shows one line with the count, and clears it at the end. */
async function terminalProgress(total: number, what: string): Promise<ProgressDisplay> {
  // Loaded only for a terminal, because it is half of the code that a command loads.
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
      // The command handles Ctrl-C itself.
      registerSignalListeners: false,
      rendererOptions: {
        clearOutput: true,
        // Listr writes to its stdout, which is stderr here: stdout is for the command's result.
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
