import type { Testbed } from './testbed';

export type StepVerdict = 'pass' | 'fail' | 'skip';

export interface StepOutcome {
  readonly result: 'pass' | 'skip';
  /** The observation, or the reason for skipping the step. */
  readonly detail?: string;
}

/** One validation of the connection. It fails by throwing an error. */
export interface RehearsalStep {
  readonly name: string;
  /** If it fails, no later step can work. */
  readonly essential?: true;
  run(testbed: Testbed): Promise<StepOutcome>;
}

export interface StepReport {
  readonly name: string;
  readonly result: StepVerdict;
  readonly seconds: number;
  readonly detail?: string;
  readonly cause?: string;
  readonly log?: readonly string[];
}

/** An expectation was not met. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  constructor(
    cause: string,
    readonly log: readonly string[] = [],
  ) {
    super(cause);
  }
}

export const stepPassed = (detail?: string): StepOutcome => ({ result: 'pass', detail });
export const stepSkipped = (detail: string): StepOutcome => ({ result: 'skip', detail });

export function expectStep(met: boolean, cause: string, log: readonly string[] = []): void {
  if (!met) throw new StepFailure(cause, log);
}
