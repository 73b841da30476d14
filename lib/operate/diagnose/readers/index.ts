import { type DeviceReader, lineReader } from '../device-reader';
import type { LineReader } from '../log-line';
import type { LoggedProposal } from '../proposal-text';
import type { Saying } from '../saying';
import { awsBgp, frr, kernel } from './bgp';
import { charon } from './charon';
import { cisco } from './cisco';
import { fortigate } from './fortigate';
import { junos } from './junos';
import { meraki } from './meraki';
import { mikrotik } from './mikrotik';
import { panos } from './panos';
import { pluto } from './pluto';
import { dimse, orthanc, senders } from './senders';
import { watchguard } from './watchguard';

/** Every device and sender. A line belongs to the first reader that recognizes it. */
export const DEVICE_READERS: readonly DeviceReader[] = [
  meraki,
  charon,
  pluto,
  fortigate,
  panos,
  watchguard,
  junos,
  mikrotik,
  frr,
  cisco,
  kernel,
  orthanc,
  dimse,
  senders,
  awsBgp,
];

export const LINE_READERS: readonly LineReader[] = [
  ...DEVICE_READERS.map((reader) => lineReader(reader, false)),
  ...DEVICE_READERS.map((reader) => lineReader(reader, true)),
];

const BY_NAME = new Map(DEVICE_READERS.map((reader) => [reader.name, reader]));

export const proposalsOf = (name: string): ((text: string) => readonly LoggedProposal[]) | undefined =>
  BY_NAME.get(name)?.proposals;

/** The meaning of a message whose line another format has (AWS's JSON). */
export const sayingOf = (name: string, message: string): Saying | undefined =>
  BY_NAME.get(name)?.sayings.find(({ says }) => says.test(message));
