import type { Site } from '../../config/model';
import type { QueryResult } from '../fleet';
import type { StatusColour } from './colour';
import { type StackRow, stackRow } from './environment';
import type { LiveTunnelFacts, NegotiatedOptions, SiteFacts } from './facts';
import type { StatusJudgement, StatusReason } from './judge';
import type { StackWayOut } from './stuck';

/** A site in the output of `heartlab status --json`. docs/operating.md documents it: names stay, an unknown value is null. */
export interface StatusRow {
  readonly site: string;
  readonly name: string;
  readonly environment: string;
  readonly colour: StatusColour;
  readonly reasons: readonly StatusReason[];
  readonly stack: string | null;
  /** For a stack that CloudFormation can't recover by itself. */
  readonly wayOut: StackWayOut | null;
  /** The stack of the site's cell; null: the ingest is not managed, or AWS did not answer. */
  readonly cell: StackRow | null;
  readonly tunnels: readonly TunnelRow[];
  readonly virtualInterfaces: readonly InterfaceRow[];
  /** Whether the ingest counts studies by site, as a managed one does. */
  readonly studiesCounted: boolean;
  readonly lastStudy: string | null;
  /** Whole days until the client certificate that was used last expires; below 0: it has expired. */
  readonly certificateDays: number | null;
  /** Objects refused in the last 24 hours because another one with their UID is stored. */
  readonly otherContent: number | null;
  readonly alarms: readonly AlarmRow[];
}

export interface TunnelRow {
  readonly number: 1 | 2;
  readonly insideCidr: string;
  readonly outsideAddress: string | null;
  readonly state: 'UP' | 'DOWN' | null;
  readonly since: string | null;
  readonly acceptedRoutes: number | null;
  readonly message: string | null;
  readonly negotiated: NegotiatedRow | null;
  readonly maintenance: MaintenanceRow | null;
}

interface PhaseRow {
  readonly encryption: string | null;
  readonly integrity: string | null;
  readonly dhGroup: number | null;
}

export interface NegotiatedRow {
  readonly ikeVersion: string | null;
  readonly phase1: PhaseRow;
  readonly phase2: PhaseRow;
  readonly provisioning: string | null;
}

interface MaintenanceRow {
  readonly pending: boolean;
  readonly autoAppliedAfter: string | null;
  readonly lastApplied: string | null;
}

export interface InterfaceRow {
  readonly name: string;
  readonly id: string | null;
  readonly state: string | null;
  readonly bgp: readonly {
    readonly family: string | null;
    readonly state: string | null;
    readonly status: string | null;
  }[];
}

interface AlarmRow {
  readonly name: string;
  readonly state: string;
  readonly since: string | null;
}

/** An invalid date from AWS counts as unknown. */
const time = (at: Date | undefined): string | null =>
  at === undefined || Number.isNaN(at.getTime()) ? null : at.toISOString().replace('.000Z', 'Z');

const told = <T>(part: QueryResult<T> | undefined): T | undefined =>
  part === undefined || 'failure' in part ? undefined : part.value;

function negotiatedRow({ ikeVersion, phase1, phase2, provisioning }: NegotiatedOptions): NegotiatedRow {
  const phase = ({ encryption, integrity, dhGroup }: NegotiatedOptions['phase1']): PhaseRow => ({
    encryption: encryption ?? null,
    integrity: integrity ?? null,
    dhGroup: dhGroup ?? null,
  });
  return {
    ikeVersion: ikeVersion ?? null,
    phase1: phase(phase1),
    phase2: phase(phase2),
    provisioning: provisioning ?? null,
  };
}

function tunnelRow(tunnel: LiveTunnelFacts): TunnelRow {
  const [negotiated, maintenance] = [told(tunnel.negotiated), told(tunnel.maintenance)];
  return {
    number: tunnel.number,
    insideCidr: tunnel.insideCidr,
    outsideAddress: tunnel.outsideAddress ?? null,
    state: tunnel.state ?? null,
    since: time(tunnel.since),
    acceptedRoutes: tunnel.acceptedRoutes ?? null,
    message: tunnel.message ?? null,
    negotiated: negotiated === undefined ? null : negotiatedRow(negotiated),
    maintenance:
      maintenance === undefined
        ? null
        : {
            pending: maintenance.pending,
            autoAppliedAfter: time(maintenance.autoAppliedAfter),
            lastApplied: time(maintenance.lastApplied),
          },
  };
}

export function statusRow(site: Site, facts: QueryResult<SiteFacts>, { colour, reasons }: StatusJudgement): StatusRow {
  const { site: id, name, environment } = site;
  const known: Partial<SiteFacts> = told(facts) ?? {};
  const cell = told(known.cell);
  return {
    ...{ site: id, name, environment, colour, reasons },
    stack: known.stack?.status ?? null,
    wayOut: known.wayOut ?? null,
    cell: cell === undefined ? null : stackRow(cell),
    tunnels: (told(known.vpn)?.tunnels ?? []).map(tunnelRow),
    virtualInterfaces: (told(known.interfaces) ?? []).map((one) => ({
      name: one.name,
      id: one.id ?? null,
      state: one.state ?? null,
      bgp: one.bgp.map(({ family, state, status }) => ({
        family: family ?? null,
        state: state ?? null,
        status: status ?? null,
      })),
    })),
    studiesCounted: known.lastStudy !== undefined,
    lastStudy: time(told(known.lastStudy)),
    certificateDays: told(known.certificateDays) ?? null,
    otherContent: told(known.otherContent) ?? null,
    alarms: (told(known.alarms) ?? []).map((alarm) => ({
      name: alarm.name,
      state: alarm.state,
      since: time(alarm.since),
    })),
  };
}

/** A site that can't be queried, because its own file or its environment's has errors. */
export function unaskedRow(site: string, environment: string, why: string): StatusRow {
  return {
    ...{ site, name: site, environment, colour: 'unknown' as const, stack: null, wayOut: null, cell: null },
    reasons: [{ id: 'not-told', colour: 'unknown', says: why }],
    ...{ tunnels: [], virtualInterfaces: [], alarms: [], studiesCounted: false },
    ...{ lastStudy: null, certificateDays: null, otherContent: null },
  };
}
