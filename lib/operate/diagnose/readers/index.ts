import { type DeviceReader, type ExecutePattern, type FindMeaning, lineReader, meaningFinder } from '../device-reader';
import type { LineReader } from '../log-line';
import { lineContent, type PatternsNumber } from '../needed-text';
import type { LoggedProposal } from '../proposal-text';
import type { KnownMessage } from '../saying';
import { awsBgp, frrReader, kernelReader } from './bgp';
import { charonReader } from './charon';
import { checkpointReader } from './checkpoint';
import { ciscoReader } from './cisco';
import { fortigateReader } from './fortigate';
import { junosReader } from './junos';
import { merakiReader } from './meraki';
import { mikrotikReader } from './mikrotik';
import { panosReader } from './panos';
import { plutoReader } from './pluto';
import { dimse, orthanc, senderReader } from './senders';
import { sonicwallReader } from './sonicwall';
import { sophosReader } from './sophos';
import { watchguardReader } from './watchguard';

/** Every device and sender. A line belongs to the first reader that recognizes it. */
export const DEVICE_READERS: readonly DeviceReader[] = [
  merakiReader,
  charonReader,
  sophosReader,
  plutoReader,
  fortigateReader,
  panosReader,
  watchguardReader,
  checkpointReader,
  sonicwallReader,
  junosReader,
  mikrotikReader,
  frrReader,
  ciscoReader,
  kernelReader,
  orthanc,
  dimse,
  senderReader,
  awsBgp,
];

export const MEANING_FINDERS: readonly FindMeaning[] = [
  ...DEVICE_READERS.map((reader) => meaningFinder(reader, false)),
  ...DEVICE_READERS.map((reader) => meaningFinder(reader, true)),
];

/** Does not try a pattern that needs a word that the line does not have. A message is a part of its line. */
const ifPossible: ExecutePattern = ({ plain }, text) => (lineContent.mayMatchOne(plain) ? plain.exec(text) : null);

/** A reader, and the number of its patterns: each of its lines matches one of them. */
interface ReaderOfNeeded {
  readonly read: LineReader;
  needed: PatternsNumber | undefined;
  readonly patterns: readonly RegExp[];
}

/** `loose`: its lines count only if a saying matches. */
function readerOfNeeded(reader: DeviceReader, loose: boolean): ReaderOfNeeded {
  const { heads, sayings } = reader;
  const patterns = loose
    ? sayings.map(({ says }) => says)
    : heads.flatMap(({ line, onlyIfSaid }) => (onlyIfSaid ? [] : [line]));
  return { read: lineReader(meaningFinder(reader, loose), ifPossible), needed: undefined, patterns };
}

/** Trying their heads takes less time than finding the words of a line. */
const FIRST = [merakiReader, charonReader, sophosReader, plutoReader];
const FIRST_READERS: readonly LineReader[] = FIRST.map((reader) => lineReader(meaningFinder(reader, false)));
const hasLoose = ({ heads }: DeviceReader): boolean => heads.some(({ onlyIfSaid }) => onlyIfSaid === true);
const OTHER_READERS: readonly ReaderOfNeeded[] = [
  ...DEVICE_READERS.filter((reader) => !FIRST.includes(reader)).map((reader) => readerOfNeeded(reader, false)),
  ...DEVICE_READERS.filter(hasLoose).map((reader) => readerOfNeeded(reader, true)),
];

/** Parses the line of a device or a sender: the first reader that recognizes it. */
export const readDeviceLine: LineReader = (text) => {
  for (const read of FIRST_READERS) {
    const found = read(text);
    if (found !== undefined) return found;
  }
  lineContent.take(text);
  const { isReady } = lineContent;
  for (const one of OTHER_READERS) {
    if (isReady) one.needed ??= lineContent.numberOf(one.patterns);
    if (one.needed !== undefined && !lineContent.mayMatch(one.needed)) continue;
    const found = one.read(text);
    if (found !== undefined) return found;
  }
  return undefined;
};

const BY_NAME = new Map(DEVICE_READERS.map((reader) => [reader.name, reader]));

export const proposalsOf = (name: string): ((text: string) => readonly LoggedProposal[]) | undefined =>
  BY_NAME.get(name)?.proposals;

/** The meaning of a message whose line another format has (AWS's JSON). */
export function sayingOf(name: string, message: string): KnownMessage | undefined {
  return BY_NAME.get(name)?.sayings.find(({ says }) => lineContent.test(says, message));
}
