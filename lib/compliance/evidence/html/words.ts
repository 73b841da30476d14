import type { ConformanceVerdict } from '../conformance-check';
import type { EncryptionCell } from '../encryption-path';

/** The page's texts for values of the evidence. */

export const VERDICT_WORDS: Readonly<Record<ConformanceVerdict, { readonly words: string; readonly kind: string }>> = {
  same: { words: 'as the page', kind: 'good' },
  within: { words: 'within', kind: 'good' },
  stricter: { words: 'stricter', kind: 'good' },
  deviation: { words: 'deviation', kind: 'warn' },
  given: { words: 'given', kind: '' },
  elsewhere: { words: 'elsewhere', kind: '' },
  none: { words: 'not applicable', kind: '' },
};

export const HOP_LEVELS: Readonly<Record<EncryptionCell['level'], string>> = {
  encrypted: 'level-good',
  clear: 'level-poor',
  unknown: 'level-silent',
};

export const ACTION_ITEM_WORDS = {
  mark: { words: 'uncommitted', kind: 'bad' },
  act: { words: 'open', kind: 'bad' },
  look: { words: 'for information', kind: 'warn' },
} as const;

export const HOW_READ = {
  read: 'read in the text itself',
  copy: 'read in a copy or draft',
  recall: 'from memory; look it up before use',
} as const;

/** The name without characters that an id or a file name may not have. */
export const safeName = (name: string): string => name.replace(/[^a-z0-9-]/gi, '_');

export const FRONT_PAGE = 'index.html';
export const CONTROLS_PAGE = 'controls.html';
export const PAGE_FOLDERS = ['hospitals', 'environments'] as const;
export const hospitalPage = (site: string): string => `hospitals/${safeName(site)}.html`;
export const environmentPage = (environment: string): string => `environments/${safeName(environment)}.html`;

/** A rule's name without the prefix of its pack, which the heading shows. */
export const shortRule = (pack: string, rule: string): string =>
  rule.startsWith(`${pack}-`) ? rule.slice(pack.length + 1) : rule;
