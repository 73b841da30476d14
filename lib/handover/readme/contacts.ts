import { copyableCode, type PackSection, packTable, proseText } from './markdown';
import type { SectionInput } from './readme-input';

/** How the hospital reaches HeartLab. */
export function contactsSection({ heartLab, facts, link }: SectionInput): PackSection {
  return {
    title: 'How to reach HeartLab',
    parts: [
      heartLab === undefined
        ? 'HeartLab sends its telephone numbers and its e-mail address with the finished pack.'
        : packTable(
            ['for', 'contact'],
            [
              ['Questions, and changes that you plan', proseText(heartLab.email)],
              ['Telephone', `${copyableCode(heartLab.telephone)} (${proseText(heartLab.hours)})`],
              ['An outage or a security incident, at any time', copyableCode(heartLab.emergency)],
            ],
          ),
      `State the name of the site, ${copyableCode(facts.site)}. To find a fault, HeartLab needs the facts at the end of ${link('troubleshooting')}. It never asks for a key or a password.`,
    ],
  };
}
