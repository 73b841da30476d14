import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '../../../lib/config/model';
import { deviceFiles } from '../../../lib/handover/devices';
import { DEVICE_CAPABILITIES } from '../../../lib/handover/devices/capabilities';
import { BGP_SITE, LIVE, STATIC_SITE, vpnFactsOf } from '../../support/builders/handover-sites';
import { folderOf } from '../../support/builders/site-folder';
import { aVpnSite } from '../../support/builders/sites';
import { until } from '../../support/until';

/**
 * The files for strongSwan and FRR in the parsers that they are for: charon takes the connections and keys by swanctl, vtysh
 * the routing (Debian's packages). Charon runs in a network of its own, so that it reaches nobody.
 */

const PROGRAMS = {
  '/usr/sbin/charon-systemd': 'charon-systemd',
  '/usr/sbin/swanctl': 'strongswan-swanctl',
  '/usr/lib/ipsec/plugins/libstrongswan-gmp.so': 'libstrongswan-standard-plugins',
  '/usr/bin/vtysh': 'frr',
  '/usr/sbin/nft': 'nftables',
} as const;

const missing = Object.entries(PROGRAMS)
  .filter(([path]) => !existsSync(path))
  .map(([, name]) => name);
const needs = [
  ...(missing.length > 0 ? [`apt-get install ${missing.join(' ')}`] : []),
  ...(spawnSync('unshare', ['--net', 'true']).status === 0 ? [] : ['root that may make network namespaces']),
];
// Not by console.warn: of a file whose tests are all skipped jest shows nothing.
if (needs.length > 0) process.stderr.write(`SKIPPED: strongSwan and FRR. It needs: ${needs.join(', ')}\n`);
const withPrograms = needs.length > 0 ? describe.skip : describe;

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  return { code: status, said: `${stdout}${stderr}` };
}

/** The files of a site in a folder, with keys in place of their blanks, and what includes them on the device. */
function filesOf(site: Site, device: 'strongswan' | 'opnsense' = 'strongswan'): string {
  const files = deviceFiles(vpnFactsOf(site, LIVE, device));
  const includes = ['tunnel-1', 'tunnel-2', 'keys'].map((name) => `include heartlab-${name}.conf\n`);
  return folderOf({
    'swanctl.conf': includes.join(''),
    ...Object.fromEntries(
      files.map(({ name, text }) => [
        name,
        text.replace(/(?:# )?secret = "<TUNNEL-([12])-PRE-SHARED-KEY>"/g, 'secret = "key.of.$1"'),
      ]),
    ),
  });
}

const PLUGINS =
  'random nonce openssl aes sha1 sha2 hmac kdf gcm gmp pem pkcs1 pubkey x509 constraints socket-default kernel-netlink vici updown';

/** A charon that listens on no known port, with the daemon's settings that the pack gives. */
class Charon {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  static async started(settings: string): Promise<Charon> {
    const folder = folderOf({ 'heartlab-charon.conf': settings });
    const vici = `vici { socket = unix://${folder}/vici }`;
    const text = `charon { port = 0\n port_nat_t = 0\n load = ${PLUGINS}\n plugins { ${vici} } }\ninclude heartlab-charon.conf\n`;
    const conf = join(folderOf({ 'strongswan.conf': text, 'heartlab-charon.conf': settings }), 'strongswan.conf');
    const child = spawn('unshare', ['--net', '/usr/sbin/charon-systemd'], {
      env: { ...process.env, STRONGSWAN_CONF: conf },
      stdio: 'ignore',
    });
    const charon = new Charon(child, folder);
    await until('charon answers', () => existsSync(join(folder, 'vici')) && charon.swanctl('--stats').code === 0);
    return charon;
  }

  swanctl(...args: readonly string[]): Ran {
    return run('/usr/sbin/swanctl', [...args, '--uri', `unix://${this.folder}/vici`]);
  }

  stop(): void {
    this.process.kill('SIGTERM');
  }
}

const only = (phase1: object, phase2: object): Site =>
  aVpnSite({
    ipsec: {
      phase1: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [20], ...phase1 },
      phase2: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [20], ...phase2 },
    },
  });

withPrograms('strongSwan', () => {
  let charon: Charon;
  beforeAll(async () => {
    const settings = deviceFiles(vpnFactsOf(BGP_SITE, LIVE, 'strongswan')).find(
      ({ name }) => name === 'heartlab-charon.conf',
    );
    charon = await Charon.started(settings?.text ?? '');
  });
  afterAll(() => charon?.stop());

  test.each([
    ['bgp', BGP_SITE],
    ['static', STATIC_SITE],
  ])('takes connections and keys as they are: %s', (_, site) => {
    const loaded = charon.swanctl('--load-all', '--file', join(filesOf(site), 'swanctl.conf'));
    expect(loaded.said).toMatch(/loaded ike secret 'ike-heartlab-1'[\s\S]*loaded ike secret 'ike-heartlab-2'/);
    expect(loaded.said).toMatch(/successfully loaded 2 connections, 0 unloaded/);
    expect(loaded.code).toBe(0);
    const listed = charon.swanctl('--list-conns').said;
    expect(listed).toMatch(/heartlab-1: IKEv2, no reauthentication, rekeying every \d+s, dpd delay \d+s/);
    expect(listed).toMatch(/remote: 198\.51\.100\.20/);
    expect(listed).toMatch(/local: {2}0\.0\.0\.0\/0\n\s+remote: 0\.0\.0\.0\/0/);
  });

  test('reports a key that was not filled in', () => {
    const keys = deviceFiles(vpnFactsOf(BGP_SITE, LIVE, 'strongswan')).find(
      ({ name }) => name === 'heartlab-keys.conf',
    );
    const folder = folderOf({ 'swanctl.conf': keys?.text ?? '' });
    expect(
      charon.swanctl('--load-creds', '--clear', '--noprompt', '--file', join(folder, 'swanctl.conf')).said,
    ).toMatch(/missing secret in 'ike-heartlab-1', ignored\nmissing secret in 'ike-heartlab-2', ignored/);
  });

  test.each([BGP_SITE, STATIC_SITE])('takes the file for OPNsense, which runs strongSwan', (site) => {
    const loaded = charon.swanctl('--load-all', '--file', join(filesOf(site, 'opnsense'), 'heartlab.conf'));
    expect(loaded.said).toMatch(/loaded ike secret 'ike-heartlab-1'[\s\S]*loaded ike secret 'ike-heartlab-2'/);
    expect(loaded.said).toMatch(/successfully loaded 2 connections/);
    expect(loaded.code).toBe(0);
  });

  const { phase1, phase2 } = DEVICE_CAPABILITIES.strongswan;
  test.each([
    ...phase1.encryption.map(
      (value) => [`encryption ${value}`, only({ encryption: [value] }, { encryption: [value] })] as const,
    ),
    ...phase1.integrity.map(
      (value) => [`integrity ${value}`, only({ integrity: [value] }, { integrity: [value] })] as const,
    ),
    ...phase1.dhGroups.map((value) => [`DH group ${value}`, only({ dhGroups: [value] }, {})] as const),
    ...phase2.dhGroups.map((value) => [`PFS group ${value}`, only({}, { dhGroups: [value] })] as const),
  ])('knows what the table says it knows: %s', (_, site) => {
    const folder = filesOf(site);
    const loaded = charon.swanctl('--load-conns', '--file', join(folder, 'swanctl.conf'));
    expect(loaded.said).toMatch(/successfully loaded 2 connections/);
    expect(loaded.code).toBe(0);
  });

  test('and refuses an algorithm that does not exist', () => {
    const text = (change: (text: string) => string): string =>
      folderOf({
        'swanctl.conf': change(
          deviceFiles(vpnFactsOf(BGP_SITE, LIVE, 'strongswan')).find(({ name }) => name === 'heartlab-tunnel-1.conf')
            ?.text ?? '',
        ),
      });
    const wrong = text((conf) => conf.replace('ecp384', 'ecp385'));
    expect(charon.swanctl('--load-conns', '--file', join(wrong, 'swanctl.conf')).said).toMatch(
      /invalid value for: proposals/,
    );
  });
});

withPrograms('beside strongSwan', () => {
  test('vtysh takes the BGP configuration, and no other', () => {
    const folder = filesOf(BGP_SITE);
    for (const name of ['frr.conf', 'frr-remove.conf'])
      expect(run('vtysh', ['-C', '-f', join(folder, name)])).toEqual({ code: 0, said: '' });
    const wrong = folderOf({ 'frr.conf': 'router bgp 65010\n neighbour 169.254.100.1 remote-as 64512\n' });
    expect(run('vtysh', ['-C', '-f', join(wrong, 'frr.conf')]).code).not.toBe(0);
  });

  test('nft takes the filter and the clamp of the MSS', () => {
    expect(run('unshare', ['--net', 'nft', '-c', '-f', join(filesOf(BGP_SITE), 'heartlab.nft')])).toEqual({
      code: 0,
      said: '',
    });
  });

  test.each([
    ['bgp', BGP_SITE],
    ['static', STATIC_SITE],
  ])('script and filter in a network, and then the removal, leave what was there: %s', (_, site) => {
    const folder = filesOf(site);
    const state = '(ip -o link; ip -4 address; ip route show table all; nft list ruleset)';
    const script = [
      `cd ${folder}`,
      // A kernel without interfaces of IPsec has those of another kind in their place.
      'ip link add try type xfrm if_id 1 2>/dev/null || sed -i "s/type xfrm if_id .*/type bridge/" heartlab-interfaces.sh',
      'ip link delete try 2>/dev/null',
      `sed -i s,/etc/swanctl/conf.d,${folder}/conf.d, heartlab-remove.sh`,
      'mkdir conf.d && cp heartlab-tunnel-*.conf heartlab-keys.conf conf.d',
      // Without the kernel's own IPv6 addresses, which come and go some time after their interface.
      'ip link set lo up && sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.default.addr_gen_mode=1',
      `${state} > before`,
      // The commands of the heading print nothing here, each something afterwards.
      `sed -n "s/^#   //p" heartlab-interfaces.sh | grep -v vtysh > checks`,
      `sed -i s,/etc/swanctl/conf.d,${folder}/conf.d, checks`,
      'mv conf.d later && mkdir conf.d && [ -z "$(sh checks 2>&1)" ] && rmdir conf.d && mv later conf.d || exit 6',
      'sh heartlab-interfaces.sh && nft -f heartlab.nft || exit 1',
      // This kernel may have no policy of such an interface.
      'grep -v xfrm checks | while read -r check; do [ -n "$(sh -c "$check")" ] || echo "silent: $check"; done',
      `${state} > between`,
      '! cmp -s before between || exit 2',
      // As at the next boot.
      'sh heartlab-interfaces.sh && nft -f heartlab.nft || exit 3',
      `${state} | diff between - || exit 4`,
      'sh heartlab-remove.sh 2>/dev/null || exit 5',
      `${state} | diff before - && ls conf.d`,
    ];
    expect(run('unshare', ['--net', 'sh', '-c', script.join('\n')])).toEqual({ code: 0, said: '' });
  });

  test.each([
    ['heartlab-interfaces.sh', BGP_SITE],
    ['heartlab-track.sh', STATIC_SITE],
    ['heartlab-remove.sh', BGP_SITE],
    ['heartlab-remove.sh', STATIC_SITE],
  ])('sh takes %s', (name, site) => {
    expect(run('sh', ['-n', join(filesOf(site), name)])).toEqual({ code: 0, said: '' });
  });
});
