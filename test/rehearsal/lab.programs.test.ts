import { setPriority } from 'node:os';
import { missingRequirements } from '../../lib/rehearsal/lab/requirements';
import './rehearsals.suite';
import './faults.suite';
import './breaks.suite';
import './verb.suite';
import './killed.suite';

/**
 * Every test that starts a lab, in one file, so that one worker of jest runs them one after the other: in labs that together need
 * more than the machine's processors, steps are late and fail.
 */

// What the other worker runs meanwhile must not make them late either. Every program of a lab inherits it.
if (missingRequirements().length === 0) {
  beforeAll(() => setPriority(-10));
  afterAll(() => setPriority(0));
}
