import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { heartlabProgram } from '../../lib/cli/program';

/** The documentation: the pages at the top, those of `docs`, and those of the examples. */

const TOP = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];

const markdownIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => `${folder}/${name}`)
    .sort();

export const PAGES: readonly string[] = [
  ...TOP,
  ...markdownIn('docs'),
  ...markdownIn('examples'),
  ...markdownIn('test'),
];

export const pageText = (page: string): string => readFileSync(page, 'utf8');

/** The text without fenced blocks, whose lines stay as empty ones. */
export function proseOf(text: string): string {
  let inFence = false;
  return text
    .split('\n')
    .map((line) => {
      const isFence = /^\s*(```|~~~)/.test(line);
      if (isFence) inFence = !inFence;
      return isFence || inFence ? '' : line;
    })
    .join('\n');
}

/** GitHub's anchors of a page's headings. */
export const anchorsOf = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The commands of `heartlab`, in the order of its help. */
export const heartlabCommands = (): readonly Command[] => heartlabProgram().commands;
