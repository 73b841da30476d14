import * as z from 'zod';
import { DEVICE_IDS, deviceMeant } from '../devices';
import { ENCRYPTION_ALGORITHMS, INTEGRITY_ALGORITHMS, PHASE1_DH_GROUPS, PHASE2_DH_GROUPS } from '../proposals';
import { CHANGE_STAYS, hospitalAsn, publicIp, textField } from './common';
import { CHANGE_EFFECTS, documentedField } from './field';

const ONLY_THE_PACK = {
  change: CHANGE_EFFECTS.nothing,
  changeNote: 'Only the device configuration in the handover pack changes',
} as const;

/** One value of the vocabulary of `vpn.ipsec`. */
const used = <T extends string>(values: readonly [T, ...T[]], what: string, more = '') =>
  documentedField(z.enum(values), {
    description: `The ${what} that the device uses.${more}`,
    expected: `a permitted ${what} (${values.join(', ')})`,
    example: values[0],
    ...ONLY_THE_PACK,
  });

const usedPhase = <Group extends number>(words: string, groups: readonly Group[], integrity: string) =>
  documentedField(
    z.strictObject({
      encryption: used(ENCRYPTION_ALGORITHMS, 'encryption algorithm'),
      integrity: used(INTEGRITY_ALGORITHMS, 'integrity algorithm', ` ${integrity}`).optional(),
      dhGroup: documentedField(z.literal(groups), {
        description: `The Diffie-Hellman group of ${words} that the device uses (IANA number).`,
        expected: `a permitted DH group of ${words} (${groups.join(', ')})`,
        example: '20',
        ...ONLY_THE_PACK,
      }),
    }),
    {
      description: `What the device uses in ${words}.`,
      expected: 'a mapping with encryption, integrity and dhGroup',
      example: '{ encryption: AES256, integrity: SHA2-256, dhGroup: 14 }',
    },
  );

const proposal = documentedField(
  z.strictObject({
    phase1: usedPhase('phase 1', PHASE1_DH_GROUPS, 'With AES-GCM, it is the pseudo-random function, and optional.'),
    phase2: usedPhase('phase 2', PHASE2_DH_GROUPS, 'With AES-GCM, it is not used.'),
  }),
  {
    description:
      "The proposal that the device really uses, if it isn't the one that the handover pack recommends. The pack then contains it, `heartlab review` judges a change of `vpn.ipsec` by it, and `heartlab status` compares it with the tunnels. Both tunnels use it.",
    expected: 'a mapping with phase1 and phase2',
    example:
      '{ phase1: { encryption: AES256, integrity: SHA2-256, dhGroup: 14 }, phase2: { encryption: AES256, integrity: SHA2-256, dhGroup: 14 } }',
    ...ONLY_THE_PACK,
  },
);

export const gatewaySchema = documentedField(
  z.strictObject({
    publicIp: publicIp('"Public IP address" of the eIFU: public, routable IPv4 of the hospital\'s router or firewall.'),
    device: documentedField(z.enum(DEVICE_IDS), {
      description: '"Gateway device model" of the eIFU: it selects the device configuration in the handover pack.',
      expected: `one of ${DEVICE_IDS.join(', ')}`,
      example: 'cisco-ios-xe',
      meant: deviceMeant,
      ...ONLY_THE_PACK,
    }),
    model: textField({
      description:
        'The model of the device, as its label states it. It selects the variant of the device configuration.',
      expected: 'a model of 1 to 200 characters',
      example: 'ISR4331',
      ...ONLY_THE_PACK,
    }).optional(),
    release: textField({
      description:
        'The software release of the device, as the device shows it, with a mode such as `SD-WAN` or `advanced routing`. It selects the spelling of the device configuration. Without it, the configuration is for the common releases.',
      expected: 'a release of 1 to 200 characters',
      example: '17.12.4',
      ...ONLY_THE_PACK,
    }).optional(),
    proposal: proposal.optional(),
    asn: hospitalAsn().optional(),
    previous: documentedField(
      z
        .array(
          documentedField(
            z.strictObject({
              publicIp: publicIp('A public IPv4 address that the hospital had before.', CHANGE_STAYS),
              asn: hospitalAsn(CHANGE_STAYS).optional(),
            }),
            {
              description: 'An earlier gateway.',
              expected: 'a mapping with publicIp, and asn with BGP',
              example: '{ publicIp: 203.0.113.9, asn: 65010 }',
            },
          ),
        )
        .max(20)
        .default([]),
      {
        description:
          "Earlier { publicIp, asn } pairs of this hospital, oldest first. They keep the connection, with its addresses and keys, when the hospital's gateway moves. Never remove or change the first entry.",
        expected: 'a list of earlier gateways',
        example: '[{ publicIp: 203.0.113.9, asn: 65010 }]',
        change: CHANGE_EFFECTS.cloud,
        changeNote: 'Only append entries. Removing or changing the first entry would replace the connection',
      },
    ),
  }),
  {
    description: "The hospital's VPN device (customer gateway).",
    expected: 'a mapping with publicIp and device',
    example: '{ publicIp: 203.0.113.10, device: cisco-ios-xe }',
  },
);
