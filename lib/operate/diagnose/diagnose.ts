import { redactSecrets } from '../../config/secrets';
import { CAUSE_IDS, CAUSES, type CauseId, NOT_KNOWN } from './causes';
import { awsTunnelDetector } from './detectors/aws';
import { bgpDetector } from './detectors/bgp';
import { charonDetector } from './detectors/charon';
import { ciscoDetector } from './detectors/cisco';
import { gateDetector } from './detectors/gate';
import { httpDetector } from './detectors/http';
import { networkDetector } from './detectors/network';
import { tlsDetector } from './detectors/tls';
import type { CauseRecovery, DiagnoseContext, LogDetector, LogFinding } from './finding';
import type { LogLine } from './log-line';
import { readLog } from './read-log';

export interface NamedLog {
  /** The name of the file or stream, for the evidence. */
  readonly name: string;
  readonly text: string;
  /**
   * Entries appear only when something happens, so that an empty log is normal.
   * @default - it always has entries
   */
  readonly mayBeEmpty?: true;
}

/** A line that shows a cause, verbatim except for what `redact` removes. */
export interface CauseEvidence {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

export interface DiagnosedCause {
  readonly id: CauseId;
  /** The meaning, in one sentence. */
  readonly means: string;
  /** The values of both sides in these logs. */
  readonly detail?: string;
  /** Ended by a later success of the same peer: reported last. */
  readonly past: boolean;
  readonly evidence: readonly CauseEvidence[];
  /** One step for the hospital's network administrator or for HeartLab. */
  readonly next: string;
}

export interface Diagnosis {
  /** Likeliest first. Empty: no problem was found. */
  readonly causes: readonly DiagnosedCause[];
  /** The number of lines in a known format: with 0, an empty result means nothing. */
  readonly understood: number;
  readonly lines: number;
  /** The names of the logs without entries: nothing is known about their content. */
  readonly empty: readonly string[];
}

const STORIES: readonly LogDetector[] = [
  charonDetector,
  awsTunnelDetector,
  ciscoDetector,
  bgpDetector,
  networkDetector,
  tlsDetector,
  httpDetector,
  gateDetector,
];

/** The first and the last lines for each cause. */
const MOST_EVIDENCE = 8;

interface FiledFinding extends LogFinding {
  readonly file: string;
  readonly past: boolean;
}

/** The last success of each kind and subject. */
function lastSuccesses(recoveries: readonly CauseRecovery[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { kind, subject, line } of recoveries)
    last.set(`${kind} ${subject}`, Math.max(line, last.get(`${kind} ${subject}`) ?? 0));
  return last;
}

function ended(finding: LogFinding, last: ReadonlyMap<string, number>): boolean {
  // A renewed tunnel is up too, but a tunnel that came up may still fail to renew.
  const kinds = finding.endedBy === 'tunnel' ? ['tunnel', 'renewal'] : [finding.endedBy];
  return kinds.some((kind) => (last.get(`${kind} ${finding.subject ?? ''}`) ?? 0) > (finding.lines[0]?.line ?? 0));
}

function inFile(file: string, lines: readonly LogLine[], context: DiagnoseContext): readonly FiledFinding[] {
  const told = STORIES.map((story) => story(lines, context));
  const successes = lastSuccesses(told.flatMap((one) => one.recoveries ?? []));
  const findings = told.flatMap((one) => one.findings);
  const trouble = told.flatMap((one) => one.trouble ?? []);
  const unexplained: readonly LogFinding[] =
    findings.length === 0 && trouble.length > 0 ? [{ id: 'not-known', lines: trouble }] : [];
  return [...findings, ...unexplained].map((finding) => ({ ...finding, file, past: ended(finding, successes) }));
}

const evidenceOf = (findings: readonly FiledFinding[]): readonly CauseEvidence[] => {
  const seen = new Set<string>();
  const all = findings.flatMap(({ file, lines }) =>
    lines.flatMap(({ line, text }) => {
      const key = `${file}\n${line}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ file, line, text }];
    }),
  );
  const kept = all.length <= MOST_EVIDENCE ? all : [...all.slice(0, MOST_EVIDENCE - 2), ...all.slice(-2)];
  return kept.map(({ file, line, text }) => ({ file: pathShown(file), line, text: redactSecrets(text) }));
};

function cause(id: CauseId, findings: readonly FiledFinding[]): DiagnosedCause {
  const { means, next } = id === 'not-known' ? NOT_KNOWN : CAUSES[id];
  // Current problems come before past ones.
  const sorted = [...findings].sort((a, b) => Number(a.past) - Number(b.past));
  const details = [...new Set(sorted.flatMap(({ detail }) => detail ?? []))].slice(0, 3);
  return {
    id,
    means,
    ...(details.length === 0 ? {} : { detail: redactSecrets(details.join('. ')) }),
    past: findings.every(({ past }) => past),
    evidence: evidenceOf(sorted),
    next: sorted[0]?.next ?? next,
  };
}

/** Finds the problems in the logs of one or both ends. Pure; never throws. */
export function examineLogs(logs: readonly NamedLog[], context: DiagnoseContext = {}): Diagnosis {
  const files = logs.map(({ name, text }) => ({ name, lines: readLog(text) }));
  const findings = files.flatMap(({ name, lines }) => inFile(name, lines, context));
  const named = new Set(findings.map(({ id }) => id));
  /** A failure that one end can't explain alone gets the cause that the other end proves; without proof it stays unknown. */
  const settled = findings.map((finding): FiledFinding => {
    const proven = finding.couldBe?.find((id) => named.has(id));
    if (proven === undefined) return finding;
    const { next: _, ...rest } = finding;
    return { ...rest, id: proven };
  });
  const groups = new Map<string, FiledFinding[]>();
  for (const finding of settled) {
    const { id, next, past } = finding;
    const key = id === 'not-known' ? `${id} ${past} ${next ?? ''}` : id;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const causes = [...groups.values()].map((group) => cause(group[0]?.id ?? 'not-known', group));
  const all = files.flatMap(({ lines }) => lines);
  return {
    causes: causes.sort((a, b) => Number(a.past) - Number(b.past) || CAUSE_IDS.indexOf(a.id) - CAUSE_IDS.indexOf(b.id)),
    understood: all.filter(({ format }) => format !== 'unknown').length,
    lines: all.length,
    empty: files.flatMap(({ name, lines }) => (lines.length === 0 ? [name] : [])),
  };
}

/** Only the causes, likeliest first; empty if no problem was found. */
export const diagnoseLogs = (logs: readonly NamedLog[], context: DiagnoseContext = {}): readonly DiagnosedCause[] =>
  examineLogs(logs, context).causes;

/** Redacts each folder separately: a long path is not a key. */
const pathShown = (path: string): string => path.split('/').map(redactSecrets).join('/');
