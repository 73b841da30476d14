import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import cdkJson from '../../cdk.json';
import { NO_BUNDLES } from '../support/programs/without-bundles';

test('the example of an app of one’s own builds the same sites, with its own tag', () => {
  const out = mkdtempSync(join(tmpdir(), 'heartlab-own-app-'));
  try {
    const run = spawnSync(resolve('node_modules/.bin/tsx'), ['examples/own-app/app.ts'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        CDK_OUTDIR: out,
        CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...NO_BUNDLES }),
      },
    });
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(out)).toContain('SiteStack-auckland-heart.template.json');
    const template = readFileSync(join(out, 'SiteStack-auckland-heart.template.json'), 'utf8');
    expect(template).toMatch(/"Key": "cost-centre",\s*"Value": "hospital-auckland-heart"/);
    expect(template).toContain('"AWS::EC2::VPNConnection"');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}, 60_000);
