import { existsSync } from 'node:fs';
import { postgresPrograms } from '../ingest/postgres';

/** What a rehearsal needs, by file, and the Debian package of each. */
const VPN: readonly (readonly [string, string])[] = [
  ['/usr/sbin/charon-systemd', 'charon-systemd'],
  ['/usr/sbin/swanctl', 'strongswan-swanctl'],
  ['/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so', 'libcharon-extra-plugins'],
  ['/usr/lib/ipsec/plugins/libstrongswan-gcm.so', 'libstrongswan-standard-plugins'],
  ['/usr/lib/frr/bgpd', 'frr'],
  ['/usr/sbin/ip', 'iproute2'],
  ['/usr/sbin/nft', 'nftables'],
  ['/usr/bin/ping', 'iputils-ping'],
  ['/usr/sbin/sysctl', 'procps'],
];
const INGEST: readonly (readonly [string, string])[] = [
  ['/usr/sbin/nginx', 'nginx'],
  ['/usr/lib/nginx/modules/ngx_stream_module.so', 'libnginx-mod-stream'],
  ['/usr/sbin/Orthanc', 'orthanc'],
  ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so', 'orthanc-dicomweb'],
  ['/usr/share/orthanc/plugins/libOrthancPostgreSQLIndex.so', 'orthanc-postgresql'],
  ['/usr/bin/storescu', 'dcmtk'],
  ['/usr/bin/openssl', 'openssl'],
  ['/usr/bin/curl', 'curl'],
];

/** Debian packages that a rehearsal needs and that are not there. */
export const missingPackages = (exists: (file: string) => boolean = existsSync): readonly string[] => [
  ...[...VPN, ...INGEST].filter(([file]) => !exists(file)).map(([, name]) => name),
  ...(postgresPrograms() === undefined ? ['postgresql'] : []),
];

/** What keeps a rehearsal from running here, a line each; none: it can. */
export function obstacles(
  isRoot: boolean = process.getuid?.() === 0,
  missing: readonly string[] = missingPackages(),
): readonly string[] {
  return [
    ...(process.platform === 'linux' ? [] : ['a rehearsal needs Linux: it is made of network namespaces']),
    ...(isRoot
      ? []
      : [
          'a rehearsal needs root, for network namespaces: run it by sudo, or in a virtual machine or container of yours',
        ]),
    ...(missing.length === 0
      ? []
      : [
          `not installed: ${missing.join(', ')}`,
          `install them: apt-get install --no-install-recommends ${missing.join(' ')}`,
        ]),
  ];
}
