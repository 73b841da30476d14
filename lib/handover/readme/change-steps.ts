import { DEVICE_TRAITS } from '../devices/traits';
import { hasVpn, type VpnHandoverFacts } from '../facts';
import { verifyCommand } from '../verify/files';
import type { DeviceCheck } from './device-check';
import { establishedText } from './device-checks';
import { deviceCommands } from './device-commands';
import { copyableCode, copyableCodes } from './markdown';
import type { SectionInput } from './readme-input';

/** The maintenance window as data: for the README, and for the page to print. Values are in the sections that the steps name. */

export interface ChangeStep {
  readonly who: 'Network' | 'PACS' | 'HeartLab' | 'PACS, network';
  /** Markdown on one line, like the other texts. */
  readonly what: string;
  readonly expected: string;
}

const step = (who: ChangeStep['who'], what: string, expected: string): ChangeStep => ({ who, what, expected });
const onDevice = (...checks: readonly DeviceCheck[]): string =>
  checks.map(({ command }) => copyableCode(command)).join(' and ');

export const startConditions = ({ facts, blanks, link }: SectionInput): readonly string[] => [
  blanks.length === 0
    ? 'A second person has compared the values with the README.'
    : `The blanks (${link('blanks')}) are filled in, and a second person has compared the values with the README.`,
  `The keys (${link('keys')}) have arrived and can be read.`,
  ...(facts.stowAuth === 'mtls' ? ['The client certificate is installed in the PACS, or available.'] : []),
  `HeartLab knows the window and can be reached (${link('contacts')}).`,
];

function tunnelSteps(facts: VpnHandoverFacts, { deviceFiles, link }: SectionInput): readonly ChangeStep[] {
  const { tunnels, routing } = facts.vpn;
  const { phase1, phase2, bgp, route, ping } = deviceCommands(facts.vpn);
  const pings = tunnels.flatMap(({ inside }) => ping?.(inside.device, inside.aws) ?? []);
  return [
    step(
      'Network',
      `Firewall, internet side: allow UDP 500, UDP 4500 and ESP between your device and both outside addresses of HeartLab (${link('firewall')}).`,
      'The rules are active.',
    ),
    step(
      'Network',
      `Configure both tunnels${deviceFiles.length === 0 ? '' : ` (${copyableCodes(deviceFiles)})`} with the values of ${link('vpn')} and the pre-shared key of each.`,
      'The device accepts every line.',
    ),
    step(
      'Network',
      `Check the tunnels: ${onDevice(phase1, phase2)}.${pings.length === 0 ? '' : ` Then, only on the device itself: ${pings.map(copyableCode).join(', ')}.`}`,
      `${establishedText(facts.vpn)}. Phase 1 shows ${phase1.right}. Phase 2 shows ${phase2.right}.${pings.length === 0 ? '' : ' Each ping is answered, so the tunnel passes traffic.'}`,
    ),
    routing.kind === 'bgp'
      ? step(
          'Network',
          `Check BGP: ${onDevice(bgp, route)}.`,
          `BGP shows ${bgp.right}. The route shows ${route.right}. You receive ${copyableCode(facts.cloudCidr)} and announce exactly your subnets (${link('site')}), on both tunnels.`,
        )
      : step(
          'Network',
          `Check the routes: ${onDevice(route)}.`,
          `${copyableCode(facts.cloudCidr)} uses tunnel 1, with tunnel 2 as backup. The route shows ${route.right}.`,
        ),
  ];
}

function directConnectSteps({ facts, link }: SectionInput): readonly ChangeStep[] {
  const { directConnect, cloudCidr } = facts;
  if (directConnect.length === 0) return [];
  const each = directConnect.map(({ name, vlan }) => `${copyableCode(name)} (VLAN ${vlan})`).join(', ');
  return [
    step(
      'Network',
      `Direct Connect: configure the port, both addresses, the BGP neighbour with its key, and the filters (${link('directConnect')}) of ${each}, one after the other.`,
      `Each session is established. You receive ${copyableCode(cloudCidr)} and announce exactly your subnets (${link('site')}).`,
    ),
  ];
}

export function windowSteps(input: SectionInput): readonly ChangeStep[] {
  const { facts, recordByHeartLab, link } = input;
  const paths = facts.directConnect.length + (facts.vpn === undefined ? 0 : 2);
  const first = hasVpn(facts) && facts.directConnect.length === 0 ? ' (tunnel 1)' : '';
  const command = copyableCode(verifyCommand(facts));
  return [
    step(
      'Network',
      'Save the running configuration of every device that you will change.',
      'A file that you can load for the rollback.',
    ),
    ...directConnectSteps(input),
    ...(hasVpn(facts) ? tunnelSteps(facts, input) : []),
    step(
      'Network',
      `Firewall, inside: add the rules to and from the addresses of HeartLab (${link('firewall')}).`,
      'The rules are active.',
    ),
    ...(recordByHeartLab
      ? []
      : [step('Network', `DNS: create the record (${link('dns')}).`, 'The name resolves on the PACS.')]),
    step('Network', `Run ${command} from a workstation in your subnets.`, 'No line reports FAIL or SKIP.'),
    ...(paths < 2
      ? []
      : [
          step(
            'Network',
            `Failover: on your device, shut down the path that carries the traffic${first}. Wait two minutes, run the script again, and bring the path back up. Do the same with ${paths > 2 ? 'each of the other paths' : 'the other path'}.`,
            'No line reports FAIL or SKIP, each time.',
          ),
        ]),
    step(
      'PACS',
      `Create the STOW-RS destination (${link('pacs')}). If the PACS requests a restart of its transfer service, restart it. Send one test study.`,
      'The PACS reports the study as sent.',
    ),
    step('HeartLab', 'Look for the test study.', 'HeartLab confirms that the study has arrived.'),
    step('PACS', 'Only then turn on automatic transfers.', 'The next study is sent without an error.'),
    step(
      'Network',
      'Save the configuration permanently, and attach the output of the script to the change.',
      'The change can be closed.',
    ),
  ];
}

export const STOP_POINT =
  'Roll back if a step still fails half an hour before the window ends. Roll back at once if anything else in your network is disturbed.';

export function rollbackSteps({ facts, recordByHeartLab, removalFiles, link }: SectionInput): readonly ChangeStep[] {
  const { vpn, directConnect } = facts;
  const tunnels =
    vpn === undefined ? [] : [`both ${DEVICE_TRAITS[vpn.device].tunnelInterfaces ? 'tunnel interfaces' : 'tunnels'}`];
  const paths = [...tunnels, ...(directConnect.length === 0 ? [] : ['the BGP sessions of Direct Connect'])];
  return [
    step(
      'PACS, network',
      `Turn off the destination in the PACS. Shut down ${paths.join(' and ')}.`,
      'This alone disconnects HeartLab from your network.',
    ),
    step(
      'Network',
      `Load the saved configuration, or remove the additions${removalFiles.length === 0 ? '' : ` with ${copyableCodes(removalFiles)}`}: ${vpn === undefined ? 'VLANs, neighbours' : 'tunnels'}, routes to ${copyableCode(facts.cloudCidr)}, firewall rules${recordByHeartLab ? '' : ', DNS record'}.`,
      'Everything that worked before works again.',
    ),
    step(
      'Network',
      `Inform HeartLab (${link('contacts')}).`,
      vpn?.publicIpInUse === undefined
        ? 'HeartLab does not have to undo anything, and the values stay valid.'
        : `HeartLab changes its end back to ${copyableCode(vpn.publicIpInUse)}. The keys stay valid.`,
    ),
  ];
}
