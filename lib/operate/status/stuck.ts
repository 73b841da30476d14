import { ingestNames } from '../../config/naming/ingest-names';
import { ingestStackName } from '../../config/naming/stack-contract';
import type { QueryResult } from '../fleet';

/** The remaining resources of a stack that CloudFormation can't recover by itself. */
export interface StuckFacts {
  /** The resources that may connect a hospital. Empty: the stack has none left. */
  readonly connections: readonly ConnectionUse[];
  /** Identifiers of database instances. The index is protected, and stays when its stack is deleted. */
  readonly databases: readonly string[];
}

export interface ConnectionUse {
  /** `VPN connection vpn-…` */
  readonly what: string;
  readonly use: 'used' | 'unused' | 'not-known';
  /** The evidence. */
  readonly because: string;
}

export type StackKind = 'site' | 'cell' | 'platform' | 'ingest';

/** A stack with its status. */
export interface PlacedStack {
  readonly kind: StackKind;
  readonly name: string;
  /** CloudFormation's, like ROLLBACK_COMPLETE. */
  readonly status: string;
  readonly region: string;
}

/** One step; its commands can be pasted, one after the other. */
export interface WayOutStep {
  readonly says: string;
  readonly commands: readonly string[];
}

/** The steps out of a state that CloudFormation doesn't leave by itself. */
export interface StackWayOut {
  readonly says: string;
  readonly steps: readonly WayOutStep[];
}

/** The export of an ingest's stack that every cell imports. */
export const clusterExport = (ingestStack: string): string =>
  ingestNames(ingestStack.slice(ingestStackName('').length)).clusterName;

/** The reasons why a hospital may use something of the stack. With any, no command here deletes it. */
export function inUse(stuck: QueryResult<StuckFacts>): readonly string[] {
  if ('failure' in stuck) return [`it is unknown whether a hospital uses it: ${stuck.failure}`];
  return stuck.value.connections
    .filter(({ use }) => use !== 'unused')
    .map(({ what, use, because }) =>
      use === 'used' ? `a hospital uses ${what}: ${because}` : `a hospital may use ${what}: ${because}`,
    );
}
