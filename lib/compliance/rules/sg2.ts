import { cidrBlock, isWithin, parseInterfaceAddress } from '../../config/addressing/ipv4';
import { type AddressFamily, allAddresses, cidrText, rangeOf, rangesCover } from '../../template/cidrs';
import { isIntrinsic, shownText, type TemplateValue, textOf, valueAt } from '../../template/json';
import { type GroupRule, hospitalGroups, leadsNowhere, type TemplateGroup } from '../../template/security-groups';
import type { TemplateView } from '../../template/view';
import { eachOf, type TemplateRule } from './rule';
import { describeGroupRule } from './sg1';

export const sg2: TemplateRule = {
  id: 'HeartLab-SG2',
  failsWhen:
    "a group that a hospital reaches has a source or destination outside the site's declared CIDRs, a /0 even if split into parts, IPv6, or a rule without a description",
  unknown:
    "A source or destination that can't be determined is a finding; a prefix list is one of these. Without a site's metadata the declared CIDRs are unknown: only /0, IPv6 and descriptions are checked, and a security group may be the source.",
  judge: (view) =>
    eachOf(hospitalGroups(view), (group) => [
      ...group.rules.flatMap((rule) =>
        [...undescribed(rule), ...(leadsNowhere(rule) ? [] : peer(view, rule, group))].map(
          (wrong) => `${describeGroupRule(rule, group)}: ${wrong}`,
        ),
      ),
      ...everyAddress(view, group),
    ]),
};

function undescribed({ value }: GroupRule): readonly string[] {
  const description = valueAt(value, 'Description');
  return isIntrinsic(description) || (textOf(description) ?? '').trim() !== '' ? [] : ['it has no description'];
}

const PEERS = {
  ingress: { words: 'source', group: ['SourceSecurityGroupId', 'SourceSecurityGroupName'], list: 'SourcePrefixListId' },
  egress: { words: 'destination', group: ['DestinationSecurityGroupId'], list: 'DestinationPrefixListId' },
} as const;

function peer(view: TemplateView, { direction, value }: GroupRule, { place }: TemplateGroup): readonly string[] {
  const { words, group, list } = PEERS[direction];
  const wrong: string[] = [];
  const six = valueAt(value, 'CidrIpv6');
  if (six !== undefined) wrong.push(`its ${words} is IPv6 (${shownText(six)}), which no site declares`);
  const prefixes = valueAt(value, list);
  if (prefixes !== undefined) wrong.push(`its ${words} is a prefix list, whose addresses can't be determined`);
  const four = valueAt(value, 'CidrIp');
  if (four !== undefined) wrong.push(...addresses(view, four, words, place));
  const security = group.map((name) => valueAt(value, name)).find((one) => one !== undefined);
  if (security !== undefined && place === 'hospital' && view.site !== undefined)
    wrong.push(`its ${words} is a security group (${shownText(security)}), not the hospital's CIDRs`);
  if ([six, prefixes, four, security].every((one) => one === undefined)) wrong.push(`it names no ${words}`);
  return wrong;
}

function addresses(
  view: TemplateView,
  value: TemplateValue,
  words: string,
  place: TemplateGroup['place'],
): readonly string[] {
  const cidr = cidrText(view, value);
  if (cidr === undefined) return [`its ${words} can't be determined from ${shownText(value)}`];
  const found = parseInterfaceAddress(cidr)?.block;
  if (found === undefined) return [`its ${words} ${shownText(cidr)} is not an IPv4 CIDR block`];
  if (place === 'elsewhere') return [`its ${words} is ${cidr}; only a security group of the ingest is permitted here`];
  return view.site === undefined || view.once(declared).some((one) => isWithin(found, one))
    ? []
    : [`its ${words} ${cidr} is not within the hospital's CIDRs (${view.site.network.hospitalCidrs.join(', ')})`];
}

const declared = ({ site }: TemplateView) => site?.network.hospitalCidrs.map(cidrBlock) ?? [];

/** Also finds 0.0.0.0/0 if it is split over several rules, such as 0.0.0.0/1 and 128.0.0.0/1. */
function everyAddress(view: TemplateView, { rules }: TemplateGroup): readonly string[] {
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    FAMILIES.flatMap(({ family, property, words }) => {
      const ranges = rules
        .filter((rule) => rule.direction === direction)
        .flatMap(({ value }) => rangeOf(cidrText(view, valueAt(value, property)) ?? '', family) ?? []);
      return rangesCover(ranges, allAddresses(family))
        ? [`its ${direction} rules together permit every address (${words})`]
        : [];
    }),
  );
}

const FAMILIES: readonly { readonly family: AddressFamily; readonly property: string; readonly words: string }[] = [
  { family: 'ipv4', property: 'CidrIp', words: '0.0.0.0/0' },
  { family: 'ipv6', property: 'CidrIpv6', words: '::/0' },
];
