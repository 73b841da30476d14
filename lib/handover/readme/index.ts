import { blanksIn } from '../placeholder';
import { blanksSection } from './blanks';
import { changePlan } from './change-plan';
import { directConnectSection } from './direct-connect';
import { keysSection } from './keys';
import { block, known, prose, type Section } from './markdown';
import { dnsSection, firewallSection } from './network';
import { overview, siteFacts } from './overview';
import { pacsSection } from './pacs';
import { pictureText } from './picture';
import type { ReadmeInput } from './readme-input';
import { troubleshooting } from './troubleshooting';
import { validation } from './validation';
import { vpnSection } from './vpn';

/** The language of the picture's block: the HTML draws it instead. */
export const PICTURE = 'picture';

export const readmeTitle = ({ facts }: ReadmeInput): string => `HeartLab connection of ${facts.name}`;

const BANNER =
  '> **PREVIEW. Not for configuration.** The site is not deployed, or AWS was not asked: addresses that AWS gives are blanks. HeartLab sends the finished pack.';

const picture = ({ facts }: ReadmeInput): Section => ({
  title: 'The paths',
  parts: [block(pictureText(facts), PICTURE)],
});

/** The whole document. */
export function readmeMarkdown(input: ReadmeInput): string {
  const sections = [
    overview,
    siteFacts,
    picture,
    vpnSection,
    directConnectSection,
    firewallSection,
    dnsSection,
    pacsSection,
  ]
    .concat([keysSection, changePlan, validation, troubleshooting])
    .flatMap((section) => section(input) ?? []);
  const body = (all: readonly Section[]): string =>
    all.map(({ title, parts }, index) => [`## ${index + 1}. ${title}`, ...known(parts)].join('\n\n')).join('\n\n');
  const blanks = [...new Set([...input.deviceBlanks, ...blanksIn(body(sections))])];
  const last = blanksSection(input, blanks);
  const all = last === undefined ? sections : [...sections, last];
  return `${known([`# ${prose(readmeTitle(input))}`, input.preview ? BANNER : undefined, body(all)]).join('\n\n')}\n`;
}
