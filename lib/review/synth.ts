import { resolve } from 'node:path';
import type { Site } from '../config/model';
import { synthesizeProject } from '../project/synth';
import { readReviewedAssembly, revisionOf, type WrittenAssembly } from './assembly';
import type { ComparedRevision } from './revision';

/** Synthesizes one side with its own code, in a separate process without credentials. */

export interface SynthesizedRevision extends Pick<WrittenAssembly, 'complaints' | 'failed' | 'leftOut'> {
  /** Undefined if the app wrote nothing. */
  readonly side: ComparedRevision | undefined;
}

export interface RevisionSynthRequest {
  /** The project: the folder with cdk.json and bin/app.ts. */
  readonly project: string;
  /** The folder of the site files, relative to the project. */
  readonly sites: string;
  readonly outdir: string;
  /** The sites that are not in the folder, because the change can't reach them. */
  readonly unreached?: readonly Site[];
}

export async function synthesizeRevision(request: RevisionSynthRequest): Promise<SynthesizedRevision> {
  return synthesizedRevision(await writeAssembly(request), resolve(request.project, request.sites), request.unreached);
}

/** An app's output, from here or elsewhere, with the site files that it was synthesized from. */
export const synthesizedRevision = (
  { files, ...rest }: WrittenAssembly,
  sites: string,
  unreached?: readonly Site[],
): SynthesizedRevision => ({
  ...rest,
  side: files === undefined ? undefined : revisionOf(files, sites, unreached),
});

export async function writeAssembly({ project, sites, outdir }: RevisionSynthRequest): Promise<WrittenAssembly> {
  // The packs' findings are compared, not those of the template validator.
  const { code, lines } = await synthesizeProject({ project, context: { sites }, outdir, validate: false });
  return {
    files: readReviewedAssembly(outdir),
    complaints: code === 0 ? [] : lines.filter((line) => !SUMMARY.test(line)),
    failed: code !== 0,
  };
}

/** The app's line for each site without errors. */
const SUMMARY = /; findings: \d+ open, \d+ acknowledged$/;
