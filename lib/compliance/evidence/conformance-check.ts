import type { SiteView } from './site-view';

/**
 * The result of comparing the template with a value of an eIFU page.
 * - `same`: equal.
 * - `within`: a part of what the page permits.
 * - `stricter`: such a part, without the values that no guidance approves.
 * - `deviation`: differs from the page.
 * - `given`: the page asks for a fact, and the template has it.
 * - `elsewhere`: decided outside these templates.
 * - `none`: the site has no such part.
 */
export type ConformanceVerdict = 'same' | 'within' | 'stricter' | 'deviation' | 'given' | 'elsewhere' | 'none';

/** The result for one value of a page. */
export interface ConformanceResult {
  readonly verdict: ConformanceVerdict;
  readonly found: readonly string[];
  /** The difference and its meaning; empty without a difference. */
  readonly note: string;
}

export type ConformanceCheck = (site: SiteView) => ConformanceResult;

export const conformanceResult = (
  verdict: ConformanceVerdict,
  found: readonly string[],
  note = '',
): ConformanceResult => ({ verdict, found, note });
export const NO_VPN = conformanceResult('none', [], 'The site has no VPN.');
export const givenByHospital = (found: readonly string[], note = ''): ConformanceResult =>
  found.length === 0
    ? conformanceResult('deviation', ['nothing'], note || 'The template has no such thing.')
    : conformanceResult('given', found, note);

/** Compares a list of a page with the list in the template; `weak` are the values that no guidance approves. */
export function compareLists(
  page: readonly string[],
  found: readonly string[] | undefined,
  weak: readonly string[] = [],
): ConformanceResult {
  if (found === undefined)
    return conformanceResult(
      'deviation',
      ['not specified'],
      'AWS then permits all that it knows, which is more than the page.',
    );
  const outside = found.filter((value) => !page.includes(value));
  if (outside.length > 0) return conformanceResult('deviation', found, `Not on the page: ${outside.join(', ')}.`);
  const gone = page.filter((value) => !found.includes(value));
  if (gone.length === 0) return conformanceResult('same', found);
  const weakGone = weak.filter((value) => page.includes(value));
  const strict = weakGone.length > 0 && weakGone.every((value) => gone.includes(value));
  return strict
    ? conformanceResult('stricter', found, `Left out, ${weakGone.join(', ')} among them: ${gone.join(', ')}.`)
    : conformanceResult('within', found, `Left out: ${gone.join(', ')}.`);
}
