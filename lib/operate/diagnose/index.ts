/** What is wrong with a hospital's connection, from its logs: pure, no network, no account. */
export { CAUSE_IDS, CAUSES, type CauseId } from './causes';
export { type Cause, type Diagnosis, diagnose, type Evidence, examine, type NamedLog } from './diagnose';
export type { DiagnoseContext } from './finding';
export type { LogFormat, LogLine } from './log-line';
export { readLog } from './read-log';
export { redact } from './redact';
