import { readdirSync, readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import {
  CELLS_OF_A_DATABASE,
  cellCapacity,
  DATABASE_CONNECTIONS,
  RESERVED_CONNECTIONS,
} from '../../lib/config/capacity/cell-capacity';
import { CELL_DATABASE_CONNECTIONS } from '../../lib/config/cell-database';
import { deliveryHost } from '../../lib/config/delivery';
import { HEARTLAB_AE_TITLE, IDLE_SECONDS } from '../../lib/config/dicom-service';
import { siteAlarmNames } from '../../lib/config/naming/alarm-names';
import { CELL_ACCESS_LOGS } from '../../lib/config/naming/cell-names';
import { DIMSE_PORT_NUMBERS } from '../../lib/config/ports';
import { stowPasswordSecretName } from '../../lib/config/stow-password';
import { CellStack } from '../../lib/constructs/cell/cell-stack';
import { IngestStack } from '../../lib/constructs/ingest/ingest-stack';
import { BEFORE_TAG, CHANGE_TAG, KEY_TAG_PREFIX, RUN_TAG } from '../../lib/custom-resources/vpn-tunnels/state-tags';
import { OLDEST_SERVER, SERVER_IMAGE } from '../../lib/ingest-containers/server';
import { DIAGNOSIS_CAUSES, NOT_KNOWN } from '../../lib/operate/diagnose/causes';
import { DIMSE_LIMITS } from '../../services/gate/dimse/listen';
import { HTTP_BOUNDS } from '../../services/gate/http/server';
import { FAILURE_REASONS } from '../../services/gate/store/outcome';
import { isSeededBug } from '../../tools/tunnel-simulator/seeded-bugs';
import { aManagedEnvironment, aSite } from '../support/builders/sites';
import { anApp } from '../support/programs/cdk-app';

/** The names and figures of the documents, compared with the code. */

const stow = readFileSync('docs/stow.md', 'utf8');
const ingest = readFileSync('docs/ingest.md', 'utf8');
const environment = aManagedEnvironment();

test('docs/diagnosing.md lists exactly the causes of the code', () => {
  const page = readFileSync('docs/diagnosing.md', 'utf8');
  const told = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \|$/gm)].map(([, id, means]) => [id, means]);
  const texts = { ...DIAGNOSIS_CAUSES, 'not-known': NOT_KNOWN };
  expect(told).toEqual(Object.entries(texts).map(([id, { means }]) => [id, means]));
});

describe('docs/changing-a-live-site.md', () => {
  const page = readFileSync('docs/changing-a-live-site.md', 'utf8');

  test('names every mark', () => {
    for (const tag of [RUN_TAG, CHANGE_TAG, BEFORE_TAG, KEY_TAG_PREFIX]) expect(page).toContain(`| \`${tag}`);
  });

  test('names a bug that can be seeded', () => {
    const planted = [...page.matchAll(/--plant ([a-z-]+)/g)].map(([, name = '']) => name);
    expect(planted).not.toEqual([]);
    expect(planted.filter((name) => !isSeededBug(name))).toEqual([]);
  });

  test('quotes the refusals of the code', () => {
    const code = readdirSync('lib/custom-resources/vpn-tunnels')
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`lib/custom-resources/vpn-tunnels/${name}`, 'utf8'))
      .join('\n');
    const table = page.slice(page.indexOf('| message | meaning | action |'), page.indexOf('## Rollback'));
    const quotes = [...table.matchAll(/^\| `(.+?)`(?:; `(.+?)`)? \|/gm)].flatMap(([, ...found]) => found);
    const parts = quotes
      .flatMap((quote) => (quote ?? '').split('…'))
      .map((part) => part.trim().replace(/^,|:$/, '').trim());
    const words = parts.filter((part) => part.length > 12 && !/\d/.test(part));
    expect(words.length).toBeGreaterThan(8);
    for (const part of words)
      expect([
        part,
        code.includes(part.replace('EC2 refused the call: UnauthorizedOperation', 'EC2 refused the call: ')),
      ]).toEqual([part, true]);
  });
});

test('docs/operating.md lists exactly the alarms of a site', () => {
  const page = readFileSync('docs/operating.md', 'utf8');
  const section = page.slice(page.indexOf('## Alarms of a site'), page.indexOf('## `heartlab drift`'));
  const listed = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  const site = aSite({
    directConnect: { virtualInterfaces: [{ name: 'first', connectionId: 'dxcon-fg1a2b3c', vlan: 101, asn: 65010 }] },
    dicom: { stow: { auth: 'mtls' }, deliverTo: [{ aeTitle: 'PACS', address: '10.20.1.15', port: 104 }] },
    alarms: { quietAfterHours: 24 },
  });
  const names = siteAlarmNames(site, environment).map((name) =>
    name
      .replace('heartlab-auckland-heart-', '')
      .replace('dx-first', 'dx-<interface>')
      .replace('dxcon-fg1a2b3c', '<connection>')
      .replace('delivery-104', 'delivery-<listener port>'),
  );
  expect(listed.toSorted()).toEqual(names.toSorted());
});

describe('docs/stow.md', () => {
  test('lists exactly the failure reasons of the gate', () => {
    const listed = [...stow.matchAll(/^\| ([0-9A-F]{4}) \| ([^|]{10,}) \| ([^|]{5,}) \|$/gm)].map(([, code]) => code);
    const codes = Object.values(FAILURE_REASONS).map(({ code }) => code.toString(16).toUpperCase().padStart(4, '0'));
    expect(listed.toSorted()).toEqual(codes.toSorted());
  });

  test('has the figures of the code', () => {
    expect(stow).toContain(`${IDLE_SECONDS} seconds without a byte`);
    expect(stow).toContain(`no byte came for ${IDLE_SECONDS} seconds`);
    expect(stow).toContain(`sent nothing for ${IDLE_SECONDS} seconds`);
    expect(IDLE_SECONDS).toBeGreaterThanOrEqual(300);
    expect(IDLE_SECONDS).toBeLessThan(350);
    expect(stow).toContain('| Timeout | 300 seconds at least |');
    expect(stow).toContain(`| Called AE title | \`${HEARTLAB_AE_TITLE}\` |`);
    expect(stow).toContain(`within ${DIMSE_LIMITS.requestSeconds} seconds of the connection`);
    for (const port of DIMSE_PORT_NUMBERS) expect(stow).toMatch(new RegExp(`\\| Port \\|[^|]*\\b${port}\\b`));
  });
});

describe('docs/ingest.md', () => {
  const site = (auth: 'mtls' | 'basic') =>
    aSite({ dicom: { stow: { auth }, dimse: { ports: [11112], callingAeTitles: ['AKLCT1'] } } });
  const cell = (auth: 'mtls' | 'basic') =>
    Template.fromStack(new CellStack(anApp(), 'CellStack-a-site', { site: site(auth), environment }));
  const base = Template.fromStack(
    new IngestStack(anApp(), 'IngestStack-sydney', { environment, folder: 'test/fixtures' }),
  );
  const cells = [cell('mtls'), cell('basic')];
  const of = (template: Template, type: string): readonly Record<string, unknown>[] =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  const section = ingest.slice(ingest.indexOf('## Alarms'), ingest.indexOf('## Logs'));
  const [cellAlarms = '', baseAlarms = ''] = section.split('The alarms of the base');
  const listed = (text: string): readonly (string | undefined)[] =>
    [...text.matchAll(/^\| `([^`]+)` \| [^|]{10,} \| [^|]{10,} \|$/gm)].map(([, name]) => name);
  const named = (templates: readonly Template[], prefix: string): readonly string[] => [
    ...new Set(
      templates.flatMap((template) =>
        of(template, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) => String(AlarmName).replace(prefix, '')),
      ),
    ),
  ];

  test('lists exactly the alarms, with meaning and action', () => {
    const ofCells = named(cells, `heartlab-${site('mtls').site}-cell-`);
    expect(ofCells.length).toBeGreaterThan(10);
    expect(listed(cellAlarms).toSorted()).toEqual(ofCells.toSorted());
    expect(listed(baseAlarms).toSorted()).toEqual(named([base], 'heartlab-sydney-').toSorted());
  });

  test('lists every log group that hospitals or the index write', () => {
    const groups = [...cells, base]
      .flatMap((template) => of(template, 'AWS::Logs::LogGroup'))
      .map(({ LogGroupName }) => LogGroupName)
      .filter((name): name is string => typeof name === 'string' && !name.startsWith('/aws/lambda/'));
    expect(groups.length).toBeGreaterThan(5);
    for (const group of groups) {
      const name = group.replace(site('mtls').site, '<site>').replace('sydney', '<environment>');
      const [whole, short] = [`\`${name}\``, `\`/${name.split('/').at(-1)}\``];
      expect([name, ingest.includes(whole) || ingest.includes(short)]).toEqual([name, true]);
    }
    expect(ingest).toContain(`under \`${CELL_ACCESS_LOGS}<site>/\``);
  });

  test('has the names of passwords, images and delivery from the code', () => {
    const generic = (text: string): string => text.replace('a-site', '<site>');
    expect(ingest).toContain(`\`${generic(stowPasswordSecretName('a-site', 1)).replace(/1$/, '<generation>')}\``);
    expect(ingest).toContain(`--secret-id ${generic(stowPasswordSecretName('a-site', 1))} `);
    const [{ GenerateSecretString } = {}] = of(cell('basic'), 'AWS::SecretsManager::Secret').filter(({ Name }) =>
      String(Name).includes('stow-password'),
    );
    expect(GenerateSecretString).toMatchObject({ PasswordLength: 40, ExcludePunctuation: true });
    for (const page of [ingest, stow]) expect(page).toContain('40 letters and digits');
    expect(ingest).toContain(`\`${generic(deliveryHost('a-site'))}\``);
    expect(ingest).toContain(
      `| programs in its PATH | ${SERVER_IMAGE.programs.map((program) => `\`${program}\``).join(' ')} |`,
    );
    const { orthanc, postgresqlPlugin, s3Plugin } = OLDEST_SERVER;
    expect(ingest).toContain(
      `Orthanc ${orthanc}, its PostgreSQL plugin ${postgresqlPlugin}, its S3 plugin ${s3Plugin}, or newer`,
    );
    for (const plugin of Object.values(SERVER_IMAGE.plugins)) expect(ingest).toContain(`${plugin}\n`);
    expect(ingest).toContain(`\`${SERVER_IMAGE.publicRoots}\``);
  });

  test('has the figures of the code', () => {
    expect(ingest).toContain(
      `| cells of an environment | ${CELLS_OF_A_DATABASE}: the database has ${DATABASE_CONNECTIONS} connections, ${RESERVED_CONNECTIONS} are kept for other uses, and a cell may have ${CELL_DATABASE_CONNECTIONS}.`,
    );
    const capacities = [20, 19, 18, 17, 16].map((prefix) => `/${prefix}: ${cellCapacity(`10.0.0.0/${prefix}`)}`);
    expect(ingest).toContain(`| cells by addresses of \`cidr\` | ${capacities.join('; ')}.`);
    expect(ingest).toContain(
      `| ${HTTP_BOUNDS.connections} for HTTPS, ${DIMSE_LIMITS.associations} DICOM associations |`,
    );
    expect(ingest).toContain(
      `| requests in progress at a gate | ${HTTP_BOUNDS.requests}, of which ${HTTP_BOUNDS.queries} are queries.`,
    );
    expect(ingest).toContain(`\`largestObjectMiB\`, ${environment.ingest.managed?.largestObjectMiB} by default`);
    const [database] = of(base, 'AWS::RDS::DBInstance');
    expect(ingest).toContain(
      `| index | begins with ${database?.AllocatedStorage} GiB and grows to ${database?.MaxAllocatedStorage} GiB`,
    );
    expect(ingest).toContain(`backed up for ${database?.BackupRetentionPeriod} days`);
    for (const template of cells) {
      const [task] = of(template, 'AWS::ECS::TaskDefinition');
      expect(ingest).toContain(`| memory of a task | ${Number(task?.Memory) / 1024} GiB by default.`);
      const drains = of(template, 'AWS::ElasticLoadBalancingV2::TargetGroup').flatMap(({ TargetGroupAttributes }) =>
        ((TargetGroupAttributes ?? []) as readonly { Key: string; Value: string }[])
          .filter(({ Key }) => Key === 'deregistration_delay.timeout_seconds')
          .map(({ Value }) => Number(Value)),
      );
      expect(new Set(drains)).toEqual(new Set([15 * 60]));
    }
    for (const page of [ingest, stow]) expect(page).toContain('for up to 15 minutes');
  });
});
