import type { LiveConnection, LiveTunnelOptions } from './live';
import { tunnelLabel } from './messages';
import { lastFinished } from './state-tags';
import { FLAP_DURATION, TELEMETRY_LAG } from './timing';

/** Whether a tunnel is down, and not only flapping. */
export function isDown(tunnel: LiveTunnelOptions, now: number): boolean {
  return tunnel.status === 'DOWN' && now - (tunnel.lastStatusChange ?? 0) >= FLAP_DURATION;
}

/** Why a tunnel must not be changed now; undefined if it may be changed. Protects the last working tunnel. */
export function reasonToWait(
  tunnel: LiveTunnelOptions,
  other: LiveTunnelOptions,
  { connection, run, now }: { readonly connection: LiveConnection; readonly run: string; readonly now: number },
): string | undefined {
  const last = lastFinished(connection.recorded);
  if (last !== undefined) {
    const aboutThis = last.subject !== 'gateway' && last.subject.insideCidr === tunnel.insideCidr;
    const aboutOther = last.subject !== 'gateway' && last.subject.insideCidr === other.insideCidr;
    const isStatusCurrent = now >= last.finishedAt + TELEMETRY_LAG;
    if (!isStatusCurrent && !(aboutThis && other.status === 'UP')) {
      return 'the previous change is so recent that the reported status of the tunnels may be outdated';
    }
    if (aboutOther && last.run === run && last.wasUp && other.status !== 'UP') {
      return `this update changed ${tunnelLabel(other)}, which is not up again`;
    }
  }
  if (other.status === 'UP' || isDown(tunnel, now)) return undefined;
  return tunnel.status === 'UP'
    ? `${tunnelLabel(other)} is down, so ${tunnelLabel(tunnel)} is the last working one`
    : `both tunnels are down, but ${tunnelLabel(tunnel)} for less than ${FLAP_DURATION / 60000} minutes: it may come up again by itself`;
}
