import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizedTemplates } from '../../lib/cli/rehearse/target';
import { loadFleet } from '../../lib/config/load/load';
import { RehearsalLab } from '../../lib/rehearsal/lab/lab';
import { runRehearsal, stepsOf } from '../../lib/rehearsal/rehearsal';
import type { StepReport } from '../../lib/rehearsal/step';
import type { RehearsalTarget } from '../../lib/rehearsal/target';
import { TemplateView } from '../../lib/template/view';
import { LONG } from '../support/long';
import type { Break } from './break';
import { BREAKS as ALL } from './breaks';
import { leftOf, withLab } from './support';

/** Every step's first break; in the long run all of them. */
const BREAKS = ALL.filter(({ step }, index) => LONG || ALL.findIndex((other) => other.step === step) === index);

const SITE = 'auckland-heart';
/** Each takes some twenty seconds, mostly of waiting. */
const AT_ONCE = 4;

function declared(): Omit<RehearsalTarget, 'template'> {
  const { fleet } = loadFleet('examples/fleet');
  const site = fleet?.sites.find((one) => one.site === SITE);
  const environment = fleet?.environments.find((one) => one.name === site?.environment);
  if (fleet === undefined || site === undefined || environment === undefined) throw new Error(`no site ${SITE}`);
  return { fleet, site, environment };
}

const essential = ({ step: words }: Break): boolean =>
  stepsOf(declared()).some((step) => step.essential === true && step.name.includes(words));

async function rehearsed(prefix: string, text: string, broken: Break): Promise<readonly StepReport[]> {
  const template = broken.template?.(text) ?? text;
  if (broken.template !== undefined && template === text) throw new Error(`${broken.what}: nothing is broken by it`);
  const subject = { ...declared(), template: new TemplateView(JSON.parse(template)) };
  const all = stepsOf(subject);
  const target = all.findIndex(({ name }) => name.includes(broken.step));
  const steps = all
    // What comes after an essential step that failed must not be tried: all of them are there to show it.
    .filter((step, index) => essential(broken) || index === target || (step.essential === true && index < target))
    .map((step) => ({
      ...step,
      run: async (scene: Parameters<typeof step.run>[0]) => {
        if (step.name.includes(broken.step)) await broken.before?.(scene);
        return step.run(scene);
      },
    }));
  const lab = new RehearsalLab(prefix);
  try {
    return await runRehearsal(lab, subject, () => undefined, steps);
  } finally {
    lab.close();
  }
}

test('every step has a break that it must see', () => {
  const names = stepsOf(declared()).map(({ name }) => name);
  const unseen = names.filter((name) => !BREAKS.some(({ step }) => name.includes(step)));
  // One implementation, three ways to break: one of them is enough.
  expect(unseen).toEqual(['failover: tunnel 1 is terminated', 'failover: tunnel 1 falls silent']);
});

withLab('what is wrong fails the step that is there for it', () => {
  const reports = new Map<Break, readonly StepReport[]>();
  const prefixOf = (index: number) => `hlb${index}x${process.pid.toString(36)}`;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartlab-breaks-'));
    const { template } = await synthesizedTemplates(SITE, 'examples/fleet', join(folder, 'out'));
    const text = JSON.stringify(template.json);
    rmSync(folder, { recursive: true, force: true });
    const waiting = [...BREAKS.entries()].reverse();
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        reports.set(next[1], await rehearsed(prefixOf(next[0]), text, next[1]));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });

  test.each(BREAKS.map((one, index) => [one.what, one, index] as const))('%s', (_, broken, index) => {
    const taken = reports.get(broken) ?? [];
    const failed = taken.filter(({ result }) => result === 'fail');
    expect(failed.map(({ name }) => name)).toEqual([expect.stringContaining(broken.step)]);
    // With the lines that it was seen from: a failure shows them.
    expect([failed[0]?.cause, ...(failed[0]?.log ?? [])].join('\n')).toMatch(broken.cause);
    if (essential(broken)) expect(taken.at(-1)?.result).toBe('skip');
    expect(leftOf(prefixOf(index))).toEqual([]);
  });
});
