import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

test('the example of an app of one’s own builds the same sites, with its own tag', () => {
  const out = mkdtempSync(join(tmpdir(), 'heartlab-own-app-'));
  try {
    const run = spawnSync(resolve('node_modules/.bin/tsx'), ['examples/own-app/app.ts'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        CDK_OUTDIR: out,
        CDK_CONTEXT_JSON: JSON.stringify(JSON.parse(readFileSync('cdk.json', 'utf8')).context),
      },
    });
    // The CDK says on stderr which asset it bundles; nothing else may stand there.
    const said = run.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Bundling asset '));
    expect({ status: run.status, said }).toEqual({ status: 0, said: [] });
    expect(readdirSync(out)).toContain('SiteStack-auckland-heart.template.json');
    const template = readFileSync(join(out, 'SiteStack-auckland-heart.template.json'), 'utf8');
    expect(template).toMatch(/"Key": "cost-centre",\s*"Value": "hospital-auckland-heart"/);
    expect(template).toContain('"AWS::EC2::VPNConnection"');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}, 60_000);
