import type { Environment, Site } from '../config/model';
import { SITE_METADATA_KEY, siteStackName } from '../config/naming/stack-contract';
import { siteSchema } from '../config/schema/site';

/** One of the two states that are compared, as it was synthesized with its own code. */
export interface Revision {
  /** CloudFormation templates by the name of their stack. */
  readonly templates: ReadonlyMap<string, ComparedTemplate>;
  readonly environments: readonly Environment[];
  /** What the packs found. */
  readonly findings: readonly TemplateFinding[];
  /** By environment, a mark of the content of its `serverCaBundle`: what hospitals must trust shows in no template. */
  readonly trusted: ReadonlyMap<string, string>;
}

export interface TemplateFinding {
  readonly stack: string;
  readonly rule: string;
  /** The construct, without its stack. */
  readonly path: string;
  /** Acknowledged beside the construct that causes it. */
  readonly accepted: boolean;
}

export type SiteFileData = Readonly<Record<string, unknown>>;

/** A template, as far as it is known whatever code made it. */
export interface ComparedTemplate {
  readonly Resources?: Readonly<Record<string, ComparedResource>>;
  readonly [section: string]: unknown;
}

export interface ComparedResource {
  readonly Type: string;
  readonly Properties?: SiteFileData;
  readonly [attribute: string]: unknown;
}

export const isData = (value: unknown): value is SiteFileData =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SITE_STACK = siteStackName('');

export function siteNames({ templates }: Revision): readonly string[] {
  return [...templates.keys()]
    .filter((name) => name.startsWith(SITE_STACK))
    .map((name) => name.slice(SITE_STACK.length));
}

/** What the template says of the site file: as its own code read it, which may know other settings than ours. */
export function siteData(template: ComparedTemplate | undefined): SiteFileData {
  const metadata = template?.Metadata;
  const data = isData(metadata) ? metadata[SITE_METADATA_KEY] : undefined;
  return isData(data) ? data : {};
}

/** The same, typed; undefined if other code wrote it in a way that ours doesn't know. */
export function typedSite(template: ComparedTemplate | undefined): Site | undefined {
  const parsed = siteSchema.safeParse(siteData(template));
  return parsed.success ? parsed.data : undefined;
}

/** Equality of what JSON can say: the order of keys is no difference. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isData(a) || !isData(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameJson(a[key], b[key]));
}
