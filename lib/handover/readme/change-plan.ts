import { type ChangeStep, rollbackSteps, STOP_POINT, startConditions, windowSteps } from './change-steps';
import { bulletList, type PackSection, packTable } from './markdown';
import type { SectionInput } from './readme-input';

/** One maintenance window, step by step. */

/** The page with the same steps, to print. */
export const PLAN_FILE = 'PLAN.html';

const stepTable = (steps: readonly ChangeStep[]): string =>
  packTable(
    ['step', 'who', 'what', 'expected result'],
    steps.map(({ who, what, expected }, index) => [String(index + 1), who, what, expected]),
  );

export const changePlan = (input: SectionInput): PackSection => ({
  title: 'Change plan for the maintenance window',
  parts: [
    `A new connection takes about two hours. None of your existing traffic uses it. Only a mistake in an existing rule or route can disturb other traffic. In that case, restore the saved configuration. [${PLAN_FILE}](${PLAN_FILE}) has the same steps on one page, to print.`,
    '### Before the window',
    bulletList(startConditions(input)),
    '### In the window',
    stepTable(windowSteps(input)),
    '### Rollback',
    STOP_POINT,
    stepTable(rollbackSteps(input)),
  ],
});
