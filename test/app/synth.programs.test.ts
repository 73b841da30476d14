import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import cdkJson from '../../cdk.json';
import { pem } from '../support/builders/pem';
import { NO_BUNDLES } from '../support/programs/without-bundles';

/**
 * `cdk synth` on a folder of site files, as an engineer runs it. If the CDK's command does not affect the checked behavior, the app
 * runs without it, and without bundling.
 */

const ENVIRONMENTS = `sydney:
  account: "111122223333"
  region: ap-southeast-2
  availabilityZones: [ap-southeast-2a, ap-southeast-2b]
  ingest:
    domain: ingest.sydney.heartlab.example
    service: { mtls: com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0 }
`;

const site = (name: string, cloudCidr: string, more = ''): string => `site: ${name}
name: Clinic ${name}
environment: sydney
contacts: { network: [netops@hospital.example] }
network: { hospitalCidrs: [10.20.0.0/22], cloudCidr: ${cloudCidr} }
vpn:
  gateway: { publicIp: 203.0.113.10, device: cisco-ios-xe, asn: 65010 }
  routing: bgp
  ipsec: strong
dicom: { stow: { auth: mtls }, dimse: { ports: [11112] } }
${more}`;

const folder = mkdtempSync(join(tmpdir(), 'heartlab-synth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sitesOf(files: Readonly<Record<string, string>>): string {
  const sites = mkdtempSync(join(folder, 'sites-'));
  for (const [name, content] of Object.entries({ 'environments.yaml': ENVIRONMENTS, ...files })) {
    writeFileSync(join(sites, name), content);
  }
  return sites;
}

function ran(command: string, args: readonly string[], output: string, env: NodeJS.ProcessEnv) {
  const run = spawnSync(command, args, { encoding: 'utf8', env });
  const templates = existsSync(output)
    ? readdirSync(output)
        .filter((file) => file.endsWith('.template.json'))
        .sort()
    : [];
  return { status: run.status, stderr: run.stderr, templates, output };
}

/** The CDK's command, with the template validator unless the environment disables it. */
function synth(
  files: Readonly<Record<string, string>>,
  out: string,
  more: readonly string[] = [],
  validation: NodeJS.ProcessEnv = {},
) {
  const output = join(folder, out);
  const args = ['synth', '--quiet', '--output', output, '-c', `sites=${sitesOf(files)}`];
  const { CDK_VALIDATION: _, NODE_ENV: __, ...env } = process.env;
  return ran(resolve('node_modules/.bin/cdk'), [...args, ...more], output, { ...env, ...validation });
}

/** The app, in the way that the CDK's command runs it. */
function app(files: Readonly<Record<string, string>>, out: string, site?: string) {
  const output = join(folder, out);
  const context = { ...cdkJson.context, ...NO_BUNDLES, sites: sitesOf(files), ...(site === undefined ? {} : { site }) };
  return ran(process.execPath, ['bin/app.cjs'], output, {
    ...process.env,
    CDK_OUTDIR: output,
    CDK_CONTEXT_JSON: JSON.stringify(context),
  });
}

const auckland = site('auckland-heart', '100.64.0.0/26');
const perth = site('perth-clinic', '100.64.0.64/26');

/** A warning of its file: both interfaces are on one connection. */
const ON_ONE_CONNECTION = `directConnect:
  virtualInterfaces:
    - { name: first, connectionId: dxcon-fg1a2b3c, vlan: 101, asn: 65010 }
    - { name: second, connectionId: dxcon-fg1a2b3c, vlan: 102, asn: 65010 }
`;

describe('cdk synth', () => {
  test('writes a stack for each site and prints no line about a single site; with -c site= the stack is identical and the site has a line', () => {
    const all = synth({ 'auckland-heart.yaml': auckland, 'perth-clinic.yaml': perth.replace('.10,', '.11,') }, 'all');
    expect(all).toMatchObject({
      status: 0,
      templates: [
        'PlatformStack-sydney.template.json',
        'SiteStack-auckland-heart.template.json',
        'SiteStack-perth-clinic.template.json',
      ],
    });
    expect(all.stderr).toMatch(/^2 sites; findings: 0 open, [1-9]\d* acknowledged$/m);
    expect(all.stderr).not.toMatch(/^(?:auckland|perth)/m);

    const one = synth(
      { 'auckland-heart.yaml': auckland, 'perth-clinic.yaml': perth.replace('.10,', '.11,') },
      'one',
      ['-c', 'site=perth-clinic'],
      { CDK_VALIDATION: 'false' },
    );
    expect(one.stderr).toMatch(/^perth-clinic: 10\.20\.0\.0\/22 to .* by VPN .* DIMSE 11112; findings: 0 open/m);
    expect(one.templates).toEqual(['PlatformStack-sydney.template.json', 'SiteStack-perth-clinic.template.json']);
    for (const template of one.templates) {
      const bytes = readFileSync(join(one.output, template), 'utf8');
      expect(bytes).toBe(readFileSync(join(all.output, template), 'utf8'));
      expect(bytes).not.toContain(folder);
      expect(bytes).not.toContain(process.cwd());
    }
  });

  test('prints no line of another hospital for one stack or a list of one site', () => {
    const warned = `${auckland.replace('[11112]', '[2762]')}${ON_ONE_CONNECTION}`;
    const files = { 'auckland-heart.yaml': warned, 'perth-clinic.yaml': perth.replace('.10,', '.11,') };
    const lines = (command: string, ...more: readonly string[]): string => {
      const args = [command, '-c', `sites=${sitesOf(files)}`, '--output', join(folder, 'lines'), ...more];
      const env = { ...process.env, CDK_VALIDATION: 'false' };
      const { status, stdout, stderr } = spawnSync(resolve('node_modules/.bin/cdk'), args, { encoding: 'utf8', env });
      expect([status, stderr]).toEqual([0, expect.any(String)]);
      // The names of the stacks are what a list is for.
      return `${stdout}${stderr}`.replace(/^(?:Site|Platform)Stack-[\w-]+$/gm, '');
    };
    const all = lines('synth', 'SiteStack-perth-clinic', '--quiet');
    expect(all).toMatch(/^2 sites; findings: 0 open/m);
    expect(all).toMatch(/^1 warning about site files: npx heartlab check/m);
    expect(all).not.toContain('auckland');
    const one = lines('list', '-c', 'site=perth-clinic');
    expect(one).toMatch(/^perth-clinic: 10\.20\.0\.0/m);
    expect(one).not.toContain('auckland');
  });

  test('fails if a site file is invalid, with the errors of all files, and writes no template', () => {
    const broken = app(
      {
        'auckland-heart.yaml': auckland.replace('10.20.0.0/22', '10.20.0.300/22'),
        'perth-clinic.yaml': perth.replace('routing: bgp', 'routing: ospf'),
      },
      'broken',
    );
    expect(broken.status).toBe(1);
    expect(broken.templates).toEqual([]);
    expect(broken.stderr).toMatch(/auckland-heart\.yaml:5:\d+ .*hospitalCidrs\[0\]: "10\.20\.0\.300\/22"/);
    expect(broken.stderr).toMatch(/perth-clinic\.yaml:8:\d+ .*routing/);
  });

  test('fails if no file has the name after -c site=, and suggests the nearest name without a stack trace', () => {
    // The error of the other file isn't reported, because no file is read.
    const files = { 'auckland-heart.yaml': auckland, 'perth-clinic.yaml': 'site: [' };
    const unknown = app(files, 'unknown', 'aukland-heart');
    expect(unknown).toMatchObject({ status: 1, templates: [] });
    expect(unknown.stderr).toBe(`site "aukland-heart" doesn't exist; did you mean auckland-heart?\n`);
  });

  test('fails before it writes a template if no certificate of a CA bundle is valid, but not for a site of another environment', () => {
    const perthPlace = ENVIRONMENTS.replace('sydney:', 'perth:').replace(
      'service:',
      'serverCaBundle: expired-ca.pem\n    service:',
    );
    const files = {
      'environments.yaml': `${ENVIRONMENTS}${perthPlace}`,
      'auckland-heart.yaml': auckland,
      'perth-clinic.yaml': perth.replace('.10,', '.11,').replace('environment: sydney', 'environment: perth'),
      'expired-ca.pem': pem('expired-ca'),
      // With these sites, account and Region need six VPCs, one more than AWS allows by default.
      ...Object.fromEntries(
        [1, 2, 3, 4].map((index) => [
          `clinic-${index}.yaml`,
          site(`clinic-${index}`, `100.64.${index}.0/26`).replace('.10,', `.${20 + index},`),
        ]),
      ),
    };
    const expired = app(files, 'expired');
    expect(expired).toMatchObject({ status: 1, templates: [] });
    expect(expired.stderr).toMatch(
      /environments\.yaml:14:\d+ .*perth\.ingest\.serverCaBundle: "expired-ca\.pem" contains no certificate that is valid today/,
    );
    const other = app(files, 'not-expired', 'auckland-heart');
    expect(other).toMatchObject({
      status: 0,
      templates: expect.arrayContaining(['SiteStack-auckland-heart.template.json']),
    });
    expect(other.stderr).not.toContain('expired-ca');
    // The warning is the one of `heartlab check`, and states that other VPCs share the quota.
    expect(other.stderr).toMatch(
      /environments\.yaml:1:1 {2}warning: sydney: \(with perth\) needs 6 VPCs per Region .*--desired-value 6/,
    );
  });

  test('fails if a site acknowledges a finding that its template does not have', () => {
    const entry = '{ rule: HeartLab-SG1, reason: "No longer needed", approvedBy: a@b.example, expires: 2999-12-31 }';
    const stale = app(
      { 'auckland-heart.yaml': site('auckland-heart', '100.64.0.0/26', `acknowledge: [${entry}]\n`) },
      'stale',
    );
    expect(stale.status).toBe(1);
    expect(stale.stderr).toMatch(/auckland-heart\.yaml:11:\d+ .*acknowledge\[0\]: HeartLab-SG1 matches no finding/);
  });
});
