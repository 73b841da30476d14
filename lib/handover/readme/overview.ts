import { DEVICES } from '../../config/devices';
import { EXAMPLE_OBJECT, VERIFY_SCRIPT } from '../verify/files';
import { PLAN_FILE } from './change-plan';
import { copyableCode, copyableCodes, numberedSteps, type PackSection, packTable, proseText } from './markdown';
import { type SectionInput, stowUrl } from './readme-input';

/** The content of the pack, and the order of work. */
export function overviewSection(input: SectionInput): PackSection {
  const { facts, deviceFiles, removalFiles, caBundle, secretsFile, blanks, link } = input;
  const lines = [
    facts.vpn === undefined ? undefined : 'two IPsec tunnels over the internet',
    facts.directConnect.length === 0 ? undefined : 'AWS Direct Connect',
  ].filter((line) => line !== undefined);
  const files = [
    ['`README.html`, `README.md`', 'this document; the HTML prints on A4'],
    [`[${copyableCode(PLAN_FILE)}](${PLAN_FILE})`, 'the maintenance window on one page, to print'],
    ...deviceFiles.map((file) => [copyableCode(file), 'configuration for your device']),
    ...removalFiles.map((file) => [copyableCode(file), 'removes that configuration again, and nothing else']),
    [copyableCode(VERIFY_SCRIPT), 'a script that tests from a workstation whether a study arrives'],
    [
      '`test-study/`',
      `the invented study that the test sends: in parts, as one object (${copyableCode(EXAMPLE_OBJECT)}), and as the body of a request`,
    ],
    ...(caBundle === undefined
      ? []
      : [[copyableCode(caBundle), 'the certificate authorities that your PACS must trust']]),
    ...(secretsFile === undefined ? [] : [[copyableCode(secretsFile), 'keys and passwords, encrypted for you']]),
    ['`MANIFEST`', 'the SHA-256 of every file: `sha256sum -c MANIFEST`'],
  ];
  return {
    title: 'Overview and order of work',
    parts: [
      `HeartLab has prepared its end of the connection from ${proseText(facts.name)}: ${lines.join(' and ')}. A server at HeartLab's end accepts DICOM studies by STOW-RS${facts.ports.length > 1 ? ' and by DIMSE' : ''}. This document contains every value that your side needs. It contains no key or password.`,
      numberedSteps([
        `Read the whole document once. A name in angle brackets is a blank that you fill in.${blanks.length === 0 ? '' : ` All blanks are listed in ${link('blanks')}.`}`,
        `Get the keys${facts.stowAuth === 'mtls' ? ', and the client certificate of the PACS' : ' and the password of the PACS'} (${link('keys')}). This takes days, so begin now.`,
        `Have the change approved. Use the change plan (${link('changePlan')}) as its text.`,
        `Work through the change plan in one maintenance window. Agree on the window with HeartLab (${link('contacts')}).`,
        `Validate: run ${copyableCode(VERIFY_SCRIPT)}, send a study from the PACS, then complete the checklist (${link('validation')}).`,
      ]),
      packTable(['file of this pack', 'what it is'], files),
    ],
  };
}

/** The values that most forms require. */
export function siteFacts({ facts, contacts, link }: SectionInput): PackSection {
  const { vpn } = facts;
  return {
    title: 'Your site',
    parts: [
      packTable(
        ['fact', 'value'],
        [
          ['Hospital', proseText(facts.name)],
          ['Name of the site at HeartLab', copyableCode(facts.site)],
          ["Your network administrators in HeartLab's records", contacts.map(proseText).join(', ')],
          ...(vpn === undefined
            ? []
            : [
                ['Public address of your device', copyableCode(vpn.publicIp)],
                ['Your device', proseText(DEVICES[vpn.device])],
              ]),
          ['Your subnets (local)', copyableCodes(facts.hospitalCidrs)],
          ["HeartLab's subnet (remote)", copyableCode(facts.cloudCidr)],
          ['Addresses that you send to', copyableCodes(facts.endpointAddresses.map(({ address }) => address))],
          ['URL of STOW-RS', copyableCode(stowUrl(facts))],
          ['AWS Region', copyableCode(facts.region)],
        ],
      ),
      vpn?.publicIpInUse === undefined
        ? undefined
        : `**AWS still expects your device at ${copyableCode(vpn.publicIpInUse)}.** It changes to ${copyableCode(vpn.publicIp)} when HeartLab deploys. Agree on the time with HeartLab.`,
      `If a value is wrong, stop and inform HeartLab (${link('contacts')}), because both ends must be configured with the same values.`,
    ],
  };
}
