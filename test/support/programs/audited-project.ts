import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { AuditEvidence } from '../../../lib/compliance/evidence/evidence';
import { copyProject, OWN_GIT } from './project-copy';

const ENV = {
  ...OWN_GIT,
  GIT_AUTHOR_DATE: '2026-11-01T23:30:00-05:00',
  GIT_COMMITTER_DATE: '2026-11-01T23:30:00-05:00',
};
const KEPT = ['dunedin-cardiac.yaml', 'hobart-cardiology.yaml', 'environments.yaml', 'certs'];

/** Repositories with a commit of this project, two of its sites and no bundles, and `heartlab audit` in them. */
export function auditedProjects() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'heartlab-audit-test-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function repository(name: string): string {
    const project = join(folder, name);
    copyProject(project);
    for (const file of readdirSync(join(project, 'sites')))
      if (!KEPT.includes(file)) rmSync(join(project, 'sites', file), { recursive: true });
    writeFileSync(join(project, '.gitignore'), 'node_modules\n/dist/\n/evidence/\n');
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['commit', '-qm', 'a'],
    ])
      execFileSync('git', args, { cwd: project, env: ENV });
    return project;
  }

  function audit(project: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/heartlab.cjs', 'audit', ...args], {
      cwd: project,
      encoding: 'utf8',
      env: { ...ENV, CDK_VALIDATION: 'false', ...env },
    });
    return { code: status, out: stdout, err: stderr };
  }
  const read = (project: string, out = 'evidence'): AuditEvidence =>
    JSON.parse(readFileSync(join(project, out, 'evidence.json'), 'utf8'));
  const files = (project: string, out = 'evidence'): readonly string[] =>
    readdirSync(join(project, out), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(join(project, out), join(parentPath, name)))
      .toSorted();
  const bytes = (project: string, out = 'evidence'): string =>
    files(project, out)
      .map((file) => `${file}\n${readFileSync(join(project, out, file), 'utf8')}`)
      .join();

  function edit(project: string, file: string, from: string | RegExp, to: string): () => void {
    const path = join(project, file);
    const before = readFileSync(path, 'utf8');
    expect(before).toMatch(from);
    writeFileSync(path, before.replace(from, to));
    return () => writeFileSync(path, before);
  }

  return { folder, repository, audit, read, files, bytes, edit };
}
