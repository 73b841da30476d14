/** Docker's longest line of an environment file (bufio.MaxScanTokenSize). */
export const LONGEST_LINE = 64 * 1024;

/** The variables of an environment file, as Docker and ECS read it: VARIABLE=VALUE lines, nothing quoted. */
export function environmentOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines)
    if (Buffer.byteLength(line) >= LONGEST_LINE) throw new Error('bufio.Scanner: token too long');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
}
