import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManagedIngest } from '../../lib/config/model';
import { gateSettings } from '../../lib/ingest-containers/gate-settings';
import { s3Storage, serverConfiguration, serverStart } from '../../lib/ingest-containers/server';
import { aManagedEnvironment, aPacs, aSite } from '../support/builders/sites';

const SITE = aSite({
  site: 'alpha',
  dicom: {
    stow: { auth: 'basic' },
    dimse: { ports: [104], callingAeTitles: ['AKLCT1', 'AKLMR1'] },
    deliverTo: [aPacs({ aeTitle: 'A$B' })],
  },
});
const managed = (): ManagedIngest => {
  const found = aManagedEnvironment().ingest.managed;
  if (found === undefined) throw new Error('the environment has no managed ingest');
  return found;
};

test('the gate’s settings contain its site, callers and limits', () => {
  expect(gateSettings(SITE, managed())).toMatchObject({
    site: 'alpha',
    auth: 'basic',
    largestObjectBytes: 512 * 1024 ** 2,
    storesAtOnce: 4,
    idleSeconds: 340,
    dimse: { calledAeTitle: 'HEARTLAB', callingAeTitles: ['AKLCT1', 'AKLMR1'] },
    database: { name: 'site-alpha', port: 5433 },
  });
  expect(gateSettings(aSite(), managed()).dimse).toBeUndefined();
});

test('the server has no DICOM port, stores below the site’s prefix, and sends only to the site’s PACS', () => {
  const text = serverConfiguration({ site: SITE, storage: s3Storage('alpha', 'ap-southeast-2') });
  expect(JSON.parse(text)).toMatchObject({
    DicomServerEnabled: false,
    RemoteAccessAllowed: false,
    AwsS3Storage: { RootPath: 'alpha', BucketName: '$' + '{STUDIES_BUCKET}' },
    DicomModalities: { 'to-alpha-1': { AET: 'A$B', Host: 'alpha.heartlab.internal', Port: 11112 } },
    PostgreSQL: { Database: 'site-alpha', IndexConnectionsCount: 4, Password: '$' + '{DATABASE_PASSWORD}' },
  });
  // Orthanc would replace any other variable too.
  expect(text.match(/\$\{\w+\}/g)?.sort()).toEqual(
    ['DATABASE_HOST', 'DATABASE_PASSWORD', 'DATABASE_USER', 'STUDIES_BUCKET'].map((name) => `$\{${name}}`),
  );
});

describe('the start of the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/Orthanc'), '#!/bin/sh\necho "$1"; env > "$(dirname "$1")/env"\n', { mode: 0o755 });
  const run = (env: Readonly<Record<string, string>>) =>
    spawnSync('sh', ['-c', serverStart(join(folder, 'run'))], {
      env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, ...env },
      encoding: 'utf8',
    });

  test('writes the configuration unchanged to a file that only its owner can read, and runs Orthanc without the variable', () => {
    const text = `{"a": "$\{DATABASE_PASSWORD}", "b": "%s \\u0024 \\n 'quoted' \`x\`"}\n`;
    expect(run({ ORTHANC_JSON: text }).stdout.trim()).toBe(join(folder, 'run/orthanc.json'));
    expect(readFileSync(join(folder, 'run/orthanc.json'), 'utf8')).toBe(text);
    expect(execFileSync('stat', ['-c', '%a', join(folder, 'run/orthanc.json')], { encoding: 'utf8' }).trim()).toBe(
      '600',
    );
    expect(readFileSync(join(folder, 'run/env'), 'utf8')).not.toContain('ORTHANC_JSON');
  });

  test('fails without a configuration, with a message', () => {
    rmSync(join(folder, 'run'), { recursive: true, force: true });
    const { status, stderr } = run({});
    expect([status, stderr]).toEqual([78, 'start: ORTHANC_JSON is not set\n']);
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });
});
