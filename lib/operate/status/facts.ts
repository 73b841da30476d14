import type { QueryResult } from '../fleet';
import type { StackKind, StackWayOut } from './stuck';

/** The current facts of a site from which its colour is judged. None is secret. Any may be missing. */

export interface StackFacts {
  readonly name: string;
  /** CloudFormation's, like UPDATE_COMPLETE. */
  readonly status: string;
  readonly statusReason?: string;
}

/** The options that both ends of a tunnel negotiated (EC2 API, ActiveVpnTunnelStatus). */
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
  /** When AWS applies it by itself. */
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
  /** Absent: the site's stack has created none. */
  readonly connectionId?: string;
  /** pending, available, modifying, deleting; absent if EC2 finds no such connection. */
  readonly state?: string;
  /** Absent if EC2 finds no such connection. */
  readonly keysInSecretsManager?: boolean;
  /** Empty without a connection. */
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
  /** `dxvif-…`; absent: the site's stack has created none. */
  readonly id?: string;
  /** Direct Connect's, like available or down; absent if it finds no such interface. */
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
  /** When the last study was stored; undefined if none was in two weeks. Absent: the ingest does not count studies. */
  readonly lastStudy?: QueryResult<Date | undefined>;
  /**
   * Whole days until the client certificate that the hospital used last expires; undefined if none was used in two weeks. Absent:
   * the site has no cell, or no client certificates.
   */
  readonly certificateDays?: QueryResult<number | undefined>;
  /** Objects refused in the last day because another one with their UID is stored. Absent: the site has no cell. */
  readonly otherContent?: QueryResult<number>;
  /** Alarms that are on, or have no data. */
  readonly alarms: QueryResult<readonly AlarmFacts[]>;
  /** Absent: the stack needs none, or there is none. */
  readonly wayOut?: StackWayOut;
  /** The stack of the site's cell. Absent: the environment's ingest is not managed. */
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
