import { scheduleSeed } from '../../../tools/tunnel-simulator/random';
import { runSchedule } from '../../../tools/tunnel-simulator/run-schedule';
import { scheduleOf } from '../../../tools/tunnel-simulator/schedule';
import { overTheWire } from '../../../tools/tunnel-simulator/wire';

test('through the real SDK client a schedule goes the same way, to the letter', async () => {
  let keys = 0;
  for (let i = 0; i < 16; i += 1) {
    const story = scheduleOf(scheduleSeed(4, i));
    // There the message differs on purpose: what EC2 says of a call with a key is left out.
    if (story.permanent === 'denied') continue;
    const wired = await runSchedule(story, { traced: true, through: overTheWire });
    expect(wired.trace).toEqual((await runSchedule(story, { traced: true })).trace);
    if (wired.trace.some((line) => line.includes('PreSharedKey'))) keys += 1;
  }
  expect(keys).toBeGreaterThan(3);
}, 60_000);
