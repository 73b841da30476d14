import { hasVpn, type VpnHandoverFacts } from '../facts';
import { verifyCommand } from '../verify/files';
import { DEVICE_COMMANDS } from './device-commands';
import { bulletList, copyableCode, copyableCodes, numberedSteps, type PackSection } from './markdown';
import type { ReadmeInput } from './readme-input';

/** One maintenance window, step by step. */

const onDevice = (commands: readonly string[]): string => commands.map(copyableCode).join(' and ');

function tunnelSteps(facts: VpnHandoverFacts, { deviceFiles }: ReadmeInput): readonly string[] {
  const { tunnels, device } = facts.vpn;
  const commands = DEVICE_COMMANDS[device];
  return [
    `Firewall, internet side: allow UDP 500, UDP 4500 and ESP between ${copyableCode(facts.vpn.publicIp)} and both outside addresses of HeartLab.`,
    `Configure both tunnels${deviceFiles.length === 0 ? '' : ` (${copyableCodes(deviceFiles)})`}, with the pre-shared key of each.`,
    ...tunnels.map(
      ({ number, inside }) =>
        `Tunnel ${number}: check that phase 1 and phase 2 are established, with the values of this document (${onDevice(commands.tunnels)}). Then, only on the device itself: ${commands.ping(inside.device, inside.aws).map(copyableCode).join(', then ')}. An answer proves the tunnel.`,
    ),
    facts.vpn.routing.kind === 'bgp'
      ? `BGP: both neighbours established (${onDevice(commands.bgp)}), ${copyableCode(facts.cloudCidr)} received from both (${onDevice(commands.routes)}), exactly ${copyableCodes(facts.hospitalCidrs)} announced to both.`
      : `Routes: ${copyableCode(facts.cloudCidr)} leads into tunnel 1, with tunnel 2 as backup (${onDevice(commands.routes)}).`,
  ];
}

const directConnectSteps = ({ facts }: ReadmeInput): readonly string[] =>
  facts.directConnect.map(
    ({ name, vlan, peering }) =>
      `Direct Connect ${copyableCode(name)}: VLAN ${vlan} on the port, both addresses, the BGP neighbour ${copyableCode(peering.aws.split('/')[0] ?? '')} with its key, the filters. Check that the session is established, ${copyableCode(facts.cloudCidr)} is received, and exactly ${copyableCodes(facts.hospitalCidrs)} are sent.`,
  );

export function changePlan(input: ReadmeInput): PackSection {
  const { facts, recordByHeartLab } = input;
  const paths = facts.directConnect.length + (facts.vpn === undefined ? 0 : 2);
  const command = copyableCode(verifyCommand(facts));
  const run = `${command} from a workstation in ${copyableCodes(facts.hospitalCidrs)}`;
  return {
    title: 'Change plan for the maintenance window',
    parts: [
      'A new connection takes about two hours. No existing traffic of yours passes through it. Only a mistake in an existing rule or route can cause a disturbance; the saved configuration is for that case.',
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
        'Firewall, inside: the rules to and from the addresses of HeartLab.',
        ...(recordByHeartLab ? [] : ['DNS: make the record.']),
        `Run ${run}. No line may say FAIL or SKIP.`,
        ...(paths < 2
          ? []
          : [
              `Failover: shut down the path that carries the traffic on your device${hasVpn(facts) && facts.directConnect.length === 0 ? ' (tunnel 1)' : ''}, wait two minutes, run ${command} again, and bring it back up. Do the same with ${paths > 2 ? 'each of the others' : 'the other'}.`,
            ]),
        'Create the STOW-RS destination in the PACS, restart its transfer service if it requests that, and send one test study.',
        'HeartLab confirms that the study has arrived. Only then turn on automatic transfers.',
        'Save the configuration permanently, and attach the output of the script to the change.',
      ]),
      '### Rollback',
      numberedSteps([
        'Roll back half an hour before the window ends, if a step still fails. Roll back at once, if anything else of yours is disturbed.',
        `Turn off the destination in the PACS. Shut ${facts.vpn === undefined ? 'the BGP sessions of Direct Connect' : 'both tunnel interfaces'}${facts.vpn !== undefined && facts.directConnect.length > 0 ? ' and the BGP sessions of Direct Connect' : ''}. That alone disconnects HeartLab from your network.`,
        `Load the saved configuration, or remove the additions: ${facts.vpn === undefined ? 'VLANs, neighbours' : 'tunnels'}, routes to ${copyableCode(facts.cloudCidr)}, firewall rules${recordByHeartLab ? '' : ', DNS record'}.`,
        'Check that everything that worked before works again. Inform HeartLab; nothing has to be undone there, and the values stay valid.',
      ]),
    ],
  };
}
