import * as z from 'zod';
import { insideCidrProblem } from '../addressing/inside-cidr';
import { parseBlock } from '../addressing/ipv4';
import {
  DPD_TIMEOUT_SECONDS,
  ENCRYPTION_ALGORITHMS,
  INTEGRITY_ALGORITHMS,
  LIFETIME_SECONDS,
  PHASE1_DH_GROUPS,
  PHASE2_DH_GROUPS,
  POLICY_NAMES,
} from '../proposals';
import { awsAsn, generationField, REPLACES_CONNECTION } from './common';
import { CHANGE_EFFECTS, documentedField, withMeaning } from './field';
import { gatewaySchema } from './gateway';

function distinct<T>(items: readonly T[]): boolean {
  return new Set(items).size === items.length;
}

function proposalList<T extends string>(values: readonly [T, ...T[]], what: string) {
  return documentedField(
    z
      .array(
        documentedField(z.enum(values), {
          description: `A permitted ${what}.`,
          expected: `a permitted ${what} (${values.join(', ')})`,
          example: values[0],
          change: CHANGE_EFFECTS.oneTunnel,
        }),
      )
      .min(1)
      .refine(distinct, { error: 'contains a value twice' }),
    {
      description: `Permitted ${what}s. AWS uses the weakest that both sides offer; the order has no effect.`,
      expected: `a list of ${what}s (${values.join(', ')})`,
      example: `[${values[0]}]`,
      change: CHANGE_EFFECTS.oneTunnel,
      changeNote: 'The hospital must act first if the value it uses is removed',
    },
  );
}

function phase<Group extends number>(
  words: string,
  groups: readonly Group[],
  lifetime: { readonly min: number; readonly max: number },
) {
  const groupDoc = {
    expected: `a permitted DH group of ${words} (${groups.join(', ')})`,
    example: '20',
    change: CHANGE_EFFECTS.oneTunnel,
  };
  return documentedField(
    z.strictObject({
      encryption: proposalList(ENCRYPTION_ALGORITHMS, 'encryption algorithm'),
      integrity: proposalList(INTEGRITY_ALGORITHMS, 'integrity algorithm'),
      dhGroups: documentedField(
        z
          .array(
            documentedField(z.literal(groups), {
              description: `A permitted Diffie-Hellman group of ${words}.`,
              ...groupDoc,
            }),
          )
          .min(1)
          .refine(distinct, { error: 'contains a value twice' }),
        {
          ...groupDoc,
          description: `Permitted Diffie-Hellman groups of ${words} (IANA numbers).`,
          expected: `a list of DH groups (${groups.join(', ')})`,
          example: '[20]',
          changeNote: 'The hospital must act first if the value it uses is removed',
        },
      ),
      lifetimeSeconds: documentedField(z.number().int().min(lifetime.min).max(lifetime.max).default(lifetime.max), {
        description: `Seconds until ${words} is renewed, ${lifetime.min} to ${lifetime.max}. Phase 2 must be shorter than phase 1.`,
        expected: `a number of seconds from ${lifetime.min} to ${lifetime.max}`,
        example: `${lifetime.max}`,
        change: CHANGE_EFFECTS.oneTunnel,
      }),
    }),
    {
      description: `The values that ${words} may negotiate.`,
      expected: 'a mapping with encryption, integrity, dhGroups and lifetimeSeconds',
      example: `{ encryption: [AES256-GCM-16], integrity: [SHA2-384], dhGroups: [20], lifetimeSeconds: ${lifetime.max} }`,
    },
  );
}

const ipsec = documentedField(
  z.union([
    z.enum(POLICY_NAMES),
    z.strictObject({
      phase1: phase('phase 1', PHASE1_DH_GROUPS, LIFETIME_SECONDS.phase1),
      phase2: phase('phase 2', PHASE2_DH_GROUPS, LIFETIME_SECONDS.phase2),
    }),
  ]),
  {
    description:
      'The proposals that the tunnels accept. `eifu`: all permitted values, for a device that supports nothing better; it causes a finding HeartLab-VPN3 to acknowledge. `strong`: NIST SP 800-77r1. `nzism`: NZISM 3.9. `{ phase1, phase2 }`: your own values. No default.',
    expected: 'eifu, strong, nzism, or a mapping with phase1 and phase2',
    example: 'strong',
    change: CHANGE_EFFECTS.oneTunnel,
    changeNote: 'The hospital must act first if the proposal it uses is removed',
  },
);

const tunnel = (insideCidr: string) =>
  documentedField(
    z.strictObject({
      insideCidr: documentedField(
        withMeaning(z.string(), (text) => insideCidrProblem(text, parseBlock(text))),
        {
          description:
            'The /30 of 169.254.0.0/16 inside the tunnel: AWS takes the first address, the hospital the second. Blocks that AWS reserves are refused.',
          expected: 'a /30 in 169.254.0.0/16',
          pattern: '^169\\.254\\.\\d{1,3}\\.\\d{1,3}/30$',
          example: insideCidr,
          ...REPLACES_CONNECTION,
        },
      ).default(insideCidr),
      keyGeneration: generationField(
        'The generation of the pre-shared key. Raising it by one creates a new key for this tunnel; the other tunnel keeps its key.',
        CHANGE_EFFECTS.hospital,
        'This tunnel stays down until the hospital has entered its new key. Raise one tunnel first, and the other in another pull request',
      ).default(1),
    }),
    {
      description: 'One tunnel.',
      expected: 'a mapping with insideCidr and keyGeneration',
      example: `{ insideCidr: ${insideCidr}, keyGeneration: 1 }`,
    },
  );

export const DEFAULT_INSIDE_CIDRS = ['169.254.100.0/30', '169.254.100.4/30'] as const;

export const vpnSchema = documentedField(
  z.strictObject({
    gateway: gatewaySchema,
    awsAsn: awsAsn('the virtual private gateway'),
    routing: documentedField(z.enum(['bgp', 'static']), {
      description:
        '`bgp`: routes are learnt. `static`: the VPN connection has a static route for each of `hospitalCidrs`. No default.',
      expected: 'bgp or static',
      example: 'bgp',
      ...REPLACES_CONNECTION,
    }),
    ipsec,
    dpdTimeoutSeconds: documentedField(z.number().int().min(30).max(3600).default(DPD_TIMEOUT_SECONDS), {
      description:
        'Seconds without an answer after which dead peer detection restarts the tunnel, at least 30 (eIFU: 30).',
      expected: 'a number of seconds, at least 30',
      example: '30',
      change: CHANGE_EFFECTS.oneTunnel,
    }),
    startup: documentedField(z.enum(['start', 'add']).default('start'), {
      description:
        '`start`: AWS initiates, so that a tunnel comes back by itself after a change. `add`: the hospital initiates, for a device that cannot respond.',
      expected: 'start or add',
      example: 'start',
      change: CHANGE_EFFECTS.oneTunnel,
      changeNote:
        'With `add`, `heartlab review` reports "hospital must act": the hospital starts each changed tunnel, and the other tunnel is not changed before that',
    }),
    tunnels: documentedField(
      z.tuple([tunnel(DEFAULT_INSIDE_CIDRS[0]), tunnel(DEFAULT_INSIDE_CIDRS[1])]).prefault([{}, {}]),
      {
        description: 'The two tunnels, always a pair.',
        expected: 'a list of exactly two tunnels',
        example: '[{ insideCidr: 169.254.100.0/30 }, { insideCidr: 169.254.100.4/30 }]',
      },
    ),
    acceptOutage: documentedField(z.boolean().default(false), {
      description: '`true` lets a change take the last working tunnel down.',
      expected: 'true or false',
      example: 'false',
      change: CHANGE_EFFECTS.nothing,
      changeNote: 'While it is `true`, another change may interrupt both tunnels',
    }),
  }),
  {
    description: 'The dual-tunnel IPsec VPN (IKEv2, route-based).',
    expected: 'a mapping with gateway, routing and ipsec',
    example: '(see the documented site file)',
  },
);
