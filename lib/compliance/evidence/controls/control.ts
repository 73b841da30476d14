import type { HeartLabRule } from '../../../config/heartlab-rules';

/** The mapping of controls of published frameworks to the rules and facts of this evidence. */

/** Where the text of a control was read. `published`: in the publisher's own text. `copy`: in another party's copy. */
export interface ControlSource {
  readonly title: string;
  readonly url: string;
  readonly howRead: 'published' | 'copy';
}

/** A value of `evidence.json`, with its place on the pages. */
export const EVIDENCE_FACTS = {
  ports: 'open ports',
  ways: 'encryption on each segment',
  standing: 'ratings of algorithms',
  conformance: 'conformance with the eIFU',
  acknowledgements: 'accepted in the site file',
  risks: 'weaknesses and unencrypted paths',
  findings: 'findings',
  packs: 'checks that ran',
  template: 'SHA-256 of the template',
  cell: 'ingest cell and its own resources',
  commit: 'commit',
} as const;

export type EvidenceFact = keyof typeof EVIDENCE_FACTS;

/** A rule of another pack of the evidence, which runs on the stacks that have such resources. */
export type PackRule = `${'NIST.800.53.R5' | 'HIPAA.Security' | 'AwsSolutions'}-${string}`;

export interface MappedControl {
  /** As the framework writes it. */
  readonly id: string;
  readonly title: string;
  /** The requirement, in short and in other words. */
  readonly asks: string;
  readonly rules: readonly (HeartLabRule | PackRule)[];
  readonly facts: readonly EvidenceFact[];
  /** What the evidence can't show of it. */
  readonly notShown: string;
  readonly source: ControlSource;
}

/** Controls that are not mapped. */
export interface MissingControls {
  readonly ids: readonly string[];
  readonly why: string;
}

export interface ControlFramework {
  readonly title: string;
  readonly controls: readonly MappedControl[];
  readonly missing: readonly MissingControls[];
}
