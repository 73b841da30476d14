import { redactSecrets } from '../../config/secrets';
import { CAUSE_IDS, type CauseId, DIAGNOSIS_CAUSES, NOT_KNOWN } from './causes';
import { FileExamination, type FileResult } from './file-examination';
import type { DiagnoseContext } from './finding';
import type { FindingGroup } from './notes';
import { missingProof } from './proof';

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
  /** The peer, neighbour or sender that it concerns, if the log names it. */
  readonly of?: string;
  /** One step for the hospital's network administrator or for HeartLab. */
  readonly next: string;
}

export interface Diagnosis {
  /** Likeliest first. Empty: a tunnel, session or transfer works at the end of the logs, or no line was recognized. */
  readonly causes: readonly DiagnosedCause[];
  /** The number of lines in a known format: with 0, an empty result means nothing. */
  readonly understood: number;
  readonly lines: number;
  /** The names of the logs without entries: nothing is known about their content. */
  readonly empty: readonly string[];
  /** What works when the logs end. */
  readonly working: readonly string[];
}

/** The first and the last lines for each cause. */
const MOST_EVIDENCE = 8;

interface FiledFinding extends FindingGroup {
  readonly file: string;
}

const evidenceOf = (findings: readonly Pick<FiledFinding, 'file' | 'lines'>[]): readonly CauseEvidence[] => {
  const all = new Map<string, CauseEvidence>();
  for (const { file, lines } of findings)
    for (const { line, text } of lines) all.set(`${file}\n${line}`, { file, line, text });
  const found = [...all.values()];
  const kept = found.length <= MOST_EVIDENCE ? found : [...found.slice(0, MOST_EVIDENCE - 2), ...found.slice(-2)];
  return kept.map(({ file, line, text }) => ({ file: pathShown(file), line, text: redactSecrets(text) }));
};

function cause(id: CauseId, findings: readonly FiledFinding[]): DiagnosedCause {
  const { means, next } = id === 'not-known' ? NOT_KNOWN : DIAGNOSIS_CAUSES[id];
  // Current problems come before past ones.
  const sorted = [...findings].sort((a, b) => Number(a.past) - Number(b.past));
  const details = [...new Set(sorted.flatMap((one) => [...one.details]))].slice(0, 3);
  const subjects = [...new Set(sorted.flatMap(({ subject = '' }) => (subject.trim() === '' ? [] : [subject.trim()])))];
  return {
    id,
    means,
    ...(details.length === 0 ? {} : { detail: redactSecrets(details.join('. ')) }),
    past: findings.every(({ past }) => past),
    evidence: evidenceOf(sorted),
    ...(subjects.length === 0 ? {} : { of: subjects.slice(0, 3).map(subjectShown).join('; ') }),
    next: sorted[0]?.next ?? next,
  };
}

/** A pair of addresses, a neighbour, or a sender. */
const subjectShown = (subject: string): string => redactSecrets(subject.replace(/^(\S+) (\S+)$/, '$1 and $2'));

/** A failure that one end can't explain alone gets the cause that the other end proves; without proof it stays unknown. */
function settle(findings: readonly FiledFinding[]): readonly FiledFinding[] {
  const ever = new Set(findings.map(({ id }) => id));
  const now = new Set(findings.flatMap(({ id, past }) => (past ? [] : [id])));
  return findings.map((finding): FiledFinding => {
    // What was resolved does not explain what fails now.
    const proven = finding.couldBe?.find((id) => (finding.past ? ever : now).has(id));
    if (proven === undefined) return finding;
    const { next: _, ...rest } = finding;
    return { ...rest, id: proven };
  });
}

function causesOf(files: readonly FileResult[]): readonly DiagnosedCause[] {
  const groups = new Map<string, FiledFinding[]>();
  const findings = files.flatMap(({ name, findings }) => findings.map((finding) => ({ ...finding, file: name })));
  for (const finding of settle(findings)) {
    const { id, next, past } = finding;
    const key = id === 'not-known' ? `${id} ${past} ${next ?? ''}` : id;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].map((group) => cause(group[0]?.id ?? 'not-known', group));
}

/** Examines logs piece by piece: its memory does not grow with them. */
export class LogExamination {
  readonly #context: DiagnoseContext;
  readonly #files: FileExamination[] = [];

  constructor(context: DiagnoseContext = {}) {
    this.#context = context;
  }

  /** Begins the next file. */
  file(name: string): FileExamination {
    const file = new FileExamination(name, this.#context);
    this.#files.push(file);
    return file;
  }

  result(): Diagnosis {
    const outside = new Set(this.#files.flatMap((file) => [...file.outsideAddresses]));
    const files = this.#files.map((file) => file.result(outside));
    const understood = files.reduce((sum, one) => sum + one.understood, 0);
    const causes = causesOf(files);
    // A current cause explains what does not work at the end.
    const isExplained = understood === 0 || causes.some(({ past }) => !past);
    const open = isExplained ? undefined : missingProof(files);
    const all: readonly DiagnosedCause[] =
      open === undefined
        ? causes
        : [
            ...causes,
            {
              ...{ id: 'not-known', means: open.means, past: false, next: open.next },
              evidence: evidenceOf(open.lines),
            },
          ];
    return {
      causes: [...all].sort(
        (a, b) => Number(a.past) - Number(b.past) || CAUSE_IDS.indexOf(a.id) - CAUSE_IDS.indexOf(b.id),
      ),
      understood,
      lines: files.reduce((sum, { lines }) => sum + lines, 0),
      empty: files.flatMap(({ name, lines }) => (lines === 0 ? [name] : [])),
      working: [...new Set(files.flatMap(({ working }) => working))].map(redactSecrets),
    };
  }
}

/** Finds the problems in the logs of one or both ends. Pure; never throws. */
export function examineLogs(logs: readonly NamedLog[], context: DiagnoseContext = {}): Diagnosis {
  const examination = new LogExamination(context);
  for (const { name, text } of logs) {
    const file = examination.file(name);
    file.push(text);
    file.end();
  }
  return examination.result();
}

/** Only the causes, likeliest first; empty if something works at the end, or no line was recognized. */
export const diagnoseLogs = (logs: readonly NamedLog[], context: DiagnoseContext = {}): readonly DiagnosedCause[] =>
  examineLogs(logs, context).causes;

/** Redacts each folder separately: a long path is not a key. */
const pathShown = (path: string): string => path.split('/').map(redactSecrets).join('/');
