import type { Environment } from '../../config/model';
import type { ConformanceRow } from './conformance';
import type { ControlFramework } from './controls/control';
import type { DecisionFact } from './decisions';
import type { EncryptionPath } from './encryption-path';
import type { EndpointFacts, ListenerFacts } from './endpoint-facts';
import type { IsolationFact } from './isolation';
import type { FoundFact, PackOutcome } from './packs';
import type { PolicyRatings } from './policy-ratings';
import type { EvidencePort } from './ports';

/** The evidence of `heartlab audit`, as data. */

/** The format of an evidence folder. Raise it when the types below change. */
export const EVIDENCE_FORMAT = 'heartlab-evidence/3';

export interface AuditEvidence {
  readonly format: typeof EVIDENCE_FORMAT;
  /** YYYY-MM-DD: the date for which acknowledgements are checked. */
  readonly date: string;
  readonly commit: EvidenceCommit;
  readonly tools: Readonly<Record<string, string>>;
  /** True if the evidence covers only the hospitals that were named. */
  readonly limited: boolean;
  /** False if anything is open; the command then exits with 1. */
  readonly clean: boolean;
  readonly attention: readonly ActionItem[];
  /** Problems of the site files, errors first. If there is an error, nothing was synthesized. */
  readonly problems: readonly string[];
  readonly sites: readonly SiteEvidence[];
  readonly environments: readonly EnvironmentEvidence[];
  /** The decisions of the design that accept findings of these stacks. */
  readonly decisions: readonly DecisionFact[];
  readonly controls: readonly ControlFramework[];
}

export interface EvidenceCommit {
  readonly hash: string;
  /** YYYY-MM-DDTHH:MM:SSZ */
  readonly date: string;
  /** Files that differ from the commit. If there are any, the commit does not identify what was checked. */
  readonly changed: readonly string[];
}

export type RiskKind = 'weak algorithms' | 'clear-text path' | 'unencrypted line' | 'acknowledgement ending';

/** One risk of a site, as the template shows it, with its approval. */
export interface RiskFact {
  readonly kind: RiskKind;
  readonly what: string;
  /** The entry of the site file that accepts it; undefined if no entry does. An expired entry has a negative `daysLeft`. */
  readonly approval: Pick<FileAcknowledgement, 'rule' | 'approvedBy' | 'expires' | 'daysLeft'> | undefined;
}

/** `mark`: about the evidence itself. `act`: something is open. `look`: for the reader's information. */
export interface ActionItem {
  readonly level: 'mark' | 'act' | 'look';
  readonly what: string;
  /** Sites or stacks; empty if the item concerns all. */
  readonly subjects: readonly string[];
}

/** The checks of one stack, and their results. */
export interface StackEvidence {
  readonly stack: string;
  readonly template: { readonly file: string; readonly sha256: string; readonly resources: number };
  readonly packs: readonly PackOutcome[];
  readonly findings: readonly FoundFact[];
}

export interface SiteEvidence extends StackEvidence {
  readonly site: string;
  readonly name: string;
  readonly environment: string;
  readonly acknowledgements: readonly FileAcknowledgement[];
  readonly conformance: readonly ConformanceRow[];
  readonly standing: PolicyRatings | undefined;
  readonly ports: readonly EvidencePort[];
  readonly ways: readonly EncryptionPath[];
  readonly risks: readonly RiskFact[];
  readonly picture: PictureFacts;
  /** The stack of its ingest cell; undefined if the ingest is not managed by HeartLab. */
  readonly cell: (StackEvidence & StackNetwork & { readonly isolation: readonly IsolationFact[] }) | undefined;
}

export interface EnvironmentEvidence {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** Of environments.yaml; what it lacks is shown as missing. */
  readonly system: Environment['system'];
  /** `platform` and, if the ingest is managed, `ingest`. */
  readonly stacks: readonly (StackEvidence & StackNetwork)[];
}

/** The network access of a stack: its open ports and listeners. */
export interface StackNetwork {
  readonly ports: readonly EvidencePort[];
  readonly listeners: readonly ListenerFacts[];
}

/** An entry of a site file's `acknowledge`. */
export interface FileAcknowledgement {
  readonly rule: string;
  readonly reason: string;
  readonly approvedBy: string;
  readonly expires: string;
  /** Negative after expiry: the entry then accepts nothing. */
  readonly daysLeft: number;
  /** The number of findings that it accepts, or accepted before it expired. */
  readonly findings: number;
}

/** The input of the data flow diagram of a site. */
export interface PictureFacts {
  readonly hospitalCidrs: readonly string[];
  readonly gateway: string | undefined;
  readonly policy: string | undefined;
  readonly lines: readonly string[];
  readonly cloudCidr: string;
  readonly ports: readonly string[];
  readonly auth: EndpointFacts['auth'];
  readonly service: string;
  readonly managed: boolean;
  readonly deliveries: readonly string[];
  readonly deliverySources: readonly string[];
}
