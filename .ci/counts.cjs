// The true counts of a jest run, `passed failed skipped`: a file that could not run, or a run that left no summary, is a failure.
const { readFileSync } = require('node:fs');

try {
  const run = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const failed = run.numFailedTests + run.numRuntimeErrorTestSuites;
  console.log(run.numPassedTests, failed + (run.numTotalTests === 0 ? 1 : 0), run.numPendingTests + run.numTodoTests);
} catch {
  console.log(0, 1, 0);
}
