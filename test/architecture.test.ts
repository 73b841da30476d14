import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The modules that each module of lib/ may import (ARCHITECTURE.md), the lowest layer first. A module may always import itself. */
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
  constructs: ['config', 'project', 'custom-resources/vpn-tunnels', 'ingest-containers'],
  handover: ['config', 'dicom', 'project'],
  operate: ['config', 'handover', 'custom-resources/vpn-tunnels'],
  preflight: ['config', 'template', 'operate'],
  review: ['config', 'template', 'compliance', 'project'],
  rehearsal: [
    'config',
    'template',
    'dicom',
    'handover',
    'operate',
    'ingest-containers',
    'project',
    'custom-resources/vpn-tunnels',
    'custom-resources/cell-database',
  ],
  cli: ['config', 'template', 'project', 'compliance', 'handover', 'operate', 'preflight', 'review', 'rehearsal'],
};
/** The modules that may use the AWS SDK, and those that may use the CDK. */
const SDK = /^(custom-resources|operate|preflight)(\/|$)/;
const CDK = /^(compliance|constructs)$/;

/** The module of a file below `lib/`. The handler of each custom resource is its own module. */
function moduleOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  const deeper = `${first}/${second}`;
  return deeper in MAY_IMPORT ? deeper : first;
}

interface Import {
  readonly file: string;
  readonly module: string;
  readonly target: string;
}

const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && file.includes('/'),
);
const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(join('lib', file), 'utf8').matchAll(/(?:from|import|require\()\s*'([^']+)'/g)].map(
    ([, target = '']) => ({
      file,
      module: moduleOf(file),
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

describe('the modules of lib/', () => {
  test('ARCHITECTURE.md names every module', () => {
    const architecture = readFileSync('ARCHITECTURE.md', 'utf8');
    for (const module of new Set(files.map(moduleOf))) {
      expect(Object.keys(MAY_IMPORT)).toContain(module);
      expect(architecture).toContain(`\`lib/${module}/\``);
    }
  });

  test('a module imports only what its layer allows', () => {
    const wrong = imports.filter(({ module, target }) => {
      if (!target.startsWith('lib/')) return false;
      // The contract between `lib/` and the gate (ARCHITECTURE.md): constants and types.
      if (/^lib\/\.\.\/services\/gate\/(settings|metrics|store\/outcome)$/.test(target)) return false;
      const other = moduleOf(target.replace('lib/', ''));
      return other !== module && !(MAY_IMPORT[module] ?? []).includes(other);
    });
    expect(wrong).toEqual([]);
  });

  test('every allowance is used', () => {
    const used = new Set(imports.map(({ module, target }) => `${module} → ${moduleOf(target.replace('lib/', ''))}`));
    const allowed = Object.entries(MAY_IMPORT).flatMap(([module, others]) =>
      others.map((other) => `${module} → ${other}`),
    );
    expect(allowed.filter((one) => !used.has(one))).toEqual([]);
  });

  test('no import is circular', () => {
    const graph = importGraph(['bin', 'lib', 'tools']);
    // A file that imports no remaining file, or that no remaining file imports, is in no cycle.
    for (let before = -1; before !== graph.size; ) {
      before = graph.size;
      for (const [file, targets] of graph) {
        const imported = [...graph.values()].some((others) => others.includes(file));
        if (!imported || !targets.some((target) => graph.has(target))) graph.delete(file);
      }
    }
    expect([...graph.keys()]).toEqual([]);
  });

  test('only the allowed modules use the AWS SDK and the CDK', () => {
    const wrong = imports.filter(
      ({ module, target }) =>
        (target.startsWith('@aws-sdk/') && !SDK.test(module)) ||
        (/^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(target) && !CDK.test(module)),
    );
    expect(wrong).toEqual([]);
  });

  test('the model uses neither network nor clock', () => {
    const sources = files
      .filter((file) => file.startsWith('config/'))
      .map((file) => readFileSync(join('lib', file), 'utf8'));
    expect(sources.length).toBeGreaterThan(20);
    for (const source of sources)
      expect(source).not.toMatch(
        /Date\.now|new Date\(\)|node:(http|https|net|dns|child_process)|process\.env|Math\.random/,
      );
  });
});

describe('exported names', () => {
  /** Terms of this project, of Lambda or of JavaScript, which are understood without their file. */
  const TERMS =
    /^(Site|Fleet|Environment|Problem|Severity|Quota|Diagnosis|Testbed|DEVICES|QUOTAS|EIFU|HIPAA|handler|html)$/;

  const exported = readdirSync('lib', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [
        ...readFileSync(join('lib', file), 'utf8').matchAll(
          /^export (?:abstract |async )*(?:const|function\*?|class|interface|type) (\w+)/gm,
        ),
      ].map(([, name = '']) => ({ name, file })),
    );

  test('a name of one word is a known term', () => {
    expect(exported.length).toBeGreaterThan(1000);
    const bare = exported.filter(({ name }) => /^([a-z]+|[A-Z][a-z]+|[A-Z]+)$/.test(name) && !TERMS.test(name));
    expect(bare).toEqual([]);
  });

  test('no name has two meanings, except the handler of each Lambda function', () => {
    const files = new Map<string, readonly string[]>();
    for (const { name, file } of exported) files.set(name, [...(files.get(name) ?? []), file]);
    expect([...files].filter(([name, where]) => where.length > 1 && name !== 'handler')).toEqual([]);
  });
});
