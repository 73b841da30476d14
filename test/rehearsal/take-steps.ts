import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadFleet } from '../../lib/config/load/load';
import { RehearsalLab } from '../../lib/rehearsal/lab/lab';
import { runRehearsal, stepsOf } from '../../lib/rehearsal/rehearsal';
import { TemplateView } from '../../lib/template/view';

/** A separate process that rehearses and is then killed. Arguments: prefix, site, template, step. It prints its progress. */
const [prefix = '', name = '', file = '', wanted = ''] = process.argv.slice(2);
const { fleet } = loadFleet('examples/fleet');
const site = fleet?.sites.find((one) => one.site === name);
const environment = fleet?.environments.find((one) => one.name === site?.environment);
if (fleet === undefined || site === undefined || environment === undefined) throw new Error(`no site ${name}`);
const subject = { fleet, site, environment, template: new TemplateView(JSON.parse(readFileSync(file, 'utf8'))) };
const steps = stepsOf(subject).filter((step) => step.essential === true || step.name.includes(wanted));
const lab = new RehearsalLab(prefix);
process.stdout.write('BEGUN\n');
runRehearsal(
  lab,
  subject,
  ({ result, name: step, cause = '' }) => process.stdout.write(`${result} ${step} ${cause}\n`),
  steps.map((step) => ({
    ...step,
    run: async (scene) => {
      process.stdout.write(`AT ${step.name}\n`);
      try {
        return await step.run(scene);
      } finally {
        // The signal that ends it may be late, even later than the failure of the step.
        if (step.name.includes(wanted)) await sleep(600_000);
      }
    },
  })),
).then(
  () => {
    lab.close();
    process.exit(0);
  },
  () => process.exit(1),
);
