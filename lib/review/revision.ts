import type { Environment, Site } from '../config/model';
import { siteStackName } from '../config/naming/stack-contract';
import type { TemplateView } from '../template/view';

/** One of the two compared states, synthesized with its own code. */
export interface ComparedRevision {
  /** CloudFormation templates by the name of their stack. */
  readonly templates: ReadonlyMap<string, TemplateView>;
  readonly environments: readonly Environment[];
  /** The findings of the packs. */
  readonly findings: readonly TemplateFinding[];
  /** By environment, a hash of the content of its `serverCaBundle`: no template contains what hospitals must trust. */
  readonly trusted: ReadonlyMap<string, string>;
  /**
   * The sites that the change can't reach: they have no template here (`reach.ts`).
   * @default - none
   */
  readonly unreached?: readonly Site[];
}

export interface TemplateFinding {
  readonly stack: string;
  readonly rule: string;
  /** The construct, without its stack. */
  readonly path: string;
  /** Acknowledged at the construct that causes it. */
  readonly accepted: boolean;
}

const SITE_STACK = siteStackName('');

export function siteNames({ templates }: ComparedRevision): readonly string[] {
  return [...templates.keys()]
    .filter((name) => name.startsWith(SITE_STACK))
    .map((name) => name.slice(SITE_STACK.length));
}
