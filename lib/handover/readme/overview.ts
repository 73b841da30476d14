import { DEVICES } from '../../config/devices';
import { EXAMPLE_OBJECT, VERIFY_SCRIPT } from '../verify/files';
import { code, codes, prose, type Section, steps, table } from './markdown';
import { type ReadmeInput, stowUrl } from './readme-input';

/** What the hospital has in its hands, and where to begin. */
export function overview(input: ReadmeInput): Section {
  const { facts, deviceFiles, caBundle, secretsFile } = input;
  const lines = [
    facts.vpn === undefined ? undefined : 'two IPsec tunnels over the internet',
    facts.directConnect.length === 0 ? undefined : 'AWS Direct Connect',
  ].filter((line) => line !== undefined);
  const files = [
    ['`README.html`, `README.md`', 'this document; the HTML prints on A4'],
    ...deviceFiles.map((file) => [code(file), 'configuration for your device']),
    [code(VERIFY_SCRIPT), 'run it from a workstation: does a study arrive?'],
    [
      '`test-study/`',
      `the invented study that it sends, in parts; whole as ${code(EXAMPLE_OBJECT)}, and as the body of a request`,
    ],
    ...(caBundle === undefined ? [] : [[code(caBundle), 'the certificate authorities that your PACS must trust']]),
    ...(secretsFile === undefined ? [] : [[code(secretsFile), 'keys and passwords, encrypted for you']]),
    ['`MANIFEST`', 'the SHA-256 of every file: `sha256sum -c MANIFEST`'],
  ];
  return {
    title: 'What this is, and in which order to work',
    parts: [
      `HeartLab's end of the connection from ${prose(facts.name)} to HeartLab is prepared: ${lines.join(' and ')}, and at its end a server that takes DICOM studies by STOW-RS${facts.ports.length > 1 ? ' and by DIMSE' : ''}. This document has every value that your side needs. No key or password is in it.`,
      steps([
        'Read it once to the end. What stands in angle brackets is a blank: fill it in; the last section lists them, if there are any.',
        `Get the keys${facts.stowAuth === 'mtls' ? ', and the client certificate of the PACS' : ' and the password of the PACS'} (section "Keys, certificates and passwords"). This takes days: begin now.`,
        'Have the change approved, with the change plan as its text.',
        'Work through the change plan in one maintenance window.',
        `Validate: ${code(VERIFY_SCRIPT)}, then a study from the PACS, then the checklist.`,
      ]),
      table(['file of this pack', 'what it is'], files),
    ],
  };
}

/** The values that most forms ask for. */
export function siteFacts({ facts, contacts }: ReadmeInput): Section {
  const { vpn } = facts;
  return {
    title: 'Your site',
    parts: [
      table(
        ['fact', 'value'],
        [
          ['Hospital', prose(facts.name)],
          ['Name of the site at HeartLab', code(facts.site)],
          ['Your network administrators, as HeartLab knows them', contacts.map(prose).join(', ')],
          ...(vpn === undefined
            ? []
            : [
                ['Public address of your device', code(vpn.publicIp)],
                ['Your device', prose(DEVICES[vpn.device])],
              ]),
          ['Your subnets (local)', codes(facts.hospitalCidrs)],
          ["HeartLab's subnet (remote)", code(facts.cloudCidr)],
          ['Addresses that you send to', codes(facts.endpointAddresses.map(({ address }) => address))],
          ['URL of STOW-RS', code(stowUrl(facts))],
          ['AWS Region', code(facts.region)],
        ],
      ),
      vpn?.publicIpInUse === undefined
        ? undefined
        : `**AWS still expects your device at ${code(vpn.publicIpInUse)}.** The move to ${code(vpn.publicIp)} happens when HeartLab deploys it: agree on the minute.`,
      'If a value is wrong, stop and tell HeartLab: what is configured at both ends must be the same.',
    ],
  };
}
