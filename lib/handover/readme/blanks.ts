import { blankMeaning, isHospitals } from '../placeholder';
import { code, type Section, table } from './markdown';
import type { ReadmeInput } from './readme-input';

/** What stands in angle brackets, and who knows it. */
export function blanksSection(input: ReadmeInput, blanks: readonly string[]): Section | undefined {
  if (blanks.length === 0) return undefined;
  const publicIp = input.facts.vpn?.publicIp ?? '';
  const rows = (whose: readonly string[]) => whose.map((blank) => [code(blank), blankMeaning(blank, publicIp)]);
  const own = blanks.filter(isHospitals);
  const others = blanks.filter((blank) => !isHospitals(blank));
  return {
    title: 'Blanks',
    parts: [
      ...(own.length === 0
        ? []
        : ['For you to fill in, in the files for your device:', table(['blank', 'write'], rows(own))]),
      ...(others.length === 0
        ? []
        : [
            'Not known yet; HeartLab sends the finished pack. **Configure nothing before:**',
            table(['blank', 'what it will be'], rows(others)),
          ]),
    ],
  };
}
