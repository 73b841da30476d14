import type { ConformanceVerdict } from '../conformance-check';
import type { EncryptionCell } from '../encryption-path';

/** The wording of the data on the page. */

export const VERDICT_WORDS: Readonly<Record<ConformanceVerdict, { readonly words: string; readonly kind: string }>> = {
  same: { words: 'as the page', kind: 'good' },
  within: { words: 'within', kind: 'good' },
  stricter: { words: 'stricter', kind: 'good' },
  deviation: { words: 'deviation', kind: 'warn' },
  given: { words: 'given', kind: '' },
  elsewhere: { words: 'elsewhere', kind: '' },
  none: { words: 'not there', kind: '' },
};

export const HOP_LEVELS: Readonly<Record<EncryptionCell['level'], string>> = {
  encrypted: 'level-good',
  clear: 'level-poor',
  unknown: 'level-silent',
};

export const ACTION_ITEM_WORDS = {
  mark: { words: 'uncommitted', kind: 'bad' },
  act: { words: 'open', kind: 'bad' },
  look: { words: 'to know', kind: 'warn' },
} as const;

export const HOW_READ = {
  read: 'read in the text itself',
  copy: 'read in a copy or a draft',
  recall: 'from memory, to be looked up',
} as const;

/** The anchor of a site or an environment, with a prefix that separates it from other ids of the page. */
export const anchorOf = (kind: 'site' | 'environment', name: string): string =>
  `${kind}-${name.replace(/[^a-z0-9-]/gi, '_')}`;

/** A rule without its pack's prefix, which the heading already shows. */
export const shortRule = (pack: string, rule: string): string =>
  rule.startsWith(`${pack}-`) ? rule.slice(pack.length + 1) : rule;
