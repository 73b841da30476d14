import { type DeviceReader, type FindMeaning, lineReader, meaningFinder } from '../device-reader';
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

/** Tries no pattern that needs what the line does not have. A message is a part of its line. */
const ifPossible: Parameters<FindMeaning>[1] = ({ plain }, text) =>
  lineContent.mayMatchOne(plain) ? plain.exec(text) : null;

/** The patterns of which a line of the reader matches one; of lines that count only if they are said, a saying. */
const neededOf = ({ heads, sayings }: DeviceReader, loose: boolean): readonly RegExp[] =>
  loose ? sayings.map(({ says }) => says) : heads.flatMap(({ line, onlyIfSaid }) => (onlyIfSaid ? [] : [line]));

function readerIfPossible(reader: DeviceReader, loose: boolean): LineReader {
  const find = meaningFinder(reader, loose);
  const read = lineReader((text) => find(text, ifPossible));
  let needed: PatternsNumber | undefined;
  return (text) => {
    lineContent.take(text);
    needed ??= lineContent.numberOf(neededOf(reader, loose));
    return lineContent.mayMatch(needed) ? read(text) : undefined;
  };
}

/** Their heads cost less to try than a line costs to take apart. */
const FIRST = [merakiReader, charonReader, sophosReader, plutoReader];
const OTHERS = DEVICE_READERS.filter((reader) => !FIRST.includes(reader));
const hasLoose = ({ heads }: DeviceReader): boolean => heads.some(({ onlyIfSaid }) => onlyIfSaid === true);

export const LINE_READERS: readonly LineReader[] = [
  ...FIRST.map((reader) => lineReader(meaningFinder(reader, false))),
  ...OTHERS.map((reader) => readerIfPossible(reader, false)),
  ...DEVICE_READERS.filter(hasLoose).map((reader) => readerIfPossible(reader, true)),
];

const BY_NAME = new Map(DEVICE_READERS.map((reader) => [reader.name, reader]));

export const proposalsOf = (name: string): ((text: string) => readonly LoggedProposal[]) | undefined =>
  BY_NAME.get(name)?.proposals;

/** The meaning of a message whose line another format has (AWS's JSON). */
export function sayingOf(name: string, message: string): KnownMessage | undefined {
  return BY_NAME.get(name)?.sayings.find(({ says }) => lineContent.test(says, message));
}
