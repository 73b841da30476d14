import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Templates under version control, one file a stack. `npx jest test/app -u` writes the files that differ and removes the files of
 * stacks that no longer exist.
 */
export class KeptTemplates {
  private readonly update = isUpdateRun();

  constructor(
    private readonly folder: string,
    private readonly templates: ReadonlyMap<string, object>,
  ) {
    if (!this.update) return;
    mkdirSync(folder, { recursive: true });
    for (const name of this.files()) if (!templates.has(name)) rmSync(this.path(name));
    for (const [name, template] of templates) writeFileSync(this.path(name), canonicalText(template));
  }

  /** The stacks that have a file. */
  files(): readonly string[] {
    return readdirSync(this.folder).map((file) => file.replace(/\.json$/, ''));
  }

  kept(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  synthesized(name: string): string {
    return canonicalText(this.templates.get(name) ?? {});
  }

  private path(name: string): string {
    return join(this.folder, `${name}.json`);
  }
}

/** Without the hash of a handler's code: tests do not bundle it, so that it is not the deployed one. */
const canonicalText = (template: object): string =>
  `${JSON.stringify(template, null, 2).replace(/"S3Key": "[0-9a-f]{64}\.zip"/g, '"S3Key": "<asset>.zip"')}\n`;

/** Jest's own `-u`, which is not part of its public types. */
function isUpdateRun(): boolean {
  const { snapshotState } = expect.getState() as { snapshotState?: { readonly _updateSnapshot?: string } };
  return snapshotState?._updateSnapshot === 'all';
}
