import * as z from 'zod';
import { blocksOverlap, LINK_LOCAL, parseInterfaceAddress, UNUSABLE_BLOCKS } from '../addressing/ipv4';
import { awsAsn, BLOCK_PATTERN, hospitalAsn, NEW_PEER } from './common';
import { CHANGE_EFFECTS, documentedField, withMeaning } from './field';

const peerAddress = (router: string, example: string) =>
  documentedField(
    withMeaning(z.string(), (text) => {
      const parsed = parseInterfaceAddress(text);
      if (parsed === undefined) return { wrong: 'is not an IPv4 address with a prefix length' };
      const { address, block } = parsed;
      if (block.prefix > 31) return { wrong: 'has no room for two peers' };
      if (block.prefix < 24) return { wrong: 'is in a subnet larger than /24, which is too large for a peering' };
      const unusable = UNUSABLE_BLOCKS.find(
        (range) => range.block.text !== LINK_LOCAL.text && blocksOverlap(range.block, block),
      );
      if (unusable !== undefined) return { wrong: `is in ${unusable.what}` };
      if (block.prefix < 31 && (address === block.first || address === block.last)) {
        return { wrong: 'is the network or broadcast address of its subnet' };
      }
      return undefined;
    }),
    {
      description: `The BGP peer address of ${router}, with its prefix length.`,
      expected: 'an IPv4 address with its prefix length',
      pattern: BLOCK_PATTERN,
      example,
      ...NEW_PEER,
    },
  );

const virtualInterface = documentedField(
  z.strictObject({
    name: documentedField(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), {
      description: "The interface's name within the site, lower case. Part of its logical id.",
      expected: 'a name of lower-case letters, digits and hyphens, beginning with a letter, up to 31',
      example: 'primary',
      change: CHANGE_EFFECTS.fixed,
      changeNote:
        'A new name would create another virtual interface, which AWS refuses while the existing one has the VLAN. The update fails, and no connection is interrupted',
    }),
    connectionId: documentedField(z.string().regex(/^dx(con|lag)-[a-z0-9]{8,21}$/), {
      description: 'The dedicated or hosted connection (`dxcon-…`) or link aggregation group (`dxlag-…`).',
      expected: 'the id of a Direct Connect connection or LAG (dxcon-… or dxlag-…)',
      example: 'dxcon-fg1a2b3c',
      change: CHANGE_EFFECTS.hospital,
      changeNote:
        'The virtual interface moves with its VLAN and peers. It carries no traffic during the move, and BGP starts again on the other connection',
    }),
    vlan: documentedField(z.number().int().min(1).max(4094), {
      description: 'The 802.1Q VLAN, 1 to 4094, unique on its connection in the whole fleet.',
      expected: 'a VLAN from 1 to 4094',
      example: '101',
      change: CHANGE_EFFECTS.fixed,
      changeNote:
        'A new VLAN is another virtual interface. To move, add an entry with another name and the new VLAN. Remove this entry when the new one carries the traffic',
    }),
    asn: hospitalAsn(NEW_PEER),
    peering: documentedField(
      z.strictObject({
        hospital: peerAddress("the hospital's router", '169.254.200.1/30'),
        aws: peerAddress('the AWS router', '169.254.200.2/30'),
      }),
      {
        description:
          'The BGP peer addresses: two addresses of one subnet, unique on the connection. Set both or neither. Default: AWS chooses them.',
        expected: 'a mapping with hospital and aws',
        example: '{ hospital: 169.254.200.1/30, aws: 169.254.200.2/30 }',
        ...NEW_PEER,
      },
    ).optional(),
    mtu: documentedField(z.literal([1500, 9001]).default(1500), {
      description: "The interface's MTU in bytes: 1500, or 9001 (jumbo frames).",
      expected: '1500 or 9001',
      example: '1500',
      change: CHANGE_EFFECTS.cloud,
      changeNote:
        "Every virtual interface of the connection may drop for up to 30 seconds. 9001 helps only if the hospital's whole path supports it. The VPN does not support it",
    }),
    authKeySecret: documentedField(z.string().regex(/^(?=.*[/_-])[A-Za-z0-9/_.@-]{1,512}$/), {
      description:
        'The Secrets Manager name of the BGP MD5 key (never the key itself); default: the stack generates one.',
      expected: 'the name of a secret in Secrets Manager, of words joined by slashes, hyphens or underscores',
      example: 'heartlab/auckland-heart/dx-primary',
      change: CHANGE_EFFECTS.hospital,
      changeNote:
        'BGP stays down until both sides have the same key. A new value in the same secret has no effect: name another secret',
      secret: true,
    }).optional(),
  }),
  {
    description: 'One private virtual interface.',
    expected: 'a mapping with name, connectionId, vlan and asn',
    example: '{ name: primary, connectionId: dxcon-fg1a2b3c, vlan: 101, asn: 65010 }',
  },
);

export const directConnectSchema = documentedField(
  z.strictObject({
    awsAsn: awsAsn(
      'the Direct Connect gateway',
      'AWS refuses another Direct Connect gateway while this one is connected to the site. The update fails, and no connection is interrupted',
    ),
    virtualInterfaces: documentedField(z.array(virtualInterface).min(1).max(4), {
      description: 'The private virtual interfaces, 1 to 4. For resilience, use two or more on different connections.',
      expected: 'a list of 1 to 4 virtual interfaces',
      example: '[{ name: primary, connectionId: dxcon-fg1a2b3c, vlan: 101, asn: 65010 }]',
      change: CHANGE_EFFECTS.hospital,
      changeNote: 'A new entry adds a path, and the others stay. The interface of a removed entry is deleted',
    }),
  }),
  {
    description: 'Direct Connect, alone or with the VPN as its backup.',
    expected: 'a mapping with virtualInterfaces',
    example: '(see the documented site file)',
  },
);
