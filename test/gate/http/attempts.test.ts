import { PasswordAttempts } from '../../../services/gate/http/attempts';

const DELAYS = { first: 100, longest: 800, forgottenAfter: 60_000 };

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** The milliseconds after which the next wrong password is answered. */
async function delay(attempts: PasswordAttempts): Promise<number> {
  const begun = Date.now();
  const answer = attempts.wrong();
  jest.advanceTimersToNextTimer();
  expect(await answer).toBe('answer');
  return Date.now() - begun;
}

test('each wrong password is delayed twice as long as the one before, up to the longest delay', async () => {
  const attempts = new PasswordAttempts(Date.now, DELAYS);
  const delays: number[] = [];
  for (let index = 0; index < 6; index += 1) delays.push(await delay(attempts));
  expect(delays).toEqual([100, 200, 400, 800, 800, 800]);
});

test('a hundred answers are delayed at once, the others are not delayed', async () => {
  const attempts = new PasswordAttempts(Date.now, DELAYS);
  const answers = Array.from({ length: 120 }, () => attempts.wrong());
  expect(jest.getTimerCount()).toBe(100);
  expect(await Promise.all(answers.slice(100))).toEqual(Array.from({ length: 20 }, () => 'too-many'));
  jest.runAllTimers();
  expect(await Promise.all(answers.slice(0, 100))).toEqual(Array.from({ length: 100 }, () => 'answer'));
  expect(await delay(attempts)).toBe(800);
});

test('the delays start again after some time without a wrong password', async () => {
  const attempts = new PasswordAttempts(Date.now, DELAYS);
  for (let index = 0; index < 3; index += 1) await delay(attempts);
  jest.advanceTimersByTime(DELAYS.forgottenAfter - 400);
  expect(await delay(attempts)).toBe(800);
  jest.advanceTimersByTime(DELAYS.forgottenAfter + 1);
  expect(await delay(attempts)).toBe(100);
});
