import { input, select } from '@inquirer/prompts';

/** A prompt at the terminal. */
export interface TerminalQuestion {
  readonly message: string;
  readonly choices?: readonly string[];
  /** The answer that was given before, to correct. */
  readonly before?: string;
  /** The values in a text that was typed. */
  read(text: string): readonly string[];
  /** The reason why an answer is invalid; undefined if it is valid. */
  wrong(answer: readonly string[]): string | undefined;
}

export type AskQuestion = (prompt: TerminalQuestion) => Promise<readonly string[]>;

const TO_TERMINAL = { output: process.stderr };

/** Prompts at the terminal; undefined without a terminal. */
export function terminalAsk(): AskQuestion | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (prompt) => (prompt.choices === undefined ? askText(prompt) : askChoice(prompt, prompt.choices));
}

async function askText({ message, before, read, wrong }: TerminalQuestion): Promise<readonly string[]> {
  const text = await input(
    {
      message,
      ...(before === undefined ? {} : { default: before, prefill: 'editable' as const }),
      validate: (answer) => wrong(read(answer)) ?? true,
    },
    TO_TERMINAL,
  );
  return read(text);
}

/** No choice is preselected: Enter alone asks again. */
async function askChoice({ message, wrong }: TerminalQuestion, choices: readonly string[]): Promise<readonly string[]> {
  const NONE = { name: '(choose with the arrow keys)', value: '' };
  for (;;) {
    const all = [NONE, ...choices.map((value) => ({ value }))];
    const answer = await select({ message, choices: all, pageSize: all.length, loop: false }, TO_TERMINAL);
    if (answer === '') continue;
    const reason = wrong([answer]);
    if (reason === undefined) return [answer];
    process.stderr.write(`> ${reason}\n`);
  }
}
