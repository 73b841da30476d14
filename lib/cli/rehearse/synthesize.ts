import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cellStackName, siteStackName } from '../../config/naming/stack-contract';
import { closeOnExit } from '../../rehearsal/lab/cleanup';
import { cdkContext, neutralEnvironment } from '../../review/synth';
import { TemplateView } from '../../template/view';
import { UserError } from '../shared/output';

const PROJECT = join(__dirname, '../../..');

/**
 * The cloud assembly, as `cdk synth` writes it: by the same program, into a folder of the caller's.
 *
 * @param context `sites`, and `site` where only that one is wanted
 * @throws UserError with what synth printed, when it fails
 */
export async function synthesizeAssembly(
  context: { readonly sites: string; readonly site?: string },
  outDir: string,
): Promise<void> {
  // One process, so that nothing goes on where this one is ended.
  const running = promisify(execFile)(
    process.execPath,
    ['-r', require.resolve('tsx/cjs'), join(PROJECT, 'bin/app.ts')],
    {
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...neutralEnvironment(),
        CDK_OUTDIR: outDir,
        CDK_CONTEXT_JSON: JSON.stringify({ ...cdkContext(PROJECT), ...context }),
        // The template validator is for synth and deploy: it takes longer than all else, and 350 MB.
        CDK_VALIDATION: 'false',
      },
    },
  );
  const forget = closeOnExit(() => running.child.kill('SIGKILL'));
  try {
    await running;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    const what = context.site ?? context.sites;
    throw new UserError(`${what} can't be synthesized:\n${stderr.trim().split('\n').slice(-10).join('\n')}`);
  } finally {
    forget();
  }
}

/** The templates of one site: its own, and its cell's where the environment makes one. */
export async function synthesizedTemplates(
  site: string,
  sites: string,
  outDir: string,
): Promise<{ readonly template: TemplateView; readonly cell?: TemplateView }> {
  await synthesizeAssembly({ site, sites }, outDir);
  const file = (stack: string): string => join(outDir, `${stack}.template.json`);
  const read = (stack: string): TemplateView => new TemplateView(JSON.parse(readFileSync(file(stack), 'utf8')));
  const cell = cellStackName(site);
  return { template: read(siteStackName(site)), ...(existsSync(file(cell)) ? { cell: read(cell) } : {}) };
}
