import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { IngestStack } from '../lib/constructs/ingest-stack';
import { GATE, SERVER } from '../lib/ingest/containers';
import { gateConfiguration } from '../lib/ingest/gate';
import { GATE_IMAGE } from '../lib/ingest/gate-start';
import { NOT_THIS_CERTIFICATE, NOTHING_STORED } from '../lib/ingest/requests';
import { OLDEST_SERVER, SERVER_IMAGE } from '../lib/ingest/server';
import { type IngestSite, ingestSites } from '../lib/ingest/sites';
import { CAUSES, NOT_KNOWN } from '../lib/operate/diagnose/causes';
import { deliveryHost } from '../lib/site/delivery';
import { IDLE_SECONDS } from '../lib/site/door';
import { endpointCapacity, OWN_ENDPOINTS } from '../lib/site/ingest-addressing';
import { DIMSE_PORT_NUMBERS } from '../lib/site/ports';
import { MOST_MANAGED_SITES } from '../lib/site/rules/ingest';
import { stowPasswordSecretName } from '../lib/site/stow-password';
import { anApp } from './support/app';
import { aFleet, aManagedEnvironment, aSite } from './support/fixtures';

/** What docs/stow.md and docs/ingest.md say, held against the code. */

const stow = readFileSync('docs/stow.md', 'utf8');
const ingest = readFileSync('docs/ingest.md', 'utf8');
const environment = aManagedEnvironment();
const sites: readonly IngestSite[] = ingestSites(
  aFleet([aSite(), aSite({ site: 'perth-clinic', dicom: { stow: { auth: 'basic' } } })], [environment]),
  'sydney',
);

test('docs/diagnosing.md names every cause, and no other', () => {
  const page = readFileSync('docs/diagnosing.md', 'utf8');
  const told = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \|$/gm)].map(([, id, means]) => [id, means]);
  const texts = { ...CAUSES, 'not-known': NOT_KNOWN };
  expect(told).toEqual(Object.entries(texts).map(([id, { means }]) => [id, means]));
});

/** GitHub's anchors of a page's headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('links', () => {
  const pages = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];

  test.each(pages)('of %s lead to files and headings that are there', (page) => {
    for (const [, file = '', anchor] of readFileSync(page, 'utf8').matchAll(
      /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g,
    )) {
      const target = file === '' ? page : join(dirname(page), file);
      expect([page, file, existsSync(target)]).toEqual([page, file, true]);
      if (anchor !== undefined)
        expect([
          page,
          file,
          anchorsOf(readFileSync(target, 'utf8')).includes(anchor) ? anchor : 'no such heading',
        ]).toEqual([page, file, anchor]);
    }
  });
});

describe('docs/stow.md', () => {
  const rows = [...stow.matchAll(/^\| (\d{3}) \| ([^|]+) \|/gm)].map(([, status = '', who = '']) => ({ status, who }));
  const ofGate = rows.filter(({ who }) => who.includes('gate')).map(({ status }) => status);

  test.each(['existence', 'all'] as const)('tells every status that the gate gives (reads: %s), and who', (reads) => {
    const text = gateConfiguration({
      sites,
      reads,
      address: '127.0.0.1',
      ports: GATE.ports,
      serverPort: SERVER.httpPort,
      certificate: '/run/gate/tls.crt',
      certificateKey: '/run/gate/tls.key',
      folder: GATE.folder,
      idleSeconds: IDLE_SECONDS,
    });
    const returned = [...text.matchAll(/\breturn (\d{3})/g)].map(([, status = '']) => status);
    const errors = [...text.matchAll(/\berror_page ([^;@]*)/g)].flatMap(([, list = '']) => list.match(/\d{3}/g) ?? []);
    // What nginx says by itself, by directives that stand there.
    const implied = [
      ...(text.includes('auth_basic_user_file') ? ['401'] : []),
      ...(text.includes('client_max_body_size 1;') ? ['413'] : []),
      ...(text.includes('proxy_pass') ? ['502', '504'] : []),
    ];
    const all = new Set([...returned, ...errors, ...implied]);
    expect(all.size).toBeGreaterThan(7);
    for (const status of all) expect(rows.map((row) => row.status)).toContain(status);
    for (const status of [...returned, ...implied]) expect(ofGate).toContain(status);
  });

  test('tells the server’s own: what the DICOMweb plugin and a bare store answer', () => {
    const ofServer = rows.filter(({ who }) => who.includes('server')).map(({ status }) => status);
    expect([...new Set(ofServer)]).toEqual(['200', '202', '400', '409', '500']);
  });

  test('quotes what the gate says', () => {
    expect(NOTHING_STORED).toMatch(/^Nothing was stored: /);
    expect(stow).toContain('`Nothing was stored: …`');
    expect(NOT_THIS_CERTIFICATE).toMatch(/^Refused\. /);
    expect(stow).toContain('`Refused. …`');
  });

  test('has the figures of the code', () => {
    expect(stow).toContain(`${IDLE_SECONDS} seconds without a byte`);
    expect(stow).toContain(`no byte came for ${IDLE_SECONDS} seconds`);
    expect(stow).toContain(`or said nothing for ${IDLE_SECONDS} `);
    expect(IDLE_SECONDS).toBeGreaterThanOrEqual(300);
    expect(IDLE_SECONDS).toBeLessThan(350);
    expect(stow).toContain('| Timeout | 300 seconds at least |');
    expect(stow).toContain(`| Called AE title | \`${SERVER.aeTitle}\` |`);
    for (const port of DIMSE_PORT_NUMBERS) expect(stow).toMatch(new RegExp(`\\| Port \\|[^|]*\\b${port}\\b`));
  });
});

describe('docs/ingest.md', () => {
  const template = Template.fromStack(
    new IngestStack(anApp(), 'IngestStack-sydney', { environment, sites, folder: 'test/fixtures' }),
  );
  const properties = (type: string): readonly Record<string, unknown>[] =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties);

  test('tells every alarm, what it means and what to do, and no other', () => {
    const section = ingest.slice(ingest.indexOf('## Alarms'), ingest.indexOf('## Logs'));
    const told = [...section.matchAll(/^\| (`[^|]+`) \| [^|]{10,} \| [^|]{10,} \|$/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    const made = properties('AWS::CloudWatch::Alarm').map(({ AlarmName }) =>
      String(AlarmName).replace('heartlab-sydney-ingest-', ''),
    );
    expect(made.length).toBeGreaterThan(10);
    expect(told.toSorted()).toEqual(made.toSorted());
  });

  test('tells every log group', () => {
    for (const { LogGroupName } of properties('AWS::Logs::LogGroup')) {
      const name = String(LogGroupName).replace('sydney', '<environment>');
      const [whole, short] = [`\`${name}\``, `\`/${name.split('/').at(-1)}\``];
      expect([name, ingest.includes(whole) || ingest.includes(short)]).toEqual([name, true]);
    }
  });

  test('names passwords, images and delivery as the code does', () => {
    const generic = (text: string): string => text.replace('a-site', '<site>');
    expect(ingest).toContain(`\`${generic(stowPasswordSecretName('a-site', 1)).replace(/1$/, '<generation>')}\``);
    expect(ingest).toContain(`--secret-id ${generic(stowPasswordSecretName('a-site', 1))} `);
    const [{ GenerateSecretString } = {}] = properties('AWS::SecretsManager::Secret').filter(({ Name }) =>
      String(Name).includes('stow-password'),
    );
    expect(GenerateSecretString).toMatchObject({ PasswordLength: 40, ExcludePunctuation: true });
    for (const page of [ingest, stow]) expect(page).toContain('40 letters and digits');
    expect(ingest).toContain(`\`${generic(deliveryHost('a-site'))}\``);
    const list = (programs: readonly string[]): string => programs.map((program) => `\`${program}\``).join(' ');
    expect(ingest).toContain(`| ${list(GATE_IMAGE.programs)} | ${list(SERVER_IMAGE.programs)} |`);
    expect(ingest).toContain(`nginx ${GATE_IMAGE.oldestNginx} or newer`);
    const { orthanc, postgresqlPlugin, s3Plugin } = OLDEST_SERVER;
    expect(ingest).toContain(
      `Orthanc ${orthanc}, its PostgreSQL plugin ${postgresqlPlugin}, its S3 plugin ${s3Plugin}, or newer`,
    );
    for (const plugin of Object.values(SERVER_IMAGE.plugins)) expect(ingest).toContain(`${plugin}\n`);
    expect(ingest).toContain(`\`${SERVER_IMAGE.publicRoots}\``);
  });

  test('has the figures of the code', () => {
    const capacities = ['22', '21', '20'].map((prefix) => endpointCapacity(`10.0.0.0/${prefix}`));
    expect(ingest).toContain(`| interface endpoints a zone, of a /22, /21, /20 | ${capacities.join(', ')}: eight kept`);
    expect(OWN_ENDPOINTS).toBe(8);
    const [a, b, c] = capacities.map((capacity) => capacity - OWN_ENDPOINTS);
    expect(ingest).toContain(`A /22 has room for ${a} such sites, a /21 for ${b}, a /20 for ${c}.`);
    expect(ingest).toContain(`| sites of an environment | ${MOST_MANAGED_SITES},`);
    const [database] = properties('AWS::RDS::DBInstance');
    expect(ingest).toContain(
      `| index | begins with ${database?.AllocatedStorage} GiB and grows to ${database?.MaxAllocatedStorage} GiB`,
    );
    expect(ingest).toContain(`backed up for ${database?.BackupRetentionPeriod} days`);
    const [task] = properties('AWS::ECS::TaskDefinition');
    expect(ingest).toContain(`| memory of a task | ${Number(task?.Memory) / 1024} GiB`);
    expect(stow).toContain(`a task has ${Number(task?.Memory) / 1024} GiB`);
    const drains = properties('AWS::ElasticLoadBalancingV2::TargetGroup').flatMap(({ TargetGroupAttributes }) =>
      ((TargetGroupAttributes ?? []) as readonly { Key: string; Value: string }[])
        .filter(({ Key }) => Key === 'deregistration_delay.timeout_seconds')
        .map(({ Value }) => Number(Value)),
    );
    expect(new Set(drains)).toEqual(new Set([15 * 60]));
    for (const page of [ingest, stow]) expect(page).toContain('for up to 15 minutes');
  });
});
