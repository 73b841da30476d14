import { plainRow } from './csv';

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'", nbsp: ' ' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's colours begin with ESC
const COLOURS = /\u001b\[[0-9;?]{0,20}[A-Za-z]/g;

const entity = (whole: string, name: string): string => {
  const code = /^#(x?)([0-9a-f]{1,6})$/i.exec(name);
  if (code === null) return ENTITIES[name.toLowerCase()] ?? whole;
  const point = Number.parseInt(code[2] ?? '', code[1] === '' ? 10 : 16);
  return point > 0 && point < 0x110000 ? String.fromCodePoint(point) : whole;
};

/** A line as its program wrote it: without a terminal's colours, a web page's entities, and a spreadsheet's quotes. */
export function plainLine(text: string): string {
  let plain = text;
  if (plain.includes('\u001b')) plain = plain.replace(COLOURS, '');
  if (plain.includes('&')) plain = plain.replace(/&(#?\w{2,8});/g, entity);
  if (plain.includes('\u00a0')) plain = plain.replaceAll('\u00a0', ' ');
  const isRow = plain.includes('{""') || (plain.includes(',') && /^"?\w+=[^,]*,"?\w+=/.test(plain));
  return isRow ? plainRow(plain) : plain;
}
