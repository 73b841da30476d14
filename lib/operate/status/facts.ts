import type { QueryResult } from '../fleet';
import type { StackKind, StackWayOut } from './stuck';

/** What AWS says of a site now, as far as its colour is judged by it. Nothing of it is secret. Any of it may be missing. */

export interface StackFacts {
  readonly name: string;
  /** CloudFormation's, like UPDATE_COMPLETE. */
  readonly status: string;
  readonly statusReason?: string;
}

/** What both ends of a tunnel agreed on (EC2 API, ActiveVpnTunnelStatus). */
export interface NegotiatedOptions {
  readonly ikeVersion?: string;
  readonly phase1: NegotiatedPhase;
  readonly phase2: NegotiatedPhase;
  /** available, pending or failed. */
  readonly provisioning?: string;
  readonly provisioningReason?: string;
}

export interface NegotiatedPhase {
  readonly encryption?: string;
  readonly integrity?: string;
  readonly dhGroup?: number;
}

/** AWS's maintenance of a tunnel's endpoint. */
export interface EndpointMaintenance {
  readonly pending: boolean;
  /** When AWS does it by itself. */
  readonly autoAppliedAfter?: Date;
  readonly lastApplied?: Date;
}

export interface LiveTunnelFacts {
  /** In the order of the site file. */
  readonly number: 1 | 2;
  readonly insideCidr: string;
  readonly outsideAddress?: string;
  readonly state?: 'UP' | 'DOWN';
  /** When that state began. */
  readonly since?: Date;
  readonly acceptedRoutes?: number;
  /** EC2's own words, often none. */
  readonly message?: string;
  readonly negotiated?: QueryResult<NegotiatedOptions>;
  readonly maintenance?: QueryResult<EndpointMaintenance>;
}

export interface LiveVpnFacts {
  /** Absent: the site's stack has made none. */
  readonly connectionId?: string;
  /** pending, available, modifying, deleting; absent where EC2 finds no such connection. */
  readonly state?: string;
  /** Absent where EC2 finds no such connection. */
  readonly keysInSecretsManager?: boolean;
  /** Empty where there is no connection. */
  readonly tunnels: readonly LiveTunnelFacts[];
}

export interface BgpSessionFacts {
  /** ipv4 or ipv6. */
  readonly family?: string;
  /** available, pending, verifying, deleting, deleted. */
  readonly state?: string;
  /** up, down or unknown. */
  readonly status?: string;
}

export interface InterfaceFacts {
  /** Its `name` in the site file. */
  readonly name: string;
  /** `dxvif-…`; absent: the site's stack has made none. */
  readonly id?: string;
  /** Direct Connect's, like available or down; absent where it finds no such interface. */
  readonly state?: string;
  readonly bgp: readonly BgpSessionFacts[];
}

export interface AlarmFacts {
  readonly name: string;
  /** ALARM or INSUFFICIENT_DATA. */
  readonly state: string;
  readonly since?: Date;
}

export interface SiteFacts {
  /** Absent: not deployed, and then only the cell is known. */
  readonly stack?: StackFacts;
  /** Absent: the site has no VPN. */
  readonly vpn?: QueryResult<LiveVpnFacts>;
  readonly interfaces: QueryResult<readonly InterfaceFacts[]>;
  /** When the last study came; undefined where none came in two weeks. Absent: the ingest counts none. */
  readonly lastStudy?: QueryResult<Date | undefined>;
  /**
   * Whole days until the client certificate that the hospital used last expires; undefined where none came in two weeks. Absent: the
   * site has no cell, or no client certificates.
   */
  readonly certificateDays?: QueryResult<number | undefined>;
  /** Objects refused in the last day because another one with their UID is stored. Absent: the site has no cell. */
  readonly otherContent?: QueryResult<number>;
  /** Those that are on, or have no data. */
  readonly alarms: QueryResult<readonly AlarmFacts[]>;
  /** Absent: the stack needs none, or there is none to offer. */
  readonly wayOut?: StackWayOut;
  /** The stack of the site's cell. Absent: the environment's ingest is no managed one. */
  readonly cell?: QueryResult<NamedStackFacts>;
}

/** A stack beside the site's own: the site's cell, or one that all sites of an environment share. */
export interface NamedStackFacts {
  readonly kind: Exclude<StackKind, 'site'>;
  readonly name: string;
  /** Absent: not deployed. */
  readonly stack?: StackFacts;
  readonly wayOut?: StackWayOut;
}
