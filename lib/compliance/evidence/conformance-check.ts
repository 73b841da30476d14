import type { SiteView } from './site-view';

/**
 * The result of comparing the template with a value of an eIFU page.
 * - `same`: equal.
 * - `within`: a subset of what the page permits.
 * - `stricter`: a subset without the values that no guidance approves.
 * - `deviation`: differs from the page.
 * - `given`: the page asks for a fact, and the template contains it.
 * - `elsewhere`: decided outside these templates.
 * - `none`: does not apply to the site, for example because it has no VPN.
 */
export type ConformanceVerdict = 'same' | 'within' | 'stricter' | 'deviation' | 'given' | 'elsewhere' | 'none';

/** The result for one value of a page. */
export interface ConformanceResult {
  readonly verdict: ConformanceVerdict;
  readonly found: readonly string[];
  /** The difference and its meaning; may be empty if there is none. */
  readonly note: string;
}

export type ConformanceCheck = (site: SiteView) => ConformanceResult;

export const conformanceResult = (
  verdict: ConformanceVerdict,
  found: readonly string[],
  note = '',
): ConformanceResult => ({ verdict, found, note });
export const NO_VPN = conformanceResult('none', [], 'The site has no VPN.');

/** For a fact that the page asks for: a deviation if the template does not contain it. */
export const givenFact = (found: readonly string[], note = ''): ConformanceResult =>
  found.length === 0
    ? conformanceResult('deviation', ['nothing'], note || 'The template does not contain it.')
    : conformanceResult('given', found, note);

/** Compares the list of a page with that of the template; `weak` are the values that no guidance approves. */
export function compareLists(
  page: readonly string[],
  found: readonly string[] | undefined,
  weak: readonly string[] = [],
): ConformanceResult {
  if (found === undefined)
    return conformanceResult(
      'deviation',
      ['not specified'],
      'AWS then permits all values that it supports, which are more than the page permits.',
    );
  const outside = found.filter((value) => !page.includes(value));
  if (outside.length > 0) return conformanceResult('deviation', found, `Not on the page: ${outside.join(', ')}.`);
  const omitted = page.filter((value) => !found.includes(value));
  if (omitted.length === 0) return conformanceResult('same', found);
  const weakOnPage = weak.filter((value) => page.includes(value));
  if (weakOnPage.length === 0 || !weakOnPage.every((value) => omitted.includes(value)))
    return conformanceResult('within', found, `Omitted: ${omitted.join(', ')}.`);
  const others = omitted.filter((value) => !weakOnPage.includes(value));
  return conformanceResult('stricter', found, `Omitted: ${[`${weakOnPage.join(', ')} (weak)`, ...others].join(', ')}.`);
}
