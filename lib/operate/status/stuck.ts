import { ingestNames } from '../../config/naming/ingest-names';
import { ingestStackName } from '../../config/naming/stack-contract';
import type { QueryResult } from '../fleet';

/** What a stack that CloudFormation has to be helped with still holds. */
export interface StuckFacts {
  /** What a hospital may be connected by. Empty: nothing of that kind is left in the stack. */
  readonly connections: readonly ConnectionUse[];
  /** Identifiers of database instances: the index is protected, and stays when its stack goes. */
  readonly databases: readonly string[];
}

export interface ConnectionUse {
  /** `VPN connection vpn-…` */
  readonly what: string;
  readonly use: 'used' | 'unused' | 'not-known';
  /** What shows it. */
  readonly because: string;
}

export type StackKind = 'site' | 'cell' | 'platform' | 'ingest';

/** A stack, and where it stands. */
export interface PlacedStack {
  readonly kind: StackKind;
  readonly name: string;
  /** CloudFormation's, like ROLLBACK_COMPLETE. */
  readonly status: string;
  readonly region: string;
}

/** One thing to do; its commands can be pasted, one after the other. */
export interface WayOutStep {
  readonly says: string;
  readonly commands: readonly string[];
}

/** How a stack gets out of a state that CloudFormation doesn't leave by itself. */
export interface StackWayOut {
  readonly says: string;
  readonly steps: readonly WayOutStep[];
}

/** The export of an ingest's stack that every cell imports. */
export const clusterExport = (ingestStack: string): string =>
  ingestNames(ingestStack.slice(ingestStackName('').length)).clusterName;

/** Whether a hospital may use something of the stack: then nothing here deletes it. */
export function inUse(stuck: QueryResult<StuckFacts>): readonly string[] {
  if ('failure' in stuck) return [`it can't be found out whether a hospital uses it: ${stuck.failure}`];
  return stuck.value.connections
    .filter(({ use }) => use !== 'unused')
    .map(({ what, use, because }) =>
      use === 'used' ? `a hospital uses ${what}: ${because}` : `a hospital may use ${what}: ${because}`,
    );
}
