import { placeholdersIn } from '../placeholder';
import { blanksSection } from './blanks';
import { changePlan } from './change-plan';
import { contactsSection } from './contacts';
import { directConnectSection } from './direct-connect';
import { keysSection } from './keys';
import { definedParts, headingAnchor, type PackSection } from './markdown';
import { dnsSection, firewallSection } from './network';
import { overviewSection, siteFacts } from './overview';
import { pacsSection } from './pacs';
import { pictureSection } from './picture';
import type { ReadmeInput, SectionId, SectionInput } from './readme-input';
import { troubleshootingSection } from './troubleshooting';
import { validationSection } from './validation';
import { vpnSection } from './vpn';

/** Every section, in the order of the document. */
const SECTIONS: Readonly<Record<SectionId, (input: SectionInput) => PackSection | undefined>> = {
  overview: overviewSection,
  contacts: contactsSection,
  site: siteFacts,
  paths: pictureSection,
  vpn: vpnSection,
  directConnect: directConnectSection,
  firewall: firewallSection,
  dns: dnsSection,
  pacs: pacsSection,
  keys: keysSection,
  changePlan,
  validation: validationSection,
  troubleshooting: troubleshootingSection,
  blanks: blanksSection,
};

interface NumberedSection {
  readonly id: string;
  readonly heading: string;
  readonly anchor: string;
  readonly body: string;
}

function numberedSections(input: SectionInput): readonly NumberedSection[] {
  return Object.entries(SECTIONS)
    .flatMap(([id, section]) => {
      const made = section(input);
      return made === undefined ? [] : [{ id, ...made }];
    })
    .map(({ id, title, parts }, index) => {
      const heading = `${index + 1}. ${title}`;
      return { id, heading, anchor: headingAnchor(heading), body: definedParts(parts).join('\n\n') };
    });
}

/** The input with the links, whose numbers depend on which sections exist, and the blanks, which depend on their text. */
export function linkedInput(input: ReadmeInput): SectionInput {
  const unlinked = { ...input, blanks: [], link: () => '' };
  const text = numberedSections(unlinked).map(({ body }) => body);
  const blanks = [...new Set([...input.deviceBlanks, ...placeholdersIn(text.join('\n'))])];
  const sections = numberedSections({ ...unlinked, blanks });
  const link = (id: SectionId): string => {
    const position = sections.findIndex((section) => section.id === id);
    const section = sections[position];
    if (section === undefined) throw new RangeError(`the pack of ${input.facts.site} has no section ${id}`);
    return `[section ${position + 1}](#${section.anchor})`;
  };
  return { ...input, blanks, link };
}

export const linkedSections = (input: ReadmeInput): readonly NumberedSection[] => numberedSections(linkedInput(input));
