import { input, select } from '@inquirer/prompts';

/** A question to the person at the terminal. */
export interface TerminalQuestion {
  readonly message: string;
  readonly choices?: readonly string[];
  /** True if more than one answer may be given, separated by commas. */
  readonly many?: true;
  /** What is wrong with an answer; undefined if nothing is. */
  wrong(answer: readonly string[]): string | undefined;
}

export type AskQuestion = (prompt: TerminalQuestion) => Promise<readonly string[]>;

const split = (text: string, many: boolean): readonly string[] =>
  many ? text.split(/[\s,]+/).filter((part) => part !== '') : [text.trim()];

/** Asks at the terminal; undefined where there is none. */
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
