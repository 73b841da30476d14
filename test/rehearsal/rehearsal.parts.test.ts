import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { espProposals, ikeProposals } from '../../lib/rehearsal/cloud/proposals';
import { vpcRules } from '../../lib/rehearsal/cloud/vpc';
import { updownScript } from '../../lib/rehearsal/daemons/updown';
import { listenerRules, loadBalancerConfiguration } from '../../lib/rehearsal/ingest/load-balancers';
import { missingPackages, missingRequirements } from '../../lib/rehearsal/lab/requirements';
import { workstationAddresses } from '../../lib/rehearsal/plan';

const value = <T>(...items: readonly T[]) => items.map((Value) => ({ Value }));

test('missing root rights and packages are listed, with the command that installs them', () => {
  const text = missingRequirements(false, ['frr', 'dcmtk']).join('\n');
  expect(text).toContain('needs root');
  expect(text).toContain('apt-get install --no-install-recommends frr dcmtk');
  expect(missingRequirements(true, [])).toEqual([]);
  expect(missingPackages(() => false)).toEqual(expect.arrayContaining(['charon-systemd', 'frr', 'orthanc-dicomweb']));
});

test('the permitted values of a tunnel in the syntax of strongSwan', () => {
  const tunnel = {
    Phase1EncryptionAlgorithms: value('AES256', 'AES256-GCM-16'),
    Phase1IntegrityAlgorithms: value('SHA2-256', 'SHA2-384'),
    Phase1DHGroupNumbers: value(14, 20),
    Phase2EncryptionAlgorithms: value('AES256', 'AES128-GCM-16'),
    Phase2IntegrityAlgorithms: value('SHA2-512'),
    Phase2DHGroupNumbers: value(22, 19),
  } as unknown as Parameters<typeof ikeProposals>[0];
  expect(ikeProposals(tunnel)).toBe(
    'aes256gcm16-prfsha256-prfsha384-modp2048-ecp384, aes256-sha256-sha384-prfsha256-prfsha384-modp2048-ecp384',
  );
  // Debian's strongSwan does not have group 22.
  expect(espProposals(tunnel)).toBe('aes128gcm16-ecp256, aes256-sha512-ecp256');
});

test('the inside address is removed with the last of two child SAs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-updown-'));
  try {
    const script = join(folder, 'updown');
    const log = join(folder, 'log');
    writeFileSync(
      script,
      updownScript({ count: join(folder, 'count'), up: [`echo up >> ${log}`], down: [`echo down >> ${log}`] }),
    );
    for (const verb of ['up-client', 'up-client', 'down-client', 'down-client'])
      execFileSync('sh', [script], { env: { PATH: process.env.PATH, PLUTO_VERB: verb } });
    expect(readFileSync(log, 'utf8')).toBe('up\nup\ndown\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the workstation of a CIDR is not a PACS', () => {
  const pacs = { aeTitle: 'PACS', address: '10.20.0.10', port: 104, listenerPort: 104 };
  expect(workstationAddresses({ hospitalCidrs: ['10.20.0.0/22', '10.1.1.1/32'], deliveries: [pacs] })).toEqual([
    '10.20.0.11',
    '10.1.1.1',
  ]);
});

test('traffic that no rule of the security groups allows is dropped', () => {
  const rules = vpcRules({
    cloud: { vpcCidr: '100.64.0.0/26' } as Parameters<typeof vpcRules>[0]['cloud'],
    ingress: [{ cidr: '10.20.0.0/22', from: 443, to: 443 }],
    endpointAddresses: ['100.64.0.4'],
    delivery: undefined,
    routesOut: [],
  });
  const groups = /chain groups \{\n([^}]*)\}/.exec(rules)?.[1] ?? '';
  expect(
    groups
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual([
    'ip saddr 10.20.0.0/22 tcp dport 443-443 accept',
    'icmp type destination-unreachable accept',
    'counter drop',
  ]);
});

describe("a cell's load balancers", () => {
  const options = {
    folder: '/lab/server',
    gate: { httpsPort: 8443, dimsePort: 11112 },
    clientCa: '/lab/client-ca.crt',
    server: { certificate: '/lab/server.crt', key: '/lab/server.key' },
    idleSeconds: 340,
    dimse: [
      { port: 104, encrypted: false },
      { port: 2762, encrypted: true },
    ],
  };

  test('mTLS: a client certificate is required, and replaces the header that a client sends', () => {
    const text = loadBalancerConfiguration({ ...options, auth: 'mtls' });
    expect(text).toContain('ssl_verify_client on;');
    expect(text).toContain('proxy_set_header X-Amzn-Mtls-Clientcert-Leaf $ssl_client_escaped_cert;');
    expect([...text.matchAll(/listen (\d+ ssl)/g)].map(([, port]) => port)).toEqual(['443 ssl', '2762 ssl']);
  });

  test('Basic: the NLB terminates TLS, connects to the gate with TLS, and does not read HTTP', () => {
    const text = loadBalancerConfiguration({ ...options, auth: 'basic' });
    expect(text).not.toContain('http {');
    expect(text).toMatch(/listen 443 ssl;\s+proxy_ssl on;\s+proxy_pass 127\.0\.0\.1:8443;/);
    expect(text).toMatch(/listen 2762 ssl;\s+proxy_pass 127\.0\.0\.1:11112;/);
  });

  test('DIMSE without TLS is forwarded to the gate, and a port without a listener is refused', () => {
    const text = listenerRules(options);
    expect(text).toContain('tcp dport 104 redirect to :11112;');
    expect(text).not.toContain('tcp dport 2762 redirect');
    expect(text).toContain('tcp dport != { 443, 104, 2762 }');
  });
});
