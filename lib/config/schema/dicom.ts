import * as z from 'zod';
import { DIMSE_PORT_NUMBERS, HIGHEST_PACS_PORT } from '../ports';
import { ADDRESS_PATTERN, aeTitle, generationField, ipv4Address } from './common';
import { CHANGE_EFFECTS, documentedField } from './field';

const stow = documentedField(
  z.strictObject({
    auth: documentedField(z.enum(['mtls', 'basic']), {
      description:
        'How the PACS authenticates to the STOW-RS endpoint: `mtls` with a client certificate, `basic` with a user name and password. No default.',
      expected: 'mtls or basic',
      example: 'mtls',
      change: CHANGE_EFFECTS.hospital,
      changeNote:
        "The hospital's PACS needs the other kind of credentials. With a managed ingest the addresses stay; with `ingest.service` the endpoint and its addresses are replaced",
      secret: true,
    }),
    passwordGeneration: generationField(
      'With `auth: basic`: the generation of the password. Raising it by one creates a new password. Default 1.',
      CHANGE_EFFECTS.hospital,
      'The old password stops working',
    ).optional(),
  }),
  {
    description: 'STOW-RS over HTTPS, TCP port 443 (DICOM PS3.18 section 10.5).',
    expected: 'a mapping with `auth`',
    example: '{ auth: mtls }',
  },
);

const dimse = documentedField(
  z.strictObject({
    ports: documentedField(
      z
        .array(
          documentedField(z.literal(DIMSE_PORT_NUMBERS), {
            description:
              'A DIMSE port: 104 and 11112 unencrypted, 2762 over TLS (DICOM PS3.8 section 9, PS3.15 annex B).',
            expected: 'one of the DIMSE ports 104, 11112, 2762',
            example: '11112',
            change: CHANGE_EFFECTS.cloud,
          }),
        )
        .min(1),
      {
        description:
          'The TCP ports on which the hospital may open DIMSE associations. A port that is not listed is closed.',
        expected: 'a list of DIMSE ports (104, 11112, 2762)',
        example: '[11112]',
        change: CHANGE_EFFECTS.hospital,
        changeNote:
          'An added port must also be opened in the hospital’s firewall. A removed port is closed at once, so the hospital stops sending there first',
      },
    ),
    callingAeTitles: documentedField(
      z.array(aeTitle('A calling AE title that may send by DIMSE.', CHANGE_EFFECTS.cloud)).min(1).max(50),
      {
        description:
          'The calling AE titles from which DIMSE associations are accepted. Required with a managed ingest.',
        expected: 'a list of AE titles',
        example: '[AKLCT1]',
        requiredWith: 'a managed ingest',
        change: CHANGE_EFFECTS.cloud,
        changeNote:
          'If a title is removed, `heartlab review` reports "hospital must act": its sender can no longer send',
      },
    ).optional(),
  }),
  {
    description: 'C-STORE from the hospital over DIMSE. Absent: every DIMSE port is closed.',
    expected: 'a mapping with `ports`',
    example: '{ ports: [11112], callingAeTitles: [AKLCT1] }',
  },
);

const delivery = documentedField(
  z.strictObject({
    aeTitle: aeTitle("The called AE title of the hospital's PACS.", CHANGE_EFFECTS.cloud),
    address: documentedField(ipv4Address(), {
      description:
        "The PACS's IPv4 address: inside `hospitalCidrs`, and in RFC 1918 or 100.64.0.0/10 (a load balancer accepts no other target).",
      expected: 'an IPv4 address',
      pattern: ADDRESS_PATTERN,
      example: '10.20.1.15',
      change: CHANGE_EFFECTS.cloud,
    }),
    port: documentedField(z.number().int().min(1).max(HIGHEST_PACS_PORT), {
      description: `The PACS's TCP port, 1 to ${HIGHEST_PACS_PORT}: the DICOMweb server accepts no higher port.`,
      expected: `a TCP port from 1 to ${HIGHEST_PACS_PORT}`,
      example: '11112',
      change: CHANGE_EFFECTS.cloud,
    }),
  }),
  {
    description: 'One PACS that HeartLab sends results to.',
    expected: 'a mapping with aeTitle, address and port',
    example: '{ aeTitle: AKLPACS1, address: 10.20.1.15, port: 11112 }',
  },
);

export const dicomSchema = documentedField(
  z.strictObject({
    stow,
    dimse: dimse.optional(),
    deliverTo: documentedField(z.array(delivery).min(1).max(50), {
      description: "The hospital's PACS that HeartLab sends results to.",
      expected: 'a list of destinations',
      example: '[{ aeTitle: AKLPACS1, address: 10.20.1.15, port: 11112 }]',
      change: CHANGE_EFFECTS.hospital,
      changeNote: 'A new destination needs a firewall rule from the delivery addresses; the tunnels stay',
    }).optional(),
  }),
  {
    description: 'The DICOM traffic between the hospital and HeartLab.',
    expected: 'a mapping with `stow`',
    example: '{ stow: { auth: mtls } }',
  },
);
