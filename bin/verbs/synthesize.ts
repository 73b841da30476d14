import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeOnExit } from '../../lib/rehearsal/lab/cleanup';
import { cdkContext, neutralEnvironment } from '../../lib/review/edge/synth';
import { siteStackName } from '../../lib/site/metadata';
import { UserError } from './output';

const PROJECT = join(__dirname, '../..');

/** One site's template, as `cdk synth -c site=…` writes it: by the same program, into a folder of the caller's. */
export async function synthesizedTemplate(site: string, sites: string, outDir: string): Promise<unknown> {
  const context = cdkContext(PROJECT);
  // One process, so that nothing goes on where this one is ended.
  const running = promisify(execFile)(
    process.execPath,
    ['-r', require.resolve('tsx/cjs'), join(PROJECT, 'bin/app.ts')],
    {
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...neutralEnvironment(),
        CDK_OUTDIR: outDir,
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, site, sites }),
      },
    },
  );
  const forget = closeOnExit(() => running.child.kill('SIGKILL'));
  try {
    await running;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new UserError(`${site} can't be synthesized:\n${stderr.trim().split('\n').slice(-10).join('\n')}`);
  } finally {
    forget();
  }
  return JSON.parse(readFileSync(join(outDir, `${siteStackName(site)}.template.json`), 'utf8'));
}
