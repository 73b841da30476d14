import { input, select } from '@inquirer/prompts';

/** A prompt at the terminal. */
export interface TerminalQuestion {
  readonly message: string;
  readonly choices?: readonly string[];
  /** True if more than one answer may be given, separated by commas. */
  readonly many?: true;
  /** The reason why an answer is invalid; undefined if it is valid. */
  wrong(answer: readonly string[]): string | undefined;
}

export type AskQuestion = (prompt: TerminalQuestion) => Promise<readonly string[]>;

const split = (text: string, many: boolean): readonly string[] =>
  many ? text.split(/[\s,]+/).filter((part) => part !== '') : [text.trim()];

/** Prompts at the terminal; undefined without a terminal. */
export function terminalAsk(): AskQuestion | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async ({ message, choices, many, wrong }) => {
    if (choices !== undefined)
      return [await select({ message, choices: choices.map((value) => ({ value })) }, { output: process.stderr })];
    const text = await input(
      { message, validate: (answer) => wrong(split(answer, many === true)) ?? true },
      { output: process.stderr },
    );
    return split(text, many === true);
  };
}
