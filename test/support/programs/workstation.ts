import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { handoverFacts } from '../../../lib/handover/facts';
import type { PackFile } from '../../../lib/handover/pack-file';
import { verifyFiles } from '../../../lib/handover/verify/files';
import { anEnvironment, aSite } from '../builders/sites';

/** A workstation of a hospital: the files of its pack in a folder, and a shell. */

export const SHELLS = [
  ['sh', []],
  ['dash', []],
  ['bash', ['--posix']],
  ['busybox', ['sh']],
] as const;

interface Verdict {
  readonly code: number | null;
  readonly out: string;
}

export interface Settings {
  readonly site: string;
  readonly auth: 'mtls' | 'basic';
  readonly host: string;
  readonly addresses?: readonly string[];
  readonly dimse?: readonly number[];
  readonly callingAeTitles?: readonly string[];
  /** PEM; absent: the workstation's own authorities. */
  readonly ca?: string;
  readonly recordByHeartLab?: boolean;
}

export function filesFor(settings: Settings): readonly PackFile[] {
  const { dimse, callingAeTitles = ['ALPHA1'], addresses = ['127.0.0.1'] } = settings;
  const site = aSite({
    site: settings.site,
    dicom: {
      stow: { auth: settings.auth },
      ...(dimse === undefined ? {} : { dimse: { ports: dimse, callingAeTitles } }),
    },
  });
  const endpointAddresses = addresses.map((address, index) => ({ zone: `z${index}`, address }));
  const facts = handoverFacts(site, anEnvironment(), { hostName: settings.host, endpointAddresses });
  const { ca, recordByHeartLab = true } = settings;
  return [
    ...verifyFiles(facts, {
      callingAeTitles,
      recordByHeartLab,
      caBundle: ca === undefined ? undefined : 'ca-bundle.pem',
    }),
    ...(ca === undefined ? [] : [{ path: 'ca-bundle.pem', content: ca, mode: 0o644 as const }]),
  ];
}

export class Workstation {
  readonly folder = mkdtempSync(join(tmpdir(), 'heartlab-workstation-'));

  unpack(files: readonly PackFile[]): void {
    for (const { path, content, mode } of files) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      chmodSync(file, mode);
    }
  }

  /** Runs verify.sh from another folder, without a terminal, with only PATH from our environment. */
  verify(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    [shell, first]: (typeof SHELLS)[number] = SHELLS[0],
  ): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      const child = spawn(shell, [...first, join(this.folder, 'verify.sh'), ...args], {
        cwd: '/',
        env: { PATH: process.env.PATH, TMPDIR: this.folder, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      child.stdout.on('data', (data) => {
        out += data;
      });
      child.stderr.on('data', (data) => {
        out += data;
      });
      child.once('error', reject).once('close', (code) => resolve({ code, out }));
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
