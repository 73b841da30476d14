import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { GATE_CONTAINER } from '../../lib/ingest-containers/containers';

const dockerfile = readFileSync('services/gate/Dockerfile', 'utf8');
const instructions = dockerfile.split('\n').filter((line) => /^[A-Z]+ /.test(line));
const script: string = JSON.parse(readFileSync('package.json', 'utf8')).scripts['build:gate'];
const outfile = /--outfile=(\S+)/.exec(script)?.[1] ?? 'none';

test('every file that the Dockerfile copies exists', () => {
  const sources = instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  expect(sources).toEqual(['package.json', 'package-lock.json', 'services']);
  for (const source of sources) expect(existsSync(source)).toBe(true);
});

test('the image starts the bundle', () => {
  expect(instructions).toContain(`COPY --from=build /build/${outfile} /gate/gate.cjs`);
  expect(instructions).toContain('RUN npm run build:gate');
  expect(instructions.at(-1)).toBe('ENTRYPOINT ["node", "/gate/gate.cjs"]');
  expect(instructions).toContain('STOPSIGNAL SIGTERM');
  expect(instructions).toContain('RUN npm ci --ignore-scripts --no-audit --no-fund');
});

test('the certificate authorities are at the path in the task definition', () => {
  expect(instructions).toContain(`COPY --from=build /build/rds-ca.pem ${GATE_CONTAINER.databaseCaFile}`);
});

test('the image is built only if the certificate authorities match the checksum', () => {
  expect(dockerfile).toMatch(/\$\{RDS_CA_SHA256:\?[^\n]+sha256sum --check --strict/);
});

test('the bundle is one file that needs only Node.js', () => {
  const elsewhere = spawnSync(process.execPath, [`${process.cwd()}/${outfile}`], {
    cwd: '/',
    env: {},
    encoding: 'utf8',
  });
  expect(elsewhere).toMatchObject({ status: 78, stdout: '' });
  expect(elsewhere.stderr).toContain('gate: GATE_SETTINGS is not set.\n');
});
