/** Finds the problems of a hospital's connection from its logs: pure, without network or account. */

export { CAUSE_IDS, CAUSES, type CauseId } from './causes';
export {
  type CauseEvidence,
  type DiagnosedCause,
  type Diagnosis,
  diagnoseLogs,
  Examination,
  examineLogs,
  type NamedLog,
} from './diagnose';
export type { DiagnoseContext } from './finding';
export type { LogLine } from './log-line';
export { readLog } from './read-log';
