import type { ConformanceRow } from './conformance';
import type { EncryptionPath } from './encryption-path';
import type { DoorFacts, ListenerFacts } from './endpoint-facts';
import type { IsolationFact } from './isolation';
import type { FoundFact, PackOutcome } from './packs';
import type { PolicyRatings } from './policy-ratings';
import type { EvidencePort } from './ports';

/** What `heartlab audit` writes: everything that it shows, as data. */

/** Says what a folder holds; raised with the shape below. */
export const EVIDENCE_FORMAT = 'heartlab-evidence/2';

export interface AuditEvidence {
  readonly format: typeof EVIDENCE_FORMAT;
  /** YYYY-MM-DD: the day by which acknowledgements are judged. */
  readonly date: string;
  readonly commit: EvidenceCommit;
  readonly tools: Readonly<Record<string, string>>;
  /** False if anything is open: then the command ends with 1. */
  readonly clean: boolean;
  readonly attention: readonly ActionItem[];
  /** Of the site files, errors first. Where one is an error, nothing was synthesized. */
  readonly problems: readonly string[];
  readonly sites: readonly SiteEvidence[];
  readonly environments: readonly EnvironmentEvidence[];
}

export interface EvidenceCommit {
  readonly hash: string;
  /** YYYY-MM-DDTHH:MM:SSZ */
  readonly date: string;
  /** Files that differ from the commit; not empty: the commit does not say what was judged. */
  readonly changed: readonly string[];
}

/** What a reader has to look at. `mark`: of the evidence itself. `act`: something is open. `look`: it is so, and somebody has to know it. */
export interface ActionItem {
  readonly level: 'mark' | 'act' | 'look';
  readonly what: string;
  /** Sites or environments; empty where it concerns all. */
  readonly subjects: readonly string[];
}

/** What was judged of one stack, and what came of it. */
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
  readonly picture: PictureFacts;
  /** The stack of its ingest cell; undefined where the ingest is another's. */
  readonly cell: (StackEvidence & StackDoors & { readonly isolation: readonly IsolationFact[] }) | undefined;
}

export interface EnvironmentEvidence {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** `platform` and, where it is managed, `ingest`. */
  readonly stacks: readonly (StackEvidence & StackDoors)[];
}

/** What may connect to what, and how listeners encrypt. */
export interface StackDoors {
  readonly ports: readonly EvidencePort[];
  readonly listeners: readonly ListenerFacts[];
}

/** An entry of a site file's `acknowledge`. */
export interface FileAcknowledgement {
  readonly rule: string;
  readonly reason: string;
  readonly approvedBy: string;
  readonly expires: string;
  /** Negative once it is past: then it accepts nothing any more. */
  readonly daysLeft: number;
  /** How many findings it accepts, or accepted until its end. */
  readonly findings: number;
}

/** What the picture of a site's data flow shows. */
export interface PictureFacts {
  readonly hospitalCidrs: readonly string[];
  readonly gateway: string | undefined;
  readonly policy: string | undefined;
  readonly lines: readonly string[];
  readonly cloudCidr: string;
  readonly ports: readonly string[];
  readonly auth: DoorFacts['auth'];
  readonly service: string;
  readonly managed: boolean;
  readonly deliveries: readonly string[];
  readonly deliverySources: readonly string[];
}
