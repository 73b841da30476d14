import { definedParts, numberedSteps, proseText } from './markdown';
import type { ReadmeInput } from './readme-input';
import { linkedSections } from './sections';

/** The document as a page. */
export const README_PAGE = 'README.html';

export const readmeTitle = ({ facts }: ReadmeInput): string => `HeartLab connection of ${facts.name}`;

export const PREVIEW_BANNER =
  '> **PREVIEW. Not for configuration.** The site is not deployed, or this pack was created without AWS: addresses that AWS assigns are blanks. HeartLab sends the finished pack.';

export function readmeMarkdown(input: ReadmeInput): string {
  const sections = linkedSections(input);
  const contents = sections.map(({ heading, anchor }) => `[${heading.replace(/^\d+\. /, '')}](#${anchor})`);
  const parts = [
    `# ${proseText(readmeTitle(input))}`,
    input.preview ? PREVIEW_BANNER : undefined,
    numberedSteps(contents),
    ...sections.flatMap(({ heading, body }) => [`## ${heading}`, body]),
  ];
  return `${definedParts(parts).join('\n\n')}\n`;
}
