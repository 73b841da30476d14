import fc from 'fast-check';
import { allAddresses, rangeOf, rangesCover } from '../../../lib/template/cidrs';
import type { JsonObject, TemplateValue } from '../../../lib/template/json';
import {
  aGroup,
  anIngress,
  att,
  found,
  HOSPITAL_VPC,
  outcome,
  type Resources,
  ref,
  TOKEN,
} from '../../support/builders/rule-templates';
import { aDeliveringSite, aSite } from '../../support/builders/sites';

const rule = 'HeartLab-SG2';
const site = aSite();
const group = (...ingress: readonly TemplateValue[]): Resources => ({
  ...HOSPITAL_VPC,
  Group: aGroup({ SecurityGroupIngress: ingress }),
});

describe(rule, () => {
  test.each(['10.20.0.0/22', '10.20.1.0/24', '10.20.3.255/32'])('passes %s, within the declared CIDRs', (CidrIp) => {
    expect(outcome(rule, group(anIngress({ CidrIp })), { site })).toEqual({ rule, judged: 1, findings: [] });
  });

  test.each<[string, JsonObject, RegExp]>([
    [
      'another network',
      { CidrIp: '10.30.0.0/22' },
      /source 10\.30\.0\.0\/22 is not within the hospital's CIDRs \(10\.20/,
    ],
    ['a wider one', { CidrIp: '10.20.0.0/21' }, /not within/],
    ['the VPC itself', { CidrIp: att('Vpc', 'CidrBlock') }, /source 100\.64\.0\.0\/26 is not within/],
    ['a security group', { CidrIp: undefined, SourceSecurityGroupId: TOKEN }, /security group .* not the hospital's/],
    ['IPv6', { CidrIp: undefined, CidrIpv6: 'fd00::/64' }, /source is IPv6 \(fd00::\/64\)/],
    ['a prefix list', { CidrIp: undefined, SourcePrefixListId: 'pl-1' }, /prefix list/],
    ['a token', { CidrIp: TOKEN }, /source can't be determined from/],
    ['no CIDR', { CidrIp: '10.20.0.300/22' }, /is not an IPv4 CIDR block/],
    ['nothing', { CidrIp: undefined }, /names no source/],
    ['no description', { Description: undefined }, /has no description/],
    ['an empty description', { Description: ' ' }, /has no description/],
  ])('finds %s', (_, changes, message) => {
    expect(found(rule, group(anIngress(changes)), { site })).toEqual([expect.stringMatching(message)]);
    const Rule = [
      'AWS::EC2::SecurityGroupIngress',
      { GroupId: att('Group', 'GroupId'), ...anIngress(changes) },
    ] as const;
    expect(found(rule, { ...group(), Rule }, { site })).toEqual([expect.stringMatching(message)]);
  });

  test('finds a destination that the site does not declare', () => {
    const Group = aGroup({ SecurityGroupEgress: [anIngress({ CidrIp: '8.8.8.8/32' })] });
    expect(found(rule, { ...HOSPITAL_VPC, Group }, { site })).toEqual([
      expect.stringMatching(/destination 8\.8\.8\.8/),
    ]);
  });

  describe("without a site's metadata", () => {
    test('passes any CIDR', () => {
      expect(found(rule, group(anIngress({ CidrIp: '10.30.0.0/16' })))).toEqual([]);
      expect(found(rule, group(anIngress({ CidrIp: undefined, SourceSecurityGroupId: TOKEN })))).toEqual([]);
      expect(found(rule, group(anIngress({ CidrIp: att('Vpc', 'CidrBlock') })))).toEqual([]);
    });

    test.each([
      ['in one', ['0.0.0.0/0']],
      ['in two', ['0.0.0.0/1', '128.0.0.0/1']],
      ['in many, unordered', ['192.0.0.0/2', '64.0.0.0/2', '0.0.0.0/3', '128.0.0.0/2', '32.0.0.0/3']],
    ])('finds /0 %s', (_, cidrs) => {
      expect(found(rule, group(...cidrs.map((CidrIp) => anIngress({ CidrIp }))))).toEqual([
        'Group: its ingress rules together permit every address (0.0.0.0/0)',
      ]);
      expect(found(rule, group(...cidrs.slice(1).map((CidrIp) => anIngress({ CidrIp }))))).toEqual([]);
    });

    test('finds /0 split between the group and separate rules', () => {
      const Rule = [
        'AWS::EC2::SecurityGroupIngress',
        { GroupId: ref('Group'), ...anIngress({ CidrIp: '128.0.0.0/1' }) },
      ] as const;
      expect(found(rule, { ...group(anIngress({ CidrIp: '0.0.0.0/1' })), Rule })).toHaveLength(1);
    });

    test('finds ::/0 in two', () => {
      const six = ['::/1', '8000::/1'].map((CidrIpv6) => anIngress({ CidrIp: undefined, CidrIpv6 }));
      expect(found(rule, group(...six))).toContainEqual(expect.stringMatching(/every address \(::\/0\)/));
    });
  });

  test("in the ingest's VPC only a security group may be the source of a site's group", () => {
    const delivering = aDeliveringSite();
    const from = (changes: JsonObject): Resources => ({
      Group: aGroup({ VpcId: { 'Fn::ImportValue': 'x' }, SecurityGroupIngress: [anIngress(changes)] }),
    });
    expect(found(rule, from({ CidrIp: undefined, SourceSecurityGroupId: TOKEN }), { site: delivering })).toEqual([]);
    expect(found(rule, from({}), { site: delivering })).toEqual([expect.stringMatching(/only a security group/)]);
  });

  test('finds /0 for any split, and does not if one piece is missing', () => {
    /** Repeatedly splits a block in halves. */
    const split = (prefix: number, base: number, choices: readonly boolean[]): readonly string[] => {
      const [cut, ...rest] = choices;
      if (cut !== true || prefix >= 12) return [`${base}.0.0.0/${prefix}`.replace(/^(\d+)/, (text) => text)];
      return prefix >= 8
        ? [`${base}.0.0.0/${prefix}`]
        : [...split(prefix + 1, base, rest), ...split(prefix + 1, base + 2 ** (7 - prefix), rest)];
    };
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 8 }), fc.nat(), (choices, gone) => {
        const pieces = split(0, 0, choices);
        const ranges = pieces.flatMap((cidr) => rangeOf(cidr, 'ipv4') ?? []);
        expect(ranges).toHaveLength(pieces.length);
        expect(rangesCover([...ranges].reverse(), allAddresses('ipv4'))).toBe(true);
        expect(
          rangesCover(
            ranges.filter((_, index) => index !== gone % ranges.length),
            allAddresses('ipv4'),
          ),
        ).toBe(false);
      }),
    );
  });
});
