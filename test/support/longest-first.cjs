const { default: Sequencer } = require('@jest/test-sequencer');

/** In a fresh clone jest begins with the largest file. What takes minutes must begin first, or one worker waits for another at the end. */
const LONGEST = [
  'rehearsal/lab.programs',
  'cli/audit.programs',
  'cli/review.programs',
  'app/synth.programs',
  'gate/proof/load.programs',
  'cli/handover.programs',
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
