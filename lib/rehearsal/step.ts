import type { Testbed } from './testbed';

export type Verdict = 'pass' | 'fail' | 'skip';

export interface Outcome {
  readonly result: 'pass' | 'skip';
  /** What was seen, or why it was skipped. */
  readonly detail?: string;
}

/** One validation of the connection. It fails by an error. */
export interface Step {
  readonly name: string;
  /** Without it nothing after it could work. */
  readonly essential?: true;
  run(scene: Testbed): Promise<Outcome>;
}

export interface StepReport {
  readonly name: string;
  readonly result: Verdict;
  readonly seconds: number;
  readonly detail?: string;
  readonly cause?: string;
  readonly log?: readonly string[];
}

/** What was expected is not so. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  constructor(
    cause: string,
    readonly log: readonly string[] = [],
  ) {
    super(cause);
  }
}

export const passed = (detail?: string): Outcome => ({ result: 'pass', ...(detail === undefined ? {} : { detail }) });
export const skipped = (detail: string): Outcome => ({ result: 'skip', detail });

export function expect(what: boolean, cause: string, log: readonly string[] = []): void {
  if (!what) throw new StepFailure(cause, log);
}
