import { type DeviceReader, type FindMeaning, lineReader, meaningFinder } from '../device-reader';
import type { LineReader } from '../log-line';
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

export const LINE_READERS: readonly LineReader[] = MEANING_FINDERS.map(lineReader);

const BY_NAME = new Map(DEVICE_READERS.map((reader) => [reader.name, reader]));

export const proposalsOf = (name: string): ((text: string) => readonly LoggedProposal[]) | undefined =>
  BY_NAME.get(name)?.proposals;

/** The meaning of a message whose line another format has (AWS's JSON). */
export const sayingOf = (name: string, message: string): KnownMessage | undefined =>
  BY_NAME.get(name)?.sayings.find(({ says }) => says.test(message));
