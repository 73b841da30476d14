import type { DIAGNOSIS_CAUSES, NamedCause } from '../causes';
import type { LineReading } from '../log-line';
import type { ConnectionPhase, KnownMessage } from '../saying';

/** The phase in which each cause acts: its success ends the cause. */
export const PHASE_OF = {
  'unknown-peer': 'tunnel',
  'udp500-blocked': 'tunnel',
  'udp4500-blocked': 'tunnel',
  'ike-version': 'tunnel',
  'phase1-proposal': 'tunnel',
  'psk-mismatch': 'tunnel',
  'identity-mismatch': 'tunnel',
  'phase2-proposal': 'tunnel',
  'no-pfs': 'renewal',
  'traffic-selector': 'tunnel',
  'dpd-timeout': 'tunnel',
  'inside-address': 'session',
  'bgp-asn': 'session',
  'bgp-auth': 'session',
  'bgp-prefix-limit': 'session',
  'cidr-overlap': 'session',
  'route-missing': 'session',
  'asymmetric-route': 'session',
  'name-not-resolved': 'handshake',
  'ingest-unreachable': 'handshake',
  'sender-setup': 'handshake',
  'tls-version': 'handshake',
  'tls-expired': 'handshake',
  'tls-chain': 'handshake',
  'tls-name': 'handshake',
  'client-certificate-missing': 'handshake',
  'wrong-site-identity': 'store',
  'wrong-ae-title': 'store',
  'transfer-timeout': 'store',
  'stow-400': 'store',
  'stow-401': 'store',
  'stow-403': 'store',
  'stow-404': 'store',
  'stow-409': 'store',
  'object-refused': 'store',
  'other-content': 'store',
  'not-stored': 'store',
  'stow-413': 'store',
  'stow-415': 'store',
  'stow-5xx': 'store',
} as const satisfies Record<keyof typeof DIAGNOSIS_CAUSES, ConnectionPhase>;

function ofSaying(saying: KnownMessage): ConnectionPhase | undefined {
  const [named] = /^(?:session|handshake|store)(?=-(?:up|down|trying)$)/.exec(saying.is) ?? [];
  if (named !== undefined) return named as ConnectionPhase;
  if (Object.hasOwn(PHASE_OF, saying.is)) return PHASE_OF[saying.is as NamedCause];
  return saying.phase;
}

const KNOWN = new Map<KnownMessage, ConnectionPhase | 'none'>();

/** The phase of a line's event, for the detector that reads it. */
export function phaseOf({ saying }: LineReading): ConnectionPhase | undefined {
  if (saying === undefined) return undefined;
  let known = KNOWN.get(saying);
  if (known === undefined) {
    known = ofSaying(saying) ?? 'none';
    KNOWN.set(saying, known);
  }
  return known === 'none' ? undefined : known;
}

/** BGP's and a sender's lines have no IKE conversation. */
export const isOfAnotherPhase = (line: LineReading): boolean => {
  const phase = phaseOf(line);
  return phase === 'session' || phase === 'handshake' || phase === 'store';
};
