import { UserError } from '../../project/errors';
import { PROJECT_FOLDER } from '../../project/paths';
import { synthesizeProject } from '../../project/synth';
import { closeOnExit } from '../../rehearsal/lab/cleanup';

/**
 * Synthesizes the cloud assembly of this project into a folder, like `cdk synth`, but without the template validator. The folder
 * of the site files is relative to the working directory.
 *
 * @param context `site`: only that site.
 * @throws UserError with the last lines of synth's output
 */
export async function synthesizeAssembly(
  context: { readonly sites: string; readonly site?: string },
  outdir: string,
): Promise<void> {
  const stop = new AbortController();
  const forget = closeOnExit(() => stop.abort());
  const request = { project: PROJECT_FOLDER, cwd: process.cwd(), outdir, validate: false, signal: stop.signal };
  const { code, lines } = await synthesizeProject({ ...request, context: { ...context } }).finally(forget);
  if (code !== 0)
    throw new UserError(`${context.site ?? context.sites} can't be synthesized:\n${lines.slice(-10).join('\n')}`);
}
