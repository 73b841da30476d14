import { DEVICE_TRAITS } from '../devices/traits';
import { hasVpn, type VpnHandoverFacts } from '../facts';
import { verifyCommand } from '../verify/files';
import type { DeviceCheck } from './device-check';
import { DEVICE_COMMANDS } from './device-commands';
import { bulletList, copyableCode, copyableCodes, numberedSteps, type PackSection } from './markdown';
import type { ReadmeInput } from './readme-input';

/** One maintenance window, step by step. */

const onDevice = (...checks: readonly DeviceCheck[]): string =>
  checks.map(({ command }) => copyableCode(command)).join(' and ');

function tunnelSteps(facts: VpnHandoverFacts, { deviceFiles }: ReadmeInput): readonly string[] {
  const { tunnels, device } = facts.vpn;
  const commands = DEVICE_COMMANDS[device];
  return [
    `Firewall, internet side: allow UDP 500, UDP 4500 and ESP between ${copyableCode(facts.vpn.publicIp)} and both outside addresses of HeartLab.`,
    `Configure both tunnels${deviceFiles.length === 0 ? '' : ` (${copyableCodes(deviceFiles)})`}, with the pre-shared key of each.`,
    ...tunnels.map(
      ({ number, inside }) =>
        `Tunnel ${number}: check that phase 1 and phase 2 are established, with the values of this document (${onDevice(commands.phase1, commands.phase2)}).${commands.ping === undefined ? '' : ` Then, only on the device itself: ${commands.ping(inside.device, inside.aws).map(copyableCode).join(', then ')}. An answer proves that the tunnel passes traffic.`}`,
    ),
    facts.vpn.routing.kind === 'bgp'
      ? `BGP: check that both neighbours are established (${onDevice(commands.bgp)}). Check that both send ${copyableCode(facts.cloudCidr)} (${onDevice(commands.route)}), and that you announce exactly ${copyableCodes(facts.hospitalCidrs)} to both.`
      : `Routes: check that the route to ${copyableCode(facts.cloudCidr)} uses tunnel 1, with tunnel 2 as backup (${onDevice(commands.route)}).`,
  ];
}

const directConnectSteps = ({ facts }: ReadmeInput): readonly string[] =>
  facts.directConnect.map(
    ({ name, vlan, peering }) =>
      `Direct Connect ${copyableCode(name)}: configure VLAN ${vlan} on the port, both addresses, the BGP neighbour ${copyableCode(peering.aws.split('/')[0] ?? '')} with its key, and the filters. Check that the session is established, that you receive ${copyableCode(facts.cloudCidr)}, and that you announce exactly ${copyableCodes(facts.hospitalCidrs)}.`,
  );

export function changePlan(input: ReadmeInput): PackSection {
  const { facts, recordByHeartLab, removalFiles } = input;
  const paths = facts.directConnect.length + (facts.vpn === undefined ? 0 : 2);
  const command = copyableCode(verifyCommand(facts));
  const run = `${command} from a workstation in ${copyableCodes(facts.hospitalCidrs)}`;
  return {
    title: 'Change plan for the maintenance window',
    parts: [
      'A new connection takes about two hours. None of your existing traffic uses it. Only a mistake in an existing rule or route can disturb other traffic. In that case, restore the saved configuration.',
      '### Before the window',
      bulletList([
        'The blanks are filled in, and a second person has compared the values with this document.',
        'The keys have arrived and can be read.',
        ...(facts.stowAuth === 'mtls' ? ['The client certificate is installed in the PACS, or available.'] : []),
        'HeartLab knows the window and can be reached.',
      ]),
      '### In the window',
      numberedSteps([
        'Save the running configuration of every device that you will change. You need it for a rollback.',
        ...directConnectSteps(input),
        ...(hasVpn(facts) ? tunnelSteps(facts, input) : []),
        'Firewall, inside: add the rules to and from the addresses of HeartLab.',
        ...(recordByHeartLab ? [] : ['DNS: create the record.']),
        `Run ${run}. No line may report FAIL or SKIP.`,
        ...(paths < 2
          ? []
          : [
              `Failover: on your device, shut down the path that carries the traffic${hasVpn(facts) && facts.directConnect.length === 0 ? ' (tunnel 1)' : ''}. Wait two minutes, run ${command} again, and bring the path back up. Do the same with ${paths > 2 ? 'each of the other paths' : 'the other path'}.`,
            ]),
        'Create the STOW-RS destination in the PACS. If the PACS requests a restart of its transfer service, restart it. Send one test study.',
        'Wait until HeartLab confirms that the study has arrived. Only then turn on automatic transfers.',
        'Save the configuration permanently, and attach the output of the script to the change.',
      ]),
      '### Rollback',
      numberedSteps([
        'If a step still fails half an hour before the window ends, roll back. If anything else in your network is disturbed, roll back at once.',
        `Turn off the destination in the PACS. Shut down ${facts.vpn === undefined ? 'the BGP sessions of Direct Connect' : DEVICE_TRAITS[facts.vpn.device].tunnelInterfaces ? 'both tunnel interfaces' : 'both tunnels'}${facts.vpn !== undefined && facts.directConnect.length > 0 ? ' and the BGP sessions of Direct Connect' : ''}. This alone disconnects HeartLab from your network.`,
        `Load the saved configuration, or remove the additions${removalFiles.length === 0 ? '' : ` with ${copyableCodes(removalFiles)}`}: ${facts.vpn === undefined ? 'VLANs, neighbours' : 'tunnels'}, routes to ${copyableCode(facts.cloudCidr)}, firewall rules${recordByHeartLab ? '' : ', DNS record'}.`,
        'Check that everything that worked before works again. Inform HeartLab. HeartLab does not have to undo anything, and the values stay valid.',
      ]),
    ],
  };
}
