import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** What each folder of lib/ may import of ours (ARCHITECTURE.md). Itself is always allowed; no arrow runs upwards. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  config: [],
  template: ['config'],
  dicom: [],
  project: [],
  'custom-resources': [],
  'custom-resources/default-security-group': ['config', 'custom-resources'],
  'custom-resources/vpn-tunnels': ['config'],
  'custom-resources/address-reservation': ['config', 'custom-resources', 'custom-resources/vpn-tunnels'],
  'custom-resources/cell-database': ['config'],
  'ingest-containers': ['config'],
  compliance: ['config', 'template'],
  constructs: ['config', 'custom-resources/vpn-tunnels', 'ingest-containers'],
  handover: ['config', 'dicom'],
  operate: ['config', 'handover', 'custom-resources/vpn-tunnels'],
  preflight: ['config', 'template', 'operate'],
  review: ['config', 'template', 'compliance', 'project'],
  rehearsal: [
    ...['config', 'template', 'dicom', 'handover', 'operate', 'ingest-containers'],
    ...['custom-resources/vpn-tunnels', 'custom-resources/cell-database'],
  ],
  cli: ['config', 'template', 'project', 'compliance', 'handover', 'operate', 'preflight', 'review', 'rehearsal'],
};
/** Where the AWS SDK may be used, and where the CDK. */
const SDK = /^(custom-resources|operate|preflight)(\/|$)/;
const CDK = /^(compliance|constructs)$/;

/** The folder of `MAY_IMPORT` that a file below `lib/` is in: the handler of a custom resource is a folder of its own. */
function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  const deeper = `${first}/${second}`;
  return deeper in MAY_IMPORT ? deeper : first;
}

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && file.includes('/'),
);
const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(join('lib', file), 'utf8').matchAll(/(?:from|import|require\()\s*'([^']+)'/g)].map(
    ([, target = '']) => ({
      file,
      room: roomOf(file),
      target: target.startsWith('.')
        ? `lib/${relative(resolve('lib'), resolve('lib', dirname(file), target))}`
        : target,
    }),
  ),
);

/** Each source file of these folders, and the files that it imports. */
function importGraph(folders: readonly string[]): Map<string, readonly string[]> {
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  return new Map(
    sources.map((file) => [
      file,
      [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*'(\.[^']+)'/g)].flatMap(([, target = '']) => {
        const path = relative('.', resolve(dirname(file), target));
        return [`${path}.ts`, join(path, 'index.ts')];
      }),
    ]),
  );
}

describe('the rooms of the house', () => {
  test('every folder of lib/ is one that ARCHITECTURE.md names', () => {
    const architecture = readFileSync('ARCHITECTURE.md', 'utf8');
    for (const room of new Set(files.map(roomOf))) {
      expect(Object.keys(MAY_IMPORT)).toContain(room);
      expect(architecture).toContain(`\`lib/${room}/\``);
    }
  });

  test('no arrow runs upwards', () => {
    const wrong = imports.filter(({ room, target }) => {
      if (!target.startsWith('lib/')) return false;
      // What the gate and `lib/` agree on (ARCHITECTURE.md): pure constants and types.
      if (/^lib\/\.\.\/services\/gate\/(settings|metrics|store\/outcome)$/.test(target)) return false;
      const other = roomOf(target.replace('lib/', ''));
      return other !== room && !(MAY_IMPORT[room] ?? []).includes(other);
    });
    expect(wrong).toEqual([]);
  });

  test('every allowance is used', () => {
    const used = new Set(imports.map(({ room, target }) => `${room} → ${roomOf(target.replace('lib/', ''))}`));
    const allowed = Object.entries(MAY_IMPORT).flatMap(([room, others]) => others.map((other) => `${room} → ${other}`));
    expect(allowed.filter((one) => !used.has(one))).toEqual([]);
  });

  test('no file imports itself, however far round', () => {
    const graph = importGraph(['bin', 'lib', 'tools']);
    // What imports nothing that is left, or is imported by nothing that is left, is in no circle.
    for (let before = -1; before !== graph.size; ) {
      before = graph.size;
      for (const [file, targets] of graph) {
        const imported = [...graph.values()].some((others) => others.includes(file));
        if (!imported || !targets.some((target) => graph.has(target))) graph.delete(file);
      }
    }
    expect([...graph.keys()]).toEqual([]);
  });

  test('the AWS SDK and the CDK stay where they belong', () => {
    const wrong = imports.filter(
      ({ room, target }) =>
        (target.startsWith('@aws-sdk/') && !SDK.test(room)) ||
        (/^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(target) && !CDK.test(room)),
    );
    expect(wrong).toEqual([]);
  });

  test('the model knows neither network nor clock', () => {
    const sources = files
      .filter((file) => file.startsWith('config/'))
      .map((file) => readFileSync(join('lib', file), 'utf8'));
    for (const source of sources)
      expect(source).not.toMatch(
        /Date\.now|new Date\(\)|node:(http|https|net|dns|child_process)|process\.env|Math\.random/,
      );
  });
});
