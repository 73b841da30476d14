const { default: Sequencer } = require('@jest/test-sequencer');

/** In a fresh clone jest begins with the largest file. What takes minutes must begin first, or one worker waits for another at the end. */
const LONGEST = [
  'rehearsal/lab.programs',
  'examples.programs',
  'cli/review.programs',
  'cli/audit.programs',
  'handover/verify/script.ingest.programs',
  'gate/proof/bodies.programs',
  'tools/tunnel-simulator/command.schedules.programs',
  'gate/proof/neighbour.programs',
  'tools/tunnel-simulator/simulate.programs',
  'review/review.property',
  'handover/verify/script.failures.programs',
  'tools/build/build.programs',
  'cli/handover.programs',
  'gate/proof/load.programs',
  'app/no-site.programs',
  'app/synth.programs',
  'config/load/load.fuzz',
];

const rank = ({ path }) => {
  const index = LONGEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return index === -1 ? LONGEST.length : index;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
