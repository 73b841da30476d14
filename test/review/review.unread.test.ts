import { reviewMarkdown } from '../../lib/review/markdown/document';
import { aWholeSide, reviewOf } from '../support/builders/reviews';
import { anEnvironment, aSite } from '../support/builders/sites';

/** The base's code compares a head that may be newer, and the head's code an older base. */

test('an environment that one side’s code can’t read is never nothing', () => {
  const whole = aWholeSide([aSite()], [anEnvironment()]);
  const unread = { ...whole, environments: [] };
  for (const [before, after, says] of [
    [unread, whole, "the code that runs this review can't read this environment in the base"],
    [whole, unread, "the base's code can't read this environment in the changed environments.yaml"],
  ] as const) {
    const found = reviewOf(before, after);
    expect(found.impact).toBe('hospital');
    expect(found.sites.map(({ site, impact }) => [site, impact])).toEqual([['auckland-heart', 'hospital']]);
    expect(
      reviewMarkdown(found, { base: { ref: 'main', commit: '0'.repeat(40) }, remarks: [], complaints: [] }),
    ).toContain(says);
    expect(found.sites.map(({ message }) => message)).toEqual([undefined]);
  }
  expect(reviewOf(whole, whole).impact).toBe('nothing');
});
