/** The terminal that a command writes to; tests pass their own. */
export interface TerminalSettings {
  readonly colours: boolean;
  /** Columns to write within. */
  readonly width: number;
}

/** The settings for a file or a pipe. */
export const PLAIN_TERMINAL: TerminalSettings = { colours: false, width: 100 };

/** The terminal of stdout. https://no-color.org: NO_COLOR, not empty, means none. */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): TerminalSettings {
  if (stream.isTTY !== true) return PLAIN_TERMINAL;
  return { colours: !env.NO_COLOR && env.TERM !== 'dumb', width: Math.min(120, Math.max(80, stream.columns ?? 80)) };
}

const CODES = { green: 32, yellow: 33, red: 31, unknown: 35, dim: 2, bold: 1 } as const;

export function colourText(text: string, how: keyof typeof CODES, { colours }: TerminalSettings): string {
  return colours ? `\u001b[${CODES[how]}m${text}\u001b[0m` : text;
}
