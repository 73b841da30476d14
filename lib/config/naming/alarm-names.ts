import { deliveriesOf } from '../delivery';
import type { Environment, Site } from '../model';

/** The names of the alarms of a cell's stack. */
export function cellAlarmNames({ site, dicom }: Site): readonly string[] {
  const mtls = dicom.stow.auth === 'mtls';
  return [
    'failures',
    'other-content',
    'refused-identities',
    ...(mtls ? ['5xx', 'balancer-5xx', 'rejected-client-certificates', 'certificate-expires'] : []),
    'no-healthy-task',
    'one-healthy-task',
    ...(dicom.dimse === undefined ? [] : ['dimse-down']),
    'task-memory',
    'task-storage',
  ].map((name) => `heartlab-${site}-cell-${name}`);
}

/**
 * The names of all alarms of a site's stack. A prefix would also match those of `auckland-heart` for a site `auckland`. A test
 * compares them with the templates.
 */
export function siteAlarmNames(site: Site, environment: Environment): readonly string[] {
  const interfaces = site.directConnect?.virtualInterfaces ?? [];
  const connections = new Set(interfaces.map(({ connectionId }) => connectionId));
  const managed = environment.ingest.managed !== undefined;
  return [
    ...(site.vpn === undefined ? [] : ['one-tunnel-down', 'both-tunnels-down']),
    ...interfaces.flatMap(({ name }) => [`dx-${name}-bgp-down`, `dx-${name}-many-prefixes`]),
    // AWS reports no state for a LAG.
    ...[...connections].filter((id) => id.startsWith('dxcon-')).map((id) => `${id}-down`),
    ...(interfaces.length === 0 ? [] : ['cut-off']),
    ...deliveriesOf(site).map(({ listenerPort }) => `delivery-${listenerPort}-down`),
    ...(managed && site.alarms?.quietAfterHours !== undefined ? ['quiet'] : []),
  ].map((name) => `heartlab-${site.site}-${name}`);
}
