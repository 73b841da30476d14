import { compareAscending } from '../../config/ascending';
import { STATUS_COLOURS, type StatusColour } from '../../operate/status/colour';
import type { EnvironmentRow } from '../../operate/status/environment';
import type { StatusReason } from '../../operate/status/judge';
import type { InterfaceRow, NegotiatedRow, StatusRow, TunnelRow } from '../../operate/status/row';
import type { StackWayOut } from '../../operate/status/stuck';
import { alignColumns, colourText, type TerminalSettings, wrapText } from '../shared/terminal';

/** The text output of `heartlab status`: a table, the worst sites first, with the reasons below each site. */

const HEADINGS = ['SITE', 'ENVIRONMENT', 'STATE', 'TUNNELS', 'DIRECT CONNECT', 'LAST STUDY', 'ALARMS'];
const INDENT = '    ';

export interface TextOptions {
  /** Also shows the tunnels of green sites. */
  readonly details: boolean;
  readonly now: Date;
  readonly terminal: TerminalSettings;
}

export function statusLines(
  rows: readonly StatusRow[],
  environments: readonly EnvironmentRow[],
  options: TextOptions,
): readonly string[] {
  const sorted = [...rows].sort(
    (one, other) =>
      STATUS_COLOURS.indexOf(other.colour) - STATUS_COLOURS.indexOf(one.colour) ||
      compareAscending(one.site, other.site),
  );
  // An unreachable account is reported once, and not for each of its sites.
  const reported = new Map<string, string>();
  for (const { site, reasons } of sorted)
    for (const { colour, says } of reasons) if (colour === 'unknown' && !reported.has(says)) reported.set(says, site);
  const [headings = [], ...cells] = alignColumns([HEADINGS, ...sorted.map((row) => summary(row, options.now))]);
  return [
    colourText(headings.join('').trimEnd(), 'bold', options.terminal),
    ...sorted.flatMap((row, index) => [
      (cells[index] ?? [])
        .map((cell, column) => (column === 2 ? colourText(cell, row.colour, options.terminal) : cell))
        .join('')
        .trimEnd(),
      ...details(row, options, reported),
    ]),
    ...environments.flatMap((row) => environmentLines(row, options, reported)),
    tally(rows),
  ];
}

/** Empty if the shared stacks are healthy, or if a site has already reported the same. */
function environmentLines(
  { environment, colour, reasons, stacks }: EnvironmentRow,
  { terminal }: TextOptions,
  reported: ReadonlyMap<string, string>,
): readonly string[] {
  const fresh = reasons.filter(({ says }) => !reported.has(says));
  if (fresh.length === 0) return [];
  return [
    `environment ${environment}  ${colourText(colour.toUpperCase(), colour, terminal)}`,
    ...fresh.flatMap((reason) => reasonLines(reason, reason.says, terminal)),
    ...stacks.flatMap(({ wayOut }) => wayOutLines(wayOut, terminal)),
  ];
}

function reasonLines(
  { colour }: { readonly colour: StatusColour },
  text: string,
  terminal: TerminalSettings,
): readonly string[] {
  const label = (colour === 'green' ? 'note' : colour).padEnd(9);
  const [first = '', ...rest] = wrapText(
    text,
    terminal.width,
    `${INDENT}${label}`,
    `${INDENT}${' '.repeat(label.length)}`,
  );
  return [first.replace(label, colourText(label, colour, terminal)), ...rest];
}

/** Wraps texts. A command is not wrapped, but gets its own line, so that it can be copied. */
function wayOutLines(wayOut: StackWayOut | null, { width }: TerminalSettings): readonly string[] {
  if (wayOut === null) return [];
  return [
    ...wrapText(wayOut.says, width, `${INDENT}recovery `, `${INDENT}         `),
    ...wayOut.steps.flatMap(({ says, commands }, index) => [
      ...wrapText(says, width, `${INDENT}${index + 1}. `, `${INDENT}   `),
      ...commands.map((command) => `${INDENT}   ${command}`),
    ]),
  ];
}

function summary(row: StatusRow, now: Date): readonly string[] {
  const up = row.virtualInterfaces.filter(isUp).length;
  return [
    row.site,
    row.environment || '-',
    row.colour.toUpperCase(),
    row.tunnels.map(({ state }) => state?.toLowerCase() ?? '?').join(' ') || '-',
    row.virtualInterfaces.length === 0 ? '-' : `${up} of ${row.virtualInterfaces.length} up`,
    row.lastStudy === null ? (row.studiesCounted ? 'none' : '-') : `${ago(row.lastStudy, now)} ago`,
    row.alarms.length === 0 ? '-' : String(row.alarms.length),
  ];
}

const isUp = ({ state, bgp }: InterfaceRow): boolean =>
  state === 'available' && bgp.some(({ status }) => status === 'up');

function details(
  row: StatusRow,
  { details: wanted, terminal }: TextOptions,
  reported: ReadonlyMap<string, string>,
): readonly string[] {
  const reasons = row.reasons.flatMap((reason: StatusReason) => {
    const reporter = reported.get(reason.says);
    const text = reporter === undefined || reporter === row.site ? reason.says : `the same as ${reporter}`;
    return reasonLines(reason, text, terminal);
  });
  if (row.colour === 'green' && !wanted) return reasons;
  const parts = [...row.tunnels.map(tunnelText), ...row.virtualInterfaces.map(interfaceText), ...cellText(row)];
  return [
    ...reasons,
    ...wayOutLines(row.wayOut, terminal),
    ...wayOutLines(row.cell?.wayOut ?? null, terminal),
    ...parts.flatMap((text) =>
      wrapText(text, terminal.width, INDENT, `${INDENT}  `).map((line) => colourText(line, 'dim', terminal)),
    ),
  ];
}

function tunnelText(tunnel: TunnelRow): string {
  const { number, outsideAddress, state, since, acceptedRoutes, negotiated, maintenance } = tunnel;
  return [
    `tunnel ${number} ${outsideAddress ?? '(no address)'} ${state ?? 'state unknown'}${since === null ? '' : ` since ${moment(since)}`}`,
    ...(acceptedRoutes === null ? [] : [`${acceptedRoutes} route${acceptedRoutes === 1 ? '' : 's'} accepted`]),
    ...(negotiated === null ? [] : negotiatedText(negotiated)),
    ...(maintenance?.pending === true ? ['maintenance pending'] : []),
  ].join(', ');
}

function negotiatedText({ ikeVersion, phase1, phase2 }: NegotiatedRow): readonly string[] {
  const phase = (name: string, { encryption, integrity, dhGroup }: NegotiatedRow['phase1']): readonly string[] => {
    const known = [encryption, integrity, dhGroup === null ? null : `group ${dhGroup}`].filter((part) => part !== null);
    return known.length === 0 ? [] : [`${name} ${known.join(' ')}`];
  };
  return [...(ikeVersion === null ? [] : [ikeVersion]), ...phase('phase 1', phase1), ...phase('phase 2', phase2)];
}

function interfaceText({ name, id, state, bgp }: InterfaceRow): string {
  const sessions = bgp.map(({ family, status }) => `BGP ${family ?? ''} ${status ?? 'unknown'}`.replace('  ', ' '));
  return [`virtual interface ${name}${id === null ? '' : ` ${id}`} ${state ?? 'does not exist'}`, ...sessions].join(
    ', ',
  );
}

function cellText({ cell, certificateDays }: StatusRow): readonly string[] {
  if (cell === null) return [];
  const days = certificateDays === null ? [] : [`client certificate ${certificateText(certificateDays)}`];
  return [[`cell ${cell.name} ${cell.status ?? 'does not exist'}`, ...days].join(', ')];
}

const certificateText = (days: number): string =>
  days < 0 ? 'has expired' : `expires in ${days} day${days === 1 ? '' : 's'}`;

function tally(rows: readonly StatusRow[]): string {
  const counts = [...STATUS_COLOURS].reverse().flatMap((colour) => {
    const count = rows.filter((row) => row.colour === colour).length;
    return count === 0 ? [] : [`${count} ${colour}`];
  });
  return `${rows.length} site${rows.length === 1 ? '' : 's'}: ${counts.join(', ')}.`;
}

const moment = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;

function ago(at: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
