import type { HandoverFacts } from '../facts';
import { codeBlock, type PackSection } from './markdown';
import type { ReadmeInput } from './readme-input';

/** The paths between hospital and HeartLab, as text and as a drawing. */

export interface PicturePath {
  readonly name: string;
  readonly hospital: string;
  readonly aws: string;
  readonly detail: string;
}

const picturePathsOf = ({ vpn, directConnect }: HandoverFacts): readonly PicturePath[] => [
  ...directConnect.map(({ name, vlan, peering }) => ({
    name: `Direct Connect ${name}`,
    hospital: peering.hospital,
    aws: peering.aws,
    detail: `VLAN ${vlan}`,
  })),
  ...(vpn?.tunnels ?? []).map(({ number, outsideAddress, inside }) => ({
    name: `Tunnel ${number}`,
    hospital: vpn?.publicIp ?? '',
    aws: outsideAddress,
    detail: `inside ${inside.device} to ${inside.aws}`,
  })),
];

function pictureText(facts: HandoverFacts): readonly string[] {
  const paths = picturePathsOf(facts);
  const width = Math.max(...paths.map(({ hospital }) => hospital.length));
  return [
    `your subnets: ${facts.hospitalCidrs.join(', ')}`,
    '   |',
    ...paths.flatMap(({ name, hospital, aws, detail }) => [
      `   +-- ${hospital.padEnd(width)} ===== ${name} (${detail}) ===== ${aws}`,
      '   |',
    ]),
    `HeartLab's subnet: ${facts.cloudCidr}`,
    `   ${facts.endpointAddresses.map(({ address }) => address).join(', ')} (${facts.hostName})`,
  ];
}

/** The language of the picture's block, which the HTML replaces by a drawing. */
export const PICTURE_LANGUAGE = 'picture';

export const pictureSection = ({ facts }: ReadmeInput): PackSection => ({
  title: 'The paths',
  parts: [codeBlock(pictureText(facts), PICTURE_LANGUAGE)],
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const ROW = 64;
const WIDTH = 900;

/** Black lines on white, for printing. */
export function pictureSvg(facts: HandoverFacts): string {
  const paths = picturePathsOf(facts);
  const height = paths.length * ROW + 56;
  const text = (x: number, y: number, words: string, anchor: string, weight = 'normal'): string =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" font-weight="${weight}">${escaped(words)}</text>`;
  const box = (x: number): string =>
    `<rect x="${x}" y="8" width="170" height="${height - 16}" rx="6" fill="none" stroke="#000" stroke-width="1.5"/>`;
  const shown = facts.hospitalCidrs.slice(0, 3 * paths.length - 1);
  const more = facts.hospitalCidrs.length - shown.length;
  const left = [...shown, ...(more > 0 ? [`and ${more} more`] : [])];
  const right = [facts.cloudCidr, ...facts.endpointAddresses.map(({ address }) => address)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="100%" role="img" aria-label="The paths between the hospital and HeartLab" font-family="sans-serif" font-size="12">`,
    box(4),
    text(89, 30, 'Your network', 'middle', 'bold'),
    ...left.map((cidr, index) => text(89, 50 + index * 16, cidr, 'middle')),
    box(WIDTH - 174),
    text(WIDTH - 89, 30, 'HeartLab (AWS)', 'middle', 'bold'),
    ...right.map((address, index) => text(WIDTH - 89, 50 + index * 16, address, 'middle')),
    ...paths.flatMap(({ name, hospital, aws, detail }, index) => {
      const y = 60 + index * ROW;
      return [
        `<line x1="174" y1="${y}" x2="${WIDTH - 174}" y2="${y}" stroke="#000" stroke-width="3"/>`,
        text(WIDTH / 2, y - 24, name, 'middle', 'bold'),
        text(180, y - 8, hospital, 'start'),
        text(WIDTH - 180, y - 8, aws, 'end'),
        text(WIDTH / 2, y + 16, detail, 'middle'),
      ];
    }),
    '</svg>',
  ].join('');
}
