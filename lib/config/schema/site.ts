import * as z from 'zod';
import { isDate } from '../date';
import { emailField, ipv4Block, REPLACES_CONNECTION, SITE_NAME, textField } from './common';
import { dicomSchema } from './dicom';
import { directConnectSchema } from './direct-connect';
import { CHANGE_EFFECTS, documentedField, withMeaning } from './field';
import { PLAIN_PATTERN, plainTextField } from './plain-text';
import { vpnSchema } from './vpn';

const acknowledgement = documentedField(
  z.strictObject({
    rule: documentedField(plainTextField(z.string()), {
      description: 'The id of a rule of the HeartLab pack.',
      pattern: PLAIN_PATTERN,
      expected: 'the id of a HeartLab rule',
      example: 'HeartLab-VPN3',
      change: CHANGE_EFFECTS.nothing,
    }),
    reason: documentedField(plainTextField(z.string()).trim().min(10).max(500), {
      description: 'The reason why the site accepts this finding, for an auditor.',
      pattern: PLAIN_PATTERN,
      expected: 'a reason of 10 to 500 characters',
      example: '"Clinic\'s ASA 5505 has no SHA-2"',
      change: CHANGE_EFFECTS.nothing,
    }),
    approvedBy: emailField('The e-mail address of the approver.', 'security@heartlab.example'),
    expires: documentedField(
      withMeaning(z.string(), (value) => (isDate(value) ? undefined : { wrong: 'is not a valid date' })),
      {
        description: 'The last day on which the acknowledgement is valid, YYYY-MM-DD.',
        expected: 'a date (YYYY-MM-DD)',
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        example: '2027-03-31',
        change: CHANGE_EFFECTS.nothing,
        changeNote: 'After this date, `heartlab check` fails and synth warns',
      },
    ),
  }),
  {
    description: 'One finding that this site accepts.',
    expected: 'a mapping with rule, reason, approvedBy and expires',
    example: '{ rule: HeartLab-VPN3, reason: "…", approvedBy: security@heartlab.example, expires: 2027-03-31 }',
  },
);

/** One hospital: the content of `sites/<site>.yaml`. */
export const siteSchema = documentedField(
  z.strictObject({
    site: documentedField(
      withMeaning(z.string(), (value) =>
        SITE_NAME.test(value)
          ? undefined
          : {
              wrong: 'is not a site name',
              write:
                'use 3 to 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen',
            },
      ),
      {
        description: "The site's name, equal to the file's name. The stack is SiteStack-<site>.",
        expected: 'a site name',
        pattern: SITE_NAME.source,
        example: 'auckland-heart',
        ...REPLACES_CONNECTION,
      },
    ),
    name: textField({
      description: "The hospital's display name.",
      expected: 'a name of 1 to 200 characters',
      example: 'Auckland Heart Clinic',
      change: CHANGE_EFFECTS.nothing,
    }),
    environment: documentedField(plainTextField(z.string()), {
      description: 'The environment in which the site is deployed: a key of environments.yaml.',
      pattern: PLAIN_PATTERN,
      expected: 'the name of an environment',
      example: 'sydney',
      ...REPLACES_CONNECTION,
    }),
    contacts: documentedField(
      z.strictObject({
        network: documentedField(
          z
            .array(emailField('A network administrator of the hospital.', 'netops@auckland-heart.example'))
            .min(1)
            .max(20),
          {
            description: "The hospital's network administrators, at least one.",
            expected: 'a list of e-mail addresses',
            example: '[netops@auckland-heart.example]',
            change: CHANGE_EFFECTS.nothing,
          },
        ),
      }),
      {
        description: 'The people to contact.',
        expected: 'a mapping with `network`',
        example: '{ network: [netops@auckland-heart.example] }',
      },
    ),
    network: documentedField(
      z.strictObject({
        hospitalCidrs: documentedField(
          z
            .array(
              ipv4Block({
                description: 'A subnet of the hospital that needs connectivity.',
                example: '10.20.0.0/22',
                change: CHANGE_EFFECTS.cloud,
              }),
            )
            .min(1)
            .max(50),
          {
            description:
              '"Local IPv4 CIDR block" of the eIFU: the hospital\'s subnets that need connectivity, 1 to 50. Append new ones at the end.',
            expected: 'a list of 1 to 50 IPv4 CIDR blocks',
            example: '[10.20.0.0/22]',
            change: CHANGE_EFFECTS.cloud,
            changeNote: 'With static routing the connection is modified for some seconds; tunnels and keys stay',
          },
        ),
        cloudCidr: ipv4Block({
          description: '"Remote subnet" of the eIFU: the CIDR block of the site VPC. A /26, unique in the fleet.',
          example: '100.64.0.0/26',
          ...REPLACES_CONNECTION,
          prefix: 26,
        }),
      }),
      {
        description: 'The two networks that are connected.',
        expected: 'a mapping with hospitalCidrs and cloudCidr',
        example: '{ hospitalCidrs: [10.20.0.0/22], cloudCidr: 100.64.0.0/26 }',
      },
    ),
    vpn: vpnSchema.optional(),
    directConnect: directConnectSchema.optional(),
    dicom: dicomSchema,
    alarms: documentedField(
      z.strictObject({
        quietAfterHours: documentedField(z.number().int().min(1).max(168), {
          description:
            'The alarm fires when no study has arrived for this many hours, 1 to 168. Absent: there is no such alarm. It needs a managed ingest.',
          expected: 'a number of hours from 1 to 168',
          example: '24',
          change: CHANGE_EFFECTS.cloud,
        }).optional(),
      }),
      {
        description: 'Alarms in addition to those that every site has.',
        expected: 'a mapping with quietAfterHours',
        example: '{ quietAfterHours: 24 }',
      },
    ).optional(),
    acknowledge: documentedField(z.array(acknowledgement).default([]), {
      description: 'Findings that this site accepts, each with a reason, an approver and an end date.',
      expected: 'a list of acknowledgements',
      example: '[{ rule: HeartLab-VPN3, reason: "…", approvedBy: security@heartlab.example, expires: 2027-03-31 }]',
      change: CHANGE_EFFECTS.nothing,
    }),
  }),
  {
    description: "One hospital's connectivity to HeartLab.",
    expected: 'a mapping of settings',
    example: '(see the documented site file)',
  },
);
