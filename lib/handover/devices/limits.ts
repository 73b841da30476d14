import type { DeviceId } from '../../config/devices';
import type { VpnSettings } from '../../config/model';
import { type DataPath, pathText } from '../../config/problem';
import type { IpsecPolicy } from '../../config/proposals';
import { NoCommonProposalError, recommendProposals } from '../recommended';
import { type FileRelease, fileRelease, type GatewayDescription, tooOld } from './releases';
import { DEVICE_TRAITS } from './traits';

/** What a site needs of its device and the device can't do, with what to do instead. */

export interface DeviceLimit {
  readonly path: DataPath;
  readonly wrong: string;
  readonly write: string;
}

/** The parts of `vpn` that a device can lack. */
export interface DeviceNeeds {
  readonly routing: VpnSettings['routing'];
  readonly insideCidrs: readonly string[];
}

const OR_ANOTHER = 'or write another vpn.gateway.device, or put a router that has it in front of this device';

/** The device has no file for such a site. */
export function deviceLimits(device: DeviceId, { routing, insideCidrs }: DeviceNeeds): readonly DeviceLimit[] {
  const { routing: supported, lacks, insideCidrs: only } = DEVICE_TRAITS[device];
  const outside =
    only === undefined || routing === 'static' ? undefined : insideCidrs.findIndex((cidr) => !only.pattern.test(cidr));
  return [
    ...(supported.includes(routing)
      ? []
      : [
          {
            path: ['vpn', 'routing'],
            wrong: `is ${routing}, for which the guide of ${device} has no steps: ${lacks}`,
            write: `write routing: ${supported.join(' or ')} (fixed for life), ${OR_ANOTHER}`,
          },
        ]),
    ...(only === undefined || outside === undefined || outside < 0
      ? []
      : [
          {
            path: ['vpn', 'tunnels', outside, 'insideCidr'],
            wrong: `is outside ${only.text}, the only addresses that ${device} takes with BGP`,
            write: `write a /30 of ${only.text} (fixed for life), ${OR_ANOTHER}`,
          },
        ]),
  ];
}

const BY_HAND = 'write device: generic, whose table the administrator enters by hand';

/** The device file is for another mode of the device. */
export const modeLimits = ({ noFile }: FileRelease): readonly DeviceLimit[] =>
  noFile === undefined
    ? []
    : [{ path: ['vpn', 'gateway', noFile.setting], wrong: `has no device file: ${noFile.why}`, write: BY_HAND }];

export function releaseLimits(device: DeviceId, gateway: GatewayDescription): readonly DeviceLimit[] {
  const wrong = tooOld(device, gateway);
  return [
    ...modeLimits(fileRelease(device, gateway)),
    ...(wrong === undefined
      ? []
      : [{ path: ['vpn', 'gateway', 'release'], wrong, write: `upgrade the device, or ${BY_HAND}` }]),
  ];
}

export function proposalLimits(
  device: DeviceId,
  policy: IpsecPolicy,
  gateway: GatewayDescription,
): readonly DeviceLimit[] {
  try {
    recommendProposals(policy, device, gateway);
    return [];
  } catch (error) {
    if (!(error instanceof NoCommonProposalError)) throw error;
    return [
      {
        path: ['vpn', 'ipsec'],
        wrong: `permits nothing that ${device} supports in ${error.phase === 'phase1' ? 'phase 1' : 'phase 2'}`,
        write: 'widen it, or write another vpn.gateway.device; `heartlab handover` lists both sides',
      },
    ];
  }
}

/** A device file that the site's settings make impossible. */
export class DeviceLimitError extends Error {
  override readonly name = 'DeviceLimitError';
  constructor({ path, wrong, write }: DeviceLimit) {
    super(`${pathText(path)} ${wrong}; ${write}`);
  }
}
