import { join } from 'node:path';
import { assembleEvidence, type EvidenceSources } from '../../compliance/evidence/assemble';
import type { AuditEvidence, EvidenceCommit } from '../../compliance/evidence/evidence';
import { evidencePages } from '../../compliance/evidence/html/pages';
import { FRONT_PAGE } from '../../compliance/evidence/html/words';
import { HEARTLAB_PACK_VERSION } from '../../compliance/heartlab-checks';
import { PACK_NAMES } from '../../compliance/register-packs';
import { siteAcknowledgementProblems, siteFindings } from '../../compliance/site-acknowledgements';
import { loadFleetFor } from '../../config/certificate-dates';
import type { LoadedFleet } from '../../config/load/load';
import { type Problem, problemLine } from '../../config/problem';
import { ProjectFailure } from '../../project/errors';
import { checkedOutCommit } from '../../project/git';
import { replaceFolder } from '../../project/output-folder';
import { reportNoSite } from '../shared/first-site';
import type { CommandOutput } from '../shared/output';
import { refuseUnknown } from '../shared/select-sites';
import { EVIDENCE_JSON, refuseOtherFolder } from './evidence-folder';
import { EvidenceLimit } from './limit';
import { type AuditedSynth, synthesizeForAudit, toolVersions } from './synth';

export interface AuditRequest {
  /** The hospitals whose evidence is written; empty for all. */
  readonly names: readonly string[];
  /** The folder of the site files. */
  readonly folder: string;
  readonly out: string;
  /** YYYY-MM-DD; undefined: the date of the commit. */
  readonly date: string | undefined;
  /** The project's folder. */
  readonly project: string;
}

/** The exit codes of `heartlab audit`. Evidence is written for the first two. */
const AUDIT_EXIT = { clean: 0, open: 1, failed: 2 } as const;

/** `heartlab audit`: the exit code. */
export async function runAudit(request: AuditRequest, output: CommandOutput): Promise<number> {
  refuseOtherFolder(request.out);
  const nothing = 'No hospital was checked, and no evidence was written';
  if (reportNoSite(request.folder, output, { nothing })) return AUDIT_EXIT.clean;
  try {
    // The evidence of an earlier run does not count as a change.
    const commit = checkedOutCommit(request.project, request.out);
    const evidence = await gather(request, commit);
    replaceFolder(request.out, [
      { path: EVIDENCE_JSON, content: `${JSON.stringify(evidence, null, 1)}\n` },
      ...evidencePages(evidence),
    ]);
    for (const line of summaryLines(evidence, request.out)) output.out(line);
    return evidence.clean ? AUDIT_EXIT.clean : AUDIT_EXIT.open;
  } catch (error) {
    if (!(error instanceof ProjectFailure)) throw error;
    output.err(`heartlab: ${error.message}`);
    return AUDIT_EXIT.failed;
  }
}

async function gather({ names, folder, project, date }: AuditRequest, commit: EvidenceCommit): Promise<AuditEvidence> {
  const today = date ?? commit.date.slice(0, 10);
  const loaded = loadFleetFor(folder, { today });
  refuseUnknown(names, loaded, folder);
  const limit = new EvidenceLimit(names, loaded, folder);
  const frame = {
    date: today,
    commit,
    tools: { ...toolVersions(project), 'HeartLab rules': HEARTLAB_PACK_VERSION },
    environments: loaded.environments,
    packs: PACK_NAMES,
  };
  // If any file has an error, nothing is synthesized, and the evidence reports it.
  if (loaded.fleet === undefined)
    return limit.evidence(
      assembleEvidence(
        limit.sources({ ...frame, problems: limit.problems(loaded.problems, problemLine), templates: [], ...NOTHING }),
      ),
    );
  const synthesized = await synthesizeForAudit(project, folder, names);
  const unmatched = unmatchedAcknowledgements(loaded, synthesized, today, limit);
  const stale = synthesized.stale
    .filter((line) => limit.coversStack(line))
    .map((line) => ({ severity: 'error' as const, line }));
  const problems = [...limit.problems([...loaded.problems, ...unmatched], problemLine), ...stale];
  const sources = { ...frame, problems, ...synthesized };
  const evidence = limit.evidence(assembleEvidence(limit.sources(sources)));
  // The evidence of all synthesized sites is clean, so the failure does not come from the site files.
  if (synthesized.code !== 0 && evidence.clean && assembleEvidence(sources).clean)
    throw new ProjectFailure(`synth failed:\n${synthesized.lines.slice(-20).join('\n')}`);
  return evidence;
}

const NOTHING: Pick<EvidenceSources, 'record' | 'report'> = { record: { packs: {} }, report: { pluginReports: [] } };

/** Acknowledgements that match no finding. The evidence counts the expired ones itself. */
function unmatchedAcknowledgements(
  loaded: LoadedFleet,
  { report }: AuditedSynth,
  today: string,
  limit: EvidenceLimit,
): readonly Problem[] {
  const sites = loaded.sites.filter(({ site }) => limit.covers(site));
  return siteAcknowledgementProblems({ loaded, sites, findings: siteFindings(report, sites), today }).filter(
    ({ severity }) => severity === 'error',
  );
}

function summaryLines({ clean, attention, sites, date }: AuditEvidence, out: string): readonly string[] {
  const open = attention.filter(({ level }) => level !== 'look');
  return [
    ...open.map(({ what, subjects }) => `${what}${subjects.length === 0 ? '' : ` (${subjects.join(', ')})`}`),
    `Wrote ${join(out, FRONT_PAGE)} and ${join(out, EVIDENCE_JSON)}: ${sites.length} sites as of ${date}, ${clean ? 'nothing open' : 'open items'}; ${attention.length - open.length} items for information.`,
  ];
}
