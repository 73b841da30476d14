import type { CheckOutcome } from '../../preflight/check';
import type { PreflightRow } from '../../preflight/run';
import { alignColumns, colourText, type TerminalSettings, wrapText } from '../shared/terminal';

/** One row of `heartlab preflight --json` (docs/preflight.md): names never change, but keys may be added. */
export interface JsonRow {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly check: string;
  readonly outcome: CheckOutcome;
  readonly found: string;
  readonly remedy: string | null;
  /** AWS did not answer. */
  readonly unanswered: boolean;
}

export function preflightRows(rows: readonly PreflightRow[]): { readonly rows: readonly JsonRow[] } {
  return {
    rows: rows.map((row) => ({
      environment: row.environment.name,
      account: row.environment.account,
      region: row.environment.region,
      check: row.check,
      outcome: row.outcome,
      found: row.found,
      remedy: 'remedy' in row ? row.remedy : null,
      unanswered: row.outcome === 'SKIPPED' && row.unanswered,
    })),
  };
}

const COLOURS = { PASS: 'green', FAIL: 'red', WARN: 'yellow', SKIPPED: 'dim' } as const;
const OUTCOMES: readonly CheckOutcome[] = ['FAIL', 'WARN', 'SKIPPED', 'PASS'];

/** The rows by check, so that the accounts of a check are side by side. */
export function preflightLines(rows: readonly PreflightRow[], terminal: TerminalSettings): readonly string[] {
  const checks = [...new Set(rows.map(({ check }) => check))];
  const sorted = checks.flatMap((check) => rows.filter((row) => row.check === check));
  const cells = alignColumns([
    ['CHECK', 'ENVIRONMENT', 'OUTCOME', ''],
    ...sorted.map((row) => [row.check, row.environment.name, row.outcome, '']),
  ]);
  const lines = sorted.flatMap((row, index) => {
    const [check = '', environment = '', outcome = ''] = cells[index + 1] ?? [];
    const before = `${check}${environment}${outcome}`;
    const indent = ' '.repeat(before.length);
    const [first = '', ...rest] = wrapText(row.found, terminal.width, before, indent);
    return [
      first.replace(before, `${check}${environment}${colourText(outcome, COLOURS[row.outcome], terminal)}`),
      ...rest,
      // A command is not wrapped, so that it can be copied.
      ...('remedy' in row ? [`${indent}-> ${row.remedy}`] : []),
    ];
  });
  return [colourText((cells[0] ?? []).join('').trimEnd(), 'bold', terminal), ...lines, tally(rows)];
}

function tally(rows: readonly PreflightRow[]): string {
  const counts = OUTCOMES.flatMap((outcome) => {
    const count = rows.filter((row) => row.outcome === outcome).length;
    const unanswered = rows.filter((row) => row.outcome === outcome && 'unanswered' in row && row.unanswered).length;
    return count === 0 ? [] : [`${count} ${outcome}${unanswered === 0 ? '' : ` (${unanswered} unanswered)`}`];
  });
  return `${counts.join(', ')}.`;
}
