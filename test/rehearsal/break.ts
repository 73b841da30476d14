import type { Testbed } from '../../lib/rehearsal/testbed';

/** A way in which template, pack or network is wrong, and the step that must see it: of auckland-heart. */
export interface Break {
  readonly what: string;
  /** Words of the step's name. */
  readonly step: string;
  /** What it must say. */
  readonly cause: RegExp;
  template?(text: string): string;
  /** Just before the step. */
  before?(scene: Testbed): Promise<void>;
}

export interface TemplateJson {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>
  >;
}

/** Every resource of a type, changed. */
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
