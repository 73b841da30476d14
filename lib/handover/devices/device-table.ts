import { DEVICE_IDS, DEVICES } from '../../config/devices';
import { packTable } from '../readme/markdown';
import { DEVICE_CAPABILITIES } from './capabilities';
import { MODEL_LIMITS } from './models';
import { DEVICE_TRAITS } from './traits';

/** The page with the table of devices. */
export const DEVICES_PAGE = 'docs/handover.md';

const MARKS = /(<!-- devices: made by `npm run schema` -->\n)[\s\S]*(\n<!-- end of devices -->)/;

const TUNNELS = {
  both: 'both up',
  standby: 'one and a standby',
  waiting: 'tunnel 2 when tunnel 1 fails',
  one: 'one at a time',
} as const;

const deviceTable = (): string =>
  packTable(
    ['`vpn.gateway.device`', 'device', 'written for', 'routing', 'tunnels'],
    DEVICE_IDS.map((id) => [
      `\`${id}\``,
      DEVICES[id],
      DEVICE_CAPABILITIES[id].release,
      DEVICE_TRAITS[id].routing.join(', '),
      TUNNELS[DEVICE_TRAITS[id].tunnels],
    ]),
  );

const MODELS_TEXT = 'If `vpn.gateway.model` names one of these models, the device lacks:';

/** What single models lack. */
const modelTable = (): string =>
  packTable(
    ['models', 'releases', 'lack', 'source'],
    MODEL_LIMITS.map(({ models, until, lacks, source }) => [
      models,
      until === undefined ? 'all' : `before ${until}, and unknown`,
      lacks,
      source,
    ]),
  );

/** The page with the current tables between its marks. */
export function pageWithDevices(page: string): string {
  if (!MARKS.test(page)) throw new RangeError(`${DEVICES_PAGE} has no marks around the table of devices`);
  return page.replace(
    MARKS,
    (_, begin: string, end: string) => `${begin}${deviceTable()}\n\n${MODELS_TEXT}\n\n${modelTable()}${end}`,
  );
}
