import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvidenceSources, TemplateFile } from '../../compliance/evidence/assemble';
import { RUN_RECORD_CONTEXT, type RunRecord } from '../../compliance/run-record';
import { readValidationReport } from '../../compliance/validation-report';
import { ProjectFailure } from '../../project/errors';
import { synthesizeProject } from '../../project/synth';

/** The output of synth, and the rules that its packs checked. */
export interface AuditedSynth extends Pick<EvidenceSources, 'templates' | 'record' | 'report'> {
  /** The app's lines about acknowledgements that match no finding. */
  readonly stale: readonly string[];
  readonly code: number | null;
  readonly lines: readonly string[];
}

/**
 * Synthesizes the working tree like the CDK's command, with the template validator, into a temporary folder.
 *
 * @param names the hospitals. If there is only one, only its stacks and those of its environment are synthesized.
 */
export async function synthesizeForAudit(
  project: string,
  sites: string,
  names: readonly string[],
): Promise<AuditedSynth> {
  const temporary = mkdtempSync(join(tmpdir(), 'heartlab-audit-'));
  const outdir = join(temporary, 'cdk.out');
  const record = join(temporary, 'record.json');
  try {
    const site = names.length === 1 ? names[0] : undefined;
    const context = { sites, site, [RUN_RECORD_CONTEXT]: record };
    const { code, lines } = await synthesizeProject({ project, context, outdir, validate: true });
    if (!existsSync(join(outdir, 'manifest.json')))
      throw new ProjectFailure(`synth failed:\n${lines.slice(-20).join('\n')}`);
    return {
      templates: templates(outdir),
      record: existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as RunRecord) : { packs: {} },
      report: readValidationReport(outdir),
      stale: lines.filter((line) => /^\S+: the acknowledgement of \S+ (names|has|matches) no /.test(line)),
      code,
      lines,
    };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

const TEMPLATE = '.template.json';

function templates(outdir: string): readonly TemplateFile[] {
  return readdirSync(outdir)
    .filter((file) => file.endsWith(TEMPLATE))
    .sort()
    .map((file) => {
      const bytes = readFileSync(join(outdir, file));
      return {
        stack: file.slice(0, -TEMPLATE.length),
        file,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        content: JSON.parse(bytes.toString('utf8')),
      };
    });
}

/** The versions of the rule packs' packages, in the installation that synth used. */
export function toolVersions(project: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['aws-cdk-lib', 'cdk-nag'].map((name) => {
      const file = join(project, 'node_modules', name, 'package.json');
      const { version }: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'));
      return [name, version];
    }),
  );
}
