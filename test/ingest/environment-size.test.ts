import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../bin/verbs/check';
import { gateContainer, serverContainer } from '../../lib/ingest/containers';
import {
  environmentSizes,
  LARGEST_ENVIRONMENT_BYTES,
  STOW_PASSWORD_LENGTH,
  tooLargeEnvironments,
} from '../../lib/ingest/environment-size';
import type { IngestSite } from '../../lib/ingest/sites';
import { documentedEnvironment, documentedSite, folderOf } from '../support/folder';

interface Kind {
  readonly titles?: number;
  readonly deliveries?: number;
  readonly auth?: 'mtls' | 'basic';
}

const fleet = (count: number, { titles = 0, deliveries = 0, auth = 'mtls' }: Kind) => ({
  reads: 'existence' as const,
  region: 'ap-southeast-2',
  sites: Array.from({ length: count }, (_, index): IngestSite => {
    const site = `hospital-${`${index}`.padStart(5, '0')}`;
    return {
      ...{ site, host: `${site}.ingest.sydney.heartlab.example`, auth, passwordGeneration: 1 },
      callingAeTitles: Array.from({ length: titles }, (_, title) => `S${index}AETITLE${title}`),
      deliveries: Array.from({ length: deliveries }, (_, pacs) => ({
        ...{ aeTitle: `S${index}PACS${pacs}`, host: `${site}.delivery.heartlab.internal`, port: 11000 + pacs },
      })),
    };
  }),
});

/** The greatest number of such sites that an ingest takes. */
function most(kind: Kind): number {
  let count = 0;
  for (let step = 256; step >= 1; step /= 2)
    if (tooLargeEnvironments(fleet(count + step, kind)).length === 0) count += step;
  return count;
}

test('the limit is below what Fargate was seen to take: 31 variables of 4 KB, with room for what ECS adds', () => {
  expect(LARGEST_ENVIRONMENT_BYTES).toBe(120_000);
  expect(31 * 4096 - LARGEST_ENVIRONMENT_BYTES).toBeGreaterThan(4096);
});

test('a size is the bytes of the environment that the container would start with', () => {
  const options = fleet(3, { titles: 2, deliveries: 1, auth: 'basic' });
  const [gate, server] = environmentSizes(options);
  // As the kernel keeps it: each variable NAME=value and a NUL.
  const bytes = (file: string, others: readonly string[]): number =>
    [...file.trimEnd().split('\n'), ...others].reduce((sum, one) => sum + Buffer.from(`${one}\0`).length, 0);
  const password = 'x'.repeat(STOW_PASSWORD_LENGTH);
  const passwords = [0, 1, 2].map((index) => `STOW_PASSWORD_HOSPITAL_0000${index}=${password}`);
  expect(gate?.bytes).toBe(bytes(gateContainer(options).environmentFile, passwords));
  const values = { DATABASE_HOST: 253, STUDIES_BUCKET: 63, DATABASE_USER: 16, DATABASE_PASSWORD: 128 };
  const known = Object.entries(values).map(([name, length]) => `${name}=${'x'.repeat(length)}`);
  expect(server?.bytes).toBe(bytes(serverContainer(options).environmentFile, known));
});

describe('an environment takes', () => {
  // docs/ingest.md names these figures.
  const FIGURES = [
    [{}, 300],
    [{ auth: 'basic' }, 261],
    [{ titles: 1 }, 272],
    [{ titles: 2, deliveries: 1 }, 88],
    [{ titles: 5, deliveries: 2 }, 38],
  ] as const;

  test.each(FIGURES)('with %j: %d sites', (kind, count) => {
    expect(Math.min(300, most(kind))).toBe(count);
    expect(readFileSync('docs/ingest.md', 'utf8')).toContain(`| ${count} |`);
  });

  test('what fits one byte more is refused, with what was found, what fills it and what to do', () => {
    const kind = { titles: 2, deliveries: 1 };
    const last = environmentSizes(fleet(most(kind), kind)).find(({ container }) => container === 'server');
    expect(last?.bytes).toBeLessThanOrEqual(LARGEST_ENVIRONMENT_BYTES);
    const [refused, ...others] = tooLargeEnvironments(fleet(most(kind) + 1, kind));
    expect(others).toEqual([]);
    expect(refused?.bytes).toBeGreaterThan(LARGEST_ENVIRONMENT_BYTES);
    expect(refused?.wrong).toMatch(
      /of \d{6} bytes for the server of its ingest.*: 89 sites with 178 callingAeTitles and 89 entries of deliverTo$/,
    );
    expect(refused?.write).toBe(
      'take out callingAeTitles and deliverTo that nobody uses, or begin another environment for new sites',
    );
    const [gate] = tooLargeEnvironments(fleet(262, { auth: 'basic' }));
    expect(gate?.wrong).toMatch(/for the gate of its ingest.*: 262 sites, 262 of them with auth: basic$/);
  });
});

test('heartlab check says it too, with its place, and beside every other error', () => {
  const titles = (index: number) => Array.from({ length: 50 }, (_, title) => `S${index}T${title}`);
  const sites = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [
      `hospital-${index}.yaml`,
      {
        ...documentedSite(),
        ...{ site: `hospital-${index}`, vpn: { ...documentedSite().vpn, routing: index === 0 ? 'ospf' : 'bgp' } },
        dicom: { stow: { auth: 'mtls' }, dimse: { ports: [2762], callingAeTitles: titles(index) } },
      },
    ]),
  );
  const folder = folderOf({ 'environments.yaml': { sydney: documentedEnvironment() }, ...sites });
  const out: string[] = [];
  const code = check(
    { names: [], folder, json: false, today: '2026-11-28' },
    { out: (line) => out.push(line), err: () => undefined },
  );
  expect(code).toBe(1);
  expect(out).toContainEqual(
    expect.stringMatching(
      new RegExp(
        `^${join(folder, 'environments.yaml')}:\\d+:5  sydney\\.ingest\\.managed: makes a configuration of \\d{6} bytes for the server .*: 9 sites with 450 callingAeTitles`,
      ),
    ),
  );
  expect(out.join('\n')).toMatch(/hospital-0\.yaml:\d+:\d+ {2}vpn\.routing/);
});
