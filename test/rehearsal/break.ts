import type { Testbed } from '../../lib/rehearsal/testbed';

/** A defect in the template, the pack or the network of auckland-heart, and the step that must fail because of it. */
export interface Break {
  readonly what: string;
  /** A part of the step's name. */
  readonly step: string;
  /** The cause that the step must report. */
  readonly cause: RegExp;
  template?(text: string): string;
  /** Runs just before the step. */
  before?(scene: Testbed): Promise<void>;
}

export interface TemplateJson {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>
  >;
}

/** Changes every resource of a type. */
export const ofType =
  (type: string, change: (properties: Record<string, unknown>) => void) =>
  (text: string): string => {
    const template: TemplateJson = JSON.parse(text);
    for (const { Type, Properties } of Object.values(template.Resources))
      if (Type === type && Properties !== undefined) change(Properties);
    return JSON.stringify(template);
  };

export const CUT =
  'table ip cut { chain in { type filter hook input priority 0; tcp dport 443 reject with tcp reset; }; }';
