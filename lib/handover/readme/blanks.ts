import { isHospitals, placeholderMeaning } from '../placeholder';
import { copyableCode, type PackSection, packTable } from './markdown';
import type { SectionInput } from './readme-input';

/** The blanks, and who fills in each. */
export function blanksSection({ facts, blanks }: SectionInput): PackSection | undefined {
  if (blanks.length === 0) return undefined;
  const publicIp = facts.vpn?.publicIp ?? '';
  const rows = (whose: readonly string[]) =>
    whose.map((blank) => [copyableCode(blank), placeholderMeaning(blank, publicIp)]);
  const own = blanks.filter(isHospitals);
  const others = blanks.filter((blank) => !isHospitals(blank));
  return {
    title: 'Blanks',
    parts: [
      ...(own.length === 0
        ? []
        : ['Fill in these blanks in the files for your device:', packTable(['blank', 'write'], rows(own))]),
      ...(others.length === 0
        ? []
        : [
            'These values are not known yet. HeartLab will send the finished pack. **Configure nothing before it arrives:**',
            packTable(['blank', 'note'], rows(others)),
          ]),
    ],
  };
}
