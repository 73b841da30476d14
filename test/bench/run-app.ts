import { App } from 'aws-cdk-lib';
import { loadFleet } from '../../lib/config/load/load';
import { addFleetStacks } from '../../lib/constructs/fleet';
import { report } from './report';

/** The app without its checks: `FOLDER OUTDIR CONTEXT-JSON [SITE]`. */
const [folder = '', outdir = '', context = '{}', site] = process.argv.slice(2);
const app = new App({ outdir, context: JSON.parse(context) });
const { fleet, problems } = loadFleet(folder);
if (fleet === undefined) throw new Error(`the site files of the benchmark are invalid: ${problems[0]?.wrong}`);
addFleetStacks(app, fleet, site === undefined ? {} : { site });
app.synth();
report(0);
