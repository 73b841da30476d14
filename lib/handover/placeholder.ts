/**
 * A value that is unknown when a file is rendered is a blank in it: `<TUNNEL-1-OUTSIDE-ADDRESS>`. No address, number or interface
 * of a device has this form, and AWS's keys contain no angle brackets. So a remaining blank can't work by accident.
 */

const NAME = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$/;
const BLANK = /<[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*>/g;

export function placeholderText(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`not the name of a blank: ${name}`);
  return `<${name}>`;
}

/** The value, or its blank if the value is unknown. */
export const orPlaceholder = (value: string | undefined, name: string): string => value ?? placeholderText(name);

/** The blanks that remain in a text, each once, in the order of their first use. */
export function placeholdersIn(text: string): readonly string[] {
  return [...new Set(text.match(BLANK) ?? [])];
}

/** The name of a blank from parts: `primary` becomes PRIMARY. */
export const placeholderName = (...parts: readonly (string | number)[]): string => parts.join('-').toUpperCase();

/** The values of the blanks that only the hospital can fill in. */
const HOSPITALS: Readonly<Record<string, (publicIp: string) => string>> = {
  'OUTSIDE-INTERFACE': (publicIp) => `the interface that leads to the internet with the address ${publicIp}`,
  'OUTSIDE-ZONE': () => 'the security zone of that interface',
  'INSIDE-INTERFACE': () => "the interface that leads to the hospital's own network",
  'INSIDE-ZONE': () => "the security zone of the hospital's own network",
  'INSIDE-NEXT-HOP': () => "the next hop to the hospital's subnets, only in the lines that you add",
  'VIRTUAL-ROUTER': () =>
    "the virtual router of the outside interface and of the hospital's own network: 'default', unless it was renamed",
  'LOGICAL-ROUTER': () => "the logical router of the outside interface and of the hospital's own network",
};

/** A description of the value of a blank. */
export function placeholderMeaning(text: string, publicIp: string): string {
  const name = text.slice(1, -1);
  const key = /^TUNNEL-([12])-PRE-SHARED-KEY$/.exec(name);
  if (key !== null) return `the pre-shared key of tunnel ${key[1]}, which HeartLab sends separately`;
  return HOSPITALS[name]?.(publicIp) ?? 'known after HeartLab has deployed the site; then ask for a new pack';
}

/** The blanks that stay in a finished pack: the hospital fills them in. */
export function isHospitals(text: string): boolean {
  const name = text.slice(1, -1);
  return Object.hasOwn(HOSPITALS, name) || /^TUNNEL-[12]-PRE-SHARED-KEY$/.test(name);
}
