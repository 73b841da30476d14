import { App, Tags } from 'aws-cdk-lib';
import { addFleetStacks, loadFleet, problemLine } from '../../lib';

/** An app of one's own on the library: the example sites, with a cost centre on everything. */
const { fleet, problems } = loadFleet('examples/fleet');
for (const problem of problems) process.stderr.write(`${problemLine(problem)}\n`);
if (fleet === undefined) process.exit(1);

const app = new App();
const { sites } = addFleetStacks(app, fleet);
for (const stack of sites) Tags.of(stack).add('cost-centre', `hospital-${stack.site.site}`);
app.synth();
