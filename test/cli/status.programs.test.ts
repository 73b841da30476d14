import { readFileSync } from 'node:fs';
import { colourText, PLAIN_TERMINAL, terminalOf } from '../../lib/cli/shared/terminal';
import { statusLines } from '../../lib/cli/status/render';
import { watchStatus } from '../../lib/cli/status/watch';
import { DRIFT_KINDS } from '../../lib/operate/drift/kinds';
import { unaskedRow } from '../../lib/operate/status/row';
import { MAINTENANCE_DAYS, STATUS_RULES } from '../../lib/operate/status/rules';
import { heartlab } from '../support/programs/heartlab-cli';

describe('the command', () => {
  test.each(['status', 'drift'])('%s --help has an example, the exit codes and the policy', (verb) => {
    const { code, out } = heartlab(verb, '--help');
    expect(code).toBe(0);
    for (const part of [
      `npx heartlab ${verb} auckland-heart`,
      '--json',
      '--sites <dir>',
      'Exit codes:',
      'docs/permissions.md',
    ])
      expect(out).toContain(part);
  });

  test('an unknown site: one line, exit code 1', () => {
    for (const verb of ['status', 'drift'])
      expect(heartlab(verb, 'auckland-hearth', '--sites', 'examples/fleet')).toEqual({
        code: 1,
        out: '',
        err: 'heartlab: there is no examples/fleet/auckland-hearth.yaml; did you mean auckland-heart?\n',
      });
  });

  test('no site at all: exit code 1', () => {
    const { code, err } = heartlab('status', '--sites', 'no-such-folder');
    expect(code).toBe(1);
    expect(err).toMatch(/^heartlab: no-such-folder.*the folder can’t be read/);
  });

  test('--watch without a terminal is refused', () => {
    const { code, err } = heartlab('status', '--watch');
    expect(code).toBe(1);
    expect(err).toMatch(/^heartlab: --watch needs a terminal[^\n]*\n$/);
  });
});

describe('the terminal', () => {
  test('has colours, unless NO_COLOR is set', () => {
    expect(terminalOf({ isTTY: true, columns: 200 }, {})).toEqual({ colours: true, width: 120 });
    expect(terminalOf({ isTTY: true, columns: 40 }, { NO_COLOR: '1' })).toEqual({ colours: false, width: 80 });
    expect(terminalOf({ isTTY: true }, { NO_COLOR: '' })).toEqual({ colours: true, width: 80 });
    expect(terminalOf({ columns: 200 }, {})).toEqual(PLAIN_TERMINAL);
    expect(colourText('x', 'red', PLAIN_TERMINAL)).toBe('x');
  });

  test('has the same alignment with and without colours', () => {
    const rows = [unaskedRow('one', 'sydney', 'its file has errors'), unaskedRow('another-one', 'sydney', 'because')];
    const lines = (colours: boolean) =>
      statusLines(rows, [], { details: true, now: new Date(0), terminal: { colours, width: 80 } });
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect(lines(true).map((line) => line.replaceAll(escapes, ''))).toEqual(lines(false));
    expect(lines(true)).not.toEqual(lines(false));
  });
});

describe('watch', () => {
  test('refreshes until the signal, and ends with the last exit code', async () => {
    const [stop, written] = [new AbortController(), [] as string[]];
    const codes = [0, 1, 2];
    const look = async () => {
      const code = codes.shift() ?? 9;
      if (codes.length === 0) setTimeout(() => stop.abort(), 5);
      return { code, lines: [`look ${code}`] };
    };
    expect(await watchStatus(look, (text) => written.push(text), stop.signal, 0.001)).not.toBe(0);
    expect(written.length).toBeGreaterThanOrEqual(3);
    expect(written[2]).toMatch(/look 2\nRefreshed every .* Ctrl-C stops it with exit code 2/);
  });

  test('abandons a refresh that is in progress', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 5);
    expect(
      await watchStatus(
        () => new Promise(() => undefined),
        () => undefined,
        stop.signal,
      ),
    ).toBe(130);
  });

  test('fails if a refresh fails', async () => {
    const failing = watchStatus(
      () => Promise.reject(new Error('no')),
      () => undefined,
      new AbortController().signal,
    );
    await expect(failing).rejects.toThrow('no');
  });
});

describe('docs/operating.md', () => {
  const page = readFileSync('docs/operating.md', 'utf8');

  test('has every reason, with its colour', () => {
    for (const { id, colour } of STATUS_RULES)
      expect(page).toMatch(new RegExp(`^\\| ${colour} \\| \`${id}\` \\|`, 'm'));
    const named = [...page.matchAll(/^\| (?:red|unknown|yellow|green) \| `([a-z-]+)` \|/gm)].map(([, id]) => id);
    expect(named.sort()).toEqual(STATUS_RULES.map(({ id }) => id).sort());
    expect(page).toContain(`${MAINTENANCE_DAYS} days`);
  });

  test('has every kind of difference', () => {
    const says = Object.values(DRIFT_KINDS).map((kind) => kind.says);
    for (const text of says) expect(page).toContain(text);
  });
});
