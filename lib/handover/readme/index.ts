import { placeholdersIn } from '../placeholder';
import { blanksSection } from './blanks';
import { changePlan } from './change-plan';
import { directConnectSection } from './direct-connect';
import { keysSection } from './keys';
import { codeBlock, definedParts, type PackSection, proseText } from './markdown';
import { dnsSection, firewallSection } from './network';
import { overviewSection, siteFacts } from './overview';
import { pacsSection } from './pacs';
import { pictureText } from './picture';
import type { ReadmeInput } from './readme-input';
import { troubleshootingSection } from './troubleshooting';
import { validationSection } from './validation';
import { vpnSection } from './vpn';

/** The language of the picture's block, which the HTML replaces by a drawing. */
export const PICTURE_LANGUAGE = 'picture';

export const readmeTitle = ({ facts }: ReadmeInput): string => `HeartLab connection of ${facts.name}`;

const BANNER =
  '> **PREVIEW. Not for configuration.** The site is not deployed, or this pack was created without AWS: addresses that AWS assigns are blanks. HeartLab sends the finished pack.';

const picture = ({ facts }: ReadmeInput): PackSection => ({
  title: 'The paths',
  parts: [codeBlock(pictureText(facts), PICTURE_LANGUAGE)],
});

export function readmeMarkdown(input: ReadmeInput): string {
  const sections = [
    overviewSection,
    siteFacts,
    picture,
    vpnSection,
    directConnectSection,
    firewallSection,
    dnsSection,
    pacsSection,
  ]
    .concat([keysSection, changePlan, validationSection, troubleshootingSection])
    .flatMap((section) => section(input) ?? []);
  const body = (all: readonly PackSection[]): string =>
    all
      .map(({ title, parts }, index) => [`## ${index + 1}. ${title}`, ...definedParts(parts)].join('\n\n'))
      .join('\n\n');
  const blanks = [...new Set([...input.deviceBlanks, ...placeholdersIn(body(sections))])];
  const last = blanksSection(input, blanks);
  const all = last === undefined ? sections : [...sections, last];
  return `${definedParts([`# ${proseText(readmeTitle(input))}`, input.preview ? BANNER : undefined, body(all)]).join('\n\n')}\n`;
}
