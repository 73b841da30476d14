import type { SiteView } from './site-view';

/**
 * How what was synthesized stands to what a page says. `same`. `within`: a part of what the page permits. `stricter`: a part, and what no
 * guidance approves of is gone. `deviation`: other than the page. `given`: the page asks for a fact, and this is it. `elsewhere`: decided
 * outside these templates. `none`: the site has no such thing.
 */
export type ConformanceVerdict = 'same' | 'within' | 'stricter' | 'deviation' | 'given' | 'elsewhere' | 'none';

/** What a template says to one value of a page. */
export interface ConformanceResult {
  readonly verdict: ConformanceVerdict;
  readonly found: readonly string[];
  /** What the difference is and what it means; empty where there is none. */
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

/** A list of a page beside the one that was found; `weak` are the values that no guidance approves of. */
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
