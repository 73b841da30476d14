import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizedTemplates } from '../../lib/cli/rehearse/target';
import { loadFleet } from '../../lib/config/load/load';
import { RehearsalLab } from '../../lib/rehearsal/lab/lab';
import { stepsOf } from '../../lib/rehearsal/rehearsal';
import { LONG } from '../support/long';
import { hostNetwork, leftOf, Running, withLab } from './support';

const SITE = 'auckland-heart';

withLab('a rehearsal that is ended leaves nothing', () => {
  let folder = '';
  let template = '';
  let count = 0;
  let before: readonly string[] = [];

  beforeAll(async () => {
    before = hostNetwork();
    folder = mkdtempSync(join(tmpdir(), 'heartlab-killed-'));
    template = join(folder, 'template.json');
    const { template: view } = await synthesizedTemplates(SITE, 'examples/fleet', join(folder, 'out'));
    writeFileSync(template, JSON.stringify(view.json));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Unlike that of another run on this machine. */
  const prefixOf = (mark: string | number): string => `hlk${mark}${process.pid.toString(36)}`;
  const start = (step: string): { readonly prefix: string; readonly running: Running } => {
    count += 1;
    const prefix = prefixOf(count);
    return {
      prefix,
      running: new Running(['--import', 'tsx', 'test/rehearsal/take-steps.ts', prefix, SITE, template, step]),
    };
  };

  /**
   * Ends it at this moment, so many milliseconds later. On a busy machine, a step before it may fail, after which it ends by itself:
   * then it is started again.
   */
  async function ended(step: string, at: RegExp, signal: NodeJS.Signals, later: number, left = 2): Promise<void> {
    const { prefix, running } = start(step);
    const isThere = await running.waitForOutput(at);
    if (isThere) await new Promise((resolve) => setTimeout(resolve, later));
    running.signal(signal);
    const { code, out, err } = await running.ended;
    expect({ at: at.source, left: leftOf(prefix) }).toEqual({ at: at.source, left: [] });
    if (!isThere && left > 0) return ended(step, at, signal, later, left - 1);
    const expected = signal === 'SIGINT' ? 130 : 143;
    expect({ code, output: code === expected ? '' : `${out}${err}` }).toEqual({ code: expected, output: '' });
  }

  test('while it is being built', async () => {
    for (const later of [0, 60, 200, 500, 1000, 2000])
      await ended('-', /BEGUN/, later % 200 === 0 ? 'SIGTERM' : 'SIGINT', later);
  });

  const { fleet } = loadFleet('examples/fleet');
  const site = fleet?.sites.find((one) => one.site === SITE);
  const names = fleet === undefined || site === undefined ? [] : stepsOf({ site }).map(({ name }) => name);

  test('in its steps', async () => {
    // What is to be taken away depends on no step: every fourth is enough, and in the long run all of them.
    const waiting = [...names.entries()].filter(([index]) => LONG || index % 4 === 0);
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, name] = next;
        await ended(
          name,
          new RegExp(`AT ${name.replaceAll(/[()]/g, '.')}`),
          index % 8 < 4 ? 'SIGTERM' : 'SIGINT',
          // At once: the shortest step takes a tenth of a second.
          10,
        );
      }
    };
    await Promise.all([worker(), worker(), worker()]);
  });

  test('by an error that nobody caught', async () => {
    const code = `const { RehearsalLab } = require('./lib/rehearsal/lab/lab'); const lab = new RehearsalLab(process.argv[1]);
      lab.machine('inet').then((machine) => { machine.start('sleep', 'sleep', ['60']); setTimeout(() => { throw new Error('invented'); }, 100); });`;
    const prefix = prefixOf('e');
    const running = new Running(['-r', 'tsx/cjs', '-e', code, prefix]);
    const { code: exit, err } = await running.ended;
    expect(err).toContain('invented');
    expect(exit).toBe(1);
    expect(leftOf(prefix)).toEqual([]);
  });

  test('it does not begin where its names are taken', async () => {
    const prefix = prefixOf('t');
    const lab = new RehearsalLab(prefix);
    await lab.machine('inet');
    try {
      expect(() => new RehearsalLab(prefix)).toThrow(
        new RegExp(`another rehearsal uses the namespaces ${prefix}-inet: .* remove it: ip netns list`),
      );
      expect(leftOf(prefix).filter((name) => name === `${prefix}-inet`)).toHaveLength(1);
    } finally {
      lab.close();
    }
    expect(leftOf(prefix)).toEqual([]);
  });

  test('nor where another has begun that has no machine yet', () => {
    const prefix = prefixOf('f');
    const lab = new RehearsalLab(prefix);
    try {
      expect(() => new RehearsalLab(prefix)).toThrow(/another rehearsal uses the folder .* rm -rf/);
      expect(existsSync(lab.folder)).toBe(true);
    } finally {
      lab.close();
    }
    expect(leftOf(prefix)).toEqual([]);
  });

  test("this machine's own network is as it was", () => {
    expect(hostNetwork()).toEqual(before);
  });
});
