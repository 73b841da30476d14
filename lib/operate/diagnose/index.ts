/** Finds the problems of a hospital's connection from its logs: pure, without network or account. */

export { CAUSE_IDS, type CauseId, DIAGNOSIS_CAUSES as CAUSES } from './causes';
export {
  type CauseEvidence,
  type DiagnosedCause,
  type Diagnosis,
  diagnoseLogs,
  examineLogs,
  LogExamination as Examination,
  type NamedLog,
} from './diagnose';
export type { DiagnoseContext } from './finding';
export type { LogPiece } from './line-shape';
export type { LogLine } from './log-line';
export { readLog } from './read-log';
