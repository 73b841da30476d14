import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { postgresPrograms } from '../ingest/postgres';

/** The files that a rehearsal needs, with the Debian package of each. */
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
  ['/usr/bin/unshare', 'util-linux'],
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

/** The Debian packages that a rehearsal needs and that are not installed. */
export const missingPackages = (exists: (file: string) => boolean = existsSync): readonly string[] => [
  ...[...VPN, ...INGEST].filter(([file]) => !exists(file)).map(([, name]) => name),
  ...(postgresPrograms() === undefined ? ['postgresql'] : []),
];

/** Whether root may create network namespaces here: often not in a container. */
function canCreateNamespaces(): boolean {
  try {
    const allowed = 'mount -t tmpfs lab /dev/shm && sysctl -qw net.ipv4.ip_forward=1';
    execFileSync('/usr/bin/unshare', ['--net', '--mount', '--ipc', 'sh', '-c', allowed], {
      stdio: 'ignore',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    return true;
  } catch {
    return false;
  }
}

const isRootHere = (): boolean => process.getuid?.() === 0;

/** The reasons why a rehearsal can't run here, one a line; empty if it can. */
export function missingRequirements(
  isRoot: boolean = isRootHere(),
  missing: readonly string[] = missingPackages(),
  has: { readonly namespaces: boolean; readonly tun: boolean } = {
    namespaces: !isRootHere() || canCreateNamespaces(),
    tun: existsSync('/dev/net/tun'),
  },
): readonly string[] {
  return [
    ...(process.platform === 'linux' ? [] : ['a rehearsal needs Linux, for network namespaces']),
    ...(isRoot
      ? []
      : [
          'a rehearsal needs root, for network namespaces: run it with sudo, or in your own virtual machine or container',
        ]),
    ...(has.namespaces
      ? []
      : [
          'root may not create network namespaces and mounts here: a container needs the capabilities CAP_SYS_ADMIN and CAP_NET_ADMIN',
        ]),
    ...(has.tun ? [] : ['/dev/net/tun is missing: strongSwan needs it to encrypt in user space (modprobe tun)']),
    ...(missing.length === 0
      ? []
      : [
          `not installed: ${missing.join(', ')}`,
          `install them: apt-get install --no-install-recommends ${missing.join(' ')}`,
        ]),
  ];
}
