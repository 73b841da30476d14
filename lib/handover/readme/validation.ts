import { hasVpn } from '../facts';
import { EXAMPLE_BODY, EXAMPLE_BOUNDARY, VERIFY_SCRIPT, verifyCommand } from '../verify/files';
import { exampleStudyUid } from '../verify/test-object';
import { establishedText } from './device-checks';
import { deviceCommands } from './device-commands';
import { checkboxList, codeBlock, copyableCode, copyableCodes, definedParts, type PackSection } from './markdown';
import { type ReadmeInput, stowUrl } from './readme-input';

/** How the hospital checks that the connection works. */

function windows({ facts, caBundle }: ReadmeInput): readonly string[] {
  const trust = caBundle === undefined ? '' : ` --cacert ${caBundle}`;
  const credentials = facts.stowAuth === 'mtls' ? '--cert client.crt --key client.key' : `--user ${facts.site}`;
  const study = exampleStudyUid(facts.site);
  return [
    '### From Windows (not tested)',
    'Run the same checks by hand, in PowerShell, in the folder of this pack. Use `curl.exe`, because `curl` is a different command in PowerShell. `curl.exe` may refuse PEM files, because Windows has its own certificate store. In that case, use the script from Linux, macOS, WSL or Git Bash.',
    codeBlock(
      [
        `Resolve-DnsName ${facts.hostName} -Type A`,
        ...facts.endpointAddresses.flatMap(({ address }) =>
          facts.ports.map((port) => `Test-NetConnection ${address} -Port ${port}`),
        ),
        `curl.exe --silent --show-error --noproxy * ${credentials}${trust} -H 'Content-Type: multipart/related; type=application/dicom; boundary=${EXAMPLE_BOUNDARY}' -H 'Accept: application/dicom+json' --data-binary '@${EXAMPLE_BODY}' ${stowUrl(facts)}`,
        `curl.exe --silent --show-error --noproxy * ${credentials}${trust} -H 'Accept: application/dicom+json' "${stowUrl(facts)}/${study}/instances"`,
      ],
      'powershell',
    ),
    'The answer to the first `curl.exe` must contain `00081199` and must not contain `00081198`. The answer to the second must contain the UID of the study.',
  ];
}

export function validationSection(input: ReadmeInput): PackSection {
  const { facts } = input;
  const vpn = hasVpn(facts) ? facts.vpn : undefined;
  const commands = vpn && deviceCommands(vpn);
  return {
    title: 'Validation',
    parts: [
      '### The four steps',
      checkboxList(
        definedParts([
          vpn === undefined || commands === undefined
            ? 'The BGP session of each virtual interface is established.'
            : `${establishedText(vpn)} (${[commands.phase1, commands.phase2].map(({ command }) => copyableCode(command)).join(', ')})${facts.directConnect.length === 0 ? '' : ', and the BGP session of each virtual interface'}.`,
          `Routing works both ways: ${copyableCode(VERIFY_SCRIPT)} reports PASS for TCP and TLS, over each path alone.`,
          `A test study was sent: ${copyableCode(VERIFY_SCRIPT)} reports PASS for STOW-RS and QIDO-RS, and the PACS has sent one too.`,
          'The study appears in HeartLab: HeartLab has confirmed the study from the PACS.',
        ]),
      ),
      '### With the script',
      `Run it from a workstation in ${copyableCodes(facts.hospitalCidrs)} with Linux, macOS, WSL or Git Bash. It needs curl and openssl. Each run stores one tiny invented study of the patient ${copyableCode('HEARTLAB^VERIFY')}.`,
      codeBlock([
        `${verifyCommand(facts)}${facts.stowAuth === 'mtls' ? '' : `        # asks for the password of ${facts.site}`}`,
      ]),
      'Each line reports PASS, FAIL with the likely cause, INFO, or SKIP if a program is missing. Exit code 0: all passed. 1: something failed. 2: the command line is invalid, or the pack is a preview. 3: nothing failed, but not everything could be checked. The addresses that you send to do not answer ICMP, so a ping to them proves nothing.',
      ...(vpn === undefined || commands?.ping === undefined
        ? []
        : [
            'The inside addresses of a tunnel answer only your device, so test them on the device:',
            codeBlock(vpn.tunnels.flatMap(({ inside }) => commands.ping?.(inside.device, inside.aws) ?? [])),
          ]),
      ...windows(input),
    ],
  };
}
