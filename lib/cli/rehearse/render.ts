import type { FaultReport } from '../../rehearsal/faults/run';
import type { RehearsalLab } from '../../rehearsal/lab/lab';
import { takeAway } from '../../rehearsal/lab/leftovers';
import type { StepReport } from '../../rehearsal/step';

const WORD = { pass: 'PASS', fail: 'FAIL', skip: 'SKIP' } as const;

export function stepLines({ name, result, seconds, detail, cause, log = [] }: StepReport): readonly string[] {
  const suffix = detail === undefined ? '' : `: ${detail}`;
  return [
    `${WORD[result]}  ${seconds.toFixed(2).padStart(6)} s  ${name}${suffix}`,
    ...(cause === undefined ? [] : [`      ${cause}`]),
    ...log.map((line) => `      | ${line}`),
  ];
}

export const tallyOfSteps = (results: readonly { readonly result: StepReport['result'] }[]): string =>
  (['pass', 'fail', 'skip'] as const)
    .map(
      (word) =>
        `${results.filter(({ result }) => result === word).length} ${{ pass: 'passed', fail: 'failed', skip: 'skipped' }[word]}`,
    )
    .join(', ');

export const faultLines = ({
  result,
  seconds,
  fault,
  mistake,
  diagnosed,
  cause,
  evidence,
}: FaultReport): readonly string[] => [
  `${WORD[result]}  ${seconds.toFixed(2).padStart(6)} s  ${mistake}: ${diagnosed ?? cause}`,
  ...(result === 'fail' ? [`      expected the cause ${fault}: ${cause}`] : []),
  ...evidence.map((line) => `      | ${line}`),
];

export const keptLines = ({ prefix, folder }: RehearsalLab): readonly string[] => [
  `Kept. Enter a machine:    ip netns exec ${prefix}-device bash   (also: lan, aws1, aws2, vpc, ingest, nbr, nbringest, database, inet)`,
  `Files, logs and the pack: ${folder}`,
  `Remove it:                ${takeAway(prefix)}`,
];
