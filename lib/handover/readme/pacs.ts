import { HEARTLAB_AE_TITLE, IDLE_SECONDS } from '../../config/dicom-service';
import { DIMSE_PORTS, portService, STOW_PORT } from '../../config/ports';
import { bulletList, copyableCode, copyableCodes, type PackSection, packTable } from './markdown';
import { type ReadmeInput, stowUrl } from './readme-input';

/** The settings of the PACS and the modalities. */

function stow({ facts, caBundle }: ReadmeInput): readonly string[] {
  const authentication =
    facts.stowAuth === 'mtls'
      ? `mTLS: client certificate whose only CN is ${facts.site}, and its key`
      : `Basic: user ${copyableCode(facts.site)}, the password comes separately. The PACS must send both with the first request, not only after a 401`;
  return [
    '### STOW-RS destination',
    packTable(
      ['setting', 'value'],
      [
        ['Label', 'Cloud STOW-RS'],
        ['URL', copyableCode(stowUrl(facts))],
        ['Authentication', authentication],
        [
          'Trusted certificate authorities',
          caBundle === undefined ? 'the public ones, which most systems already trust' : copyableCode(caBundle),
        ],
        ['TLS', '1.2 or 1.3; verify the host name'],
        ['Content-Type', copyableCode('multipart/related; type="application/dicom"')],
        ['Timeout', 'at least 300 seconds, for large studies'],
        ['Proxy', 'none'],
      ],
    ),
    bulletList([
      'Save. If the PACS requests a restart of its transfer service, restart it.',
      `HeartLab closes a connection after ${IDLE_SECONDS} seconds without traffic. During a transfer, the PACS must not pause for longer.`,
      'An HTTP status of 200 is not enough. Only the objects that the answer lists in ReferencedSOPSequence (0008,1199) are stored. If a PACS deletes objects that it has sent, it must first compare them with the answer.',
      'A study may have any size. An object that is too large for HeartLab fails with the reason A700, and the other objects of the same request are stored.',
      'Sending an object again is harmless: it is stored once. A changed object needs a new SOP Instance UID; otherwise it fails with the reason 0111.',
    ]),
  ];
}

function dimse({ facts, callingAeTitles }: ReadmeInput): readonly string[] {
  const ports = facts.ports.filter((port) => port !== STOW_PORT);
  if (ports.length === 0) return [];
  const encrypted: Readonly<Record<number, { readonly encrypted: boolean }>> = DIMSE_PORTS;
  return [
    '### DIMSE (C-STORE)',
    packTable(
      ['setting', 'value'],
      [
        ['Called AE title', copyableCode(HEARTLAB_AE_TITLE)],
        [
          'Host',
          `${copyableCode(facts.hostName)}, or ${copyableCodes(facts.endpointAddresses.map(({ address }) => address))}`,
        ],
        ...ports.map((port) => [
          'Port',
          `${copyableCode(port)}: ${portService(port)}, ${encrypted[port]?.encrypted === true ? 'encrypted (TLS)' : 'not encrypted (no TLS)'}`,
        ]),
        [
          'Calling AE titles that may send',
          callingAeTitles.length === 0 ? 'ask HeartLab' : copyableCodes(callingAeTitles),
        ],
      ],
    ),
    'Services: C-ECHO and C-STORE. The sender must request the association within 10 seconds after it connects. HeartLab refuses any other calling AE title, even if it differs only in upper and lower case. Inform HeartLab before a new modality sends.',
  ];
}

function deliveries({ facts }: ReadmeInput): readonly string[] {
  if (facts.deliveries.length === 0) return [];
  return [
    '### Results from HeartLab to your PACS',
    packTable(
      ['to', 'address', 'port', 'from', 'calling AE title'],
      facts.deliveries.map(({ aeTitle, address, port }) => [
        copyableCode(aeTitle),
        copyableCode(address),
        copyableCode(port),
        copyableCodes(facts.deliveryAddresses),
        copyableCode(HEARTLAB_AE_TITLE),
      ]),
    ),
    bulletList([
      'The addresses in "from" never change. Allow each of them, and the calling AE title, in the firewall and in the PACS.',
      'To check whether the PACS is reachable, each of them also opens a TCP connection to each port every 30 seconds. It closes the connection without a DICOM association. A PACS may log these connections, but must not block the address.',
      ...new Set(
        facts.deliveries
          .filter(({ port, listenerPort }) => port !== listenerPort)
          .map(
            ({ aeTitle, listenerPort }) =>
              `For HeartLab's support: ${copyableCode(aeTitle)} has the listener port ${listenerPort} on HeartLab's side. Your firewall needs no rule for it.`,
          ),
      ),
    ]),
  ];
}

export const pacsSection = (input: ReadmeInput): PackSection => ({
  title: 'PACS and modalities',
  parts: [...stow(input), ...dimse(input), ...deliveries(input)],
});
