import { deliveriesOf } from '../../config/delivery';
import type { Site } from '../../config/model';
import { DIMSE_PORT_NUMBERS, dicomPorts, STOW_PORT } from '../../config/ports';
import { isIntrinsic, numberOf, shownText, type TemplateValue, textOf, valueAt } from '../../template/json';
import { type GroupRule, hospitalGroups, leadsNowhere, type TemplateGroup } from '../../template/security-groups';
import { eachOf, type TemplateRule } from './rule';

export const sg1: TemplateRule = {
  id: 'HeartLab-SG1',
  failsWhen:
    "a group that a hospital reaches has ingress on a port other than 104, 443, 2762 and 11112, on one of these that the site file turns off, on a protocol other than TCP, or on a range of ports; or it has egress that deliverTo doesn't name",
  unknown:
    "A port or a protocol that can't be determined is a finding. Without a site's metadata deliverTo is unknown: any egress is a finding.",
  judge: (view) =>
    eachOf(hospitalGroups(view), (group) => [
      ...group.rules.flatMap((rule) => {
        const wrong = rule.direction === 'ingress' ? ingress(rule, group, view.site) : egress(rule, group, view.site);
        return wrong === undefined ? [] : [`${describeGroupRule(rule, group)}: ${wrong}`];
      }),
      ...(group.whole && !group.rules.some(({ direction }) => direction === 'egress')
        ? ['it has no egress rule, so EC2 adds one that permits all egress']
        : []),
    ]),
};

/** The name of a rule, with the rule's resource if that isn't the group. */
export const describeGroupRule = (rule: GroupRule, group: TemplateGroup): string =>
  rule.resource === group.resource ? rule.name : `${rule.name} ${rule.resource.id}`;

const DICOM_PORTS: readonly number[] = [STOW_PORT, ...DIMSE_PORT_NUMBERS];

function ingress({ value }: GroupRule, { place }: TemplateGroup, site: Site | undefined): string | undefined {
  const port = singlePort(value);
  if (typeof port === 'string') return port;
  if (place === 'elsewhere') {
    const listeners = site === undefined ? [] : deliveriesOf(site).map(({ listenerPort }) => listenerPort);
    return listeners.includes(port) ? undefined : `TCP ${port}, which is no listener port of the site's deliveries`;
  }
  if (!DICOM_PORTS.includes(port)) return `TCP ${port} is not a DICOM port (${DICOM_PORTS.join(', ')})`;
  return site === undefined || dicomPorts(site).includes(port)
    ? undefined
    : `TCP ${port}, which the site file doesn't turn on`;
}

/** The single TCP port that a rule permits, or a description of the problem. */
function singlePort(value: TemplateValue): number | string {
  const protocol = valueAt(value, 'IpProtocol');
  if (isIntrinsic(protocol)) return `the protocol can't be determined from ${shownText(protocol)}`;
  const name = textOf(protocol)?.toLowerCase();
  if (name !== 'tcp' && name !== '6') return `protocol ${name === '-1' ? 'any (-1)' : shownText(protocol)}, not TCP`;
  const from = valueAt(value, 'FromPort');
  const to = valueAt(value, 'ToPort');
  for (const one of [from, to]) if (isIntrinsic(one)) return `the port can't be determined from ${shownText(one)}`;
  const first = numberOf(from);
  const last = numberOf(to);
  if (first === undefined || last === undefined) return 'every TCP port, because it specifies none';
  return first === last ? first : `a range of ports, TCP ${first} to ${last}`;
}

function egress(rule: GroupRule, { place }: TemplateGroup, site: Site | undefined): string | undefined {
  if (leadsNowhere(rule)) return undefined;
  const { value } = rule;
  const port = singlePort(value);
  const cidr = valueAt(value, 'CidrIp');
  const to = textOf(cidr) ?? destination(value);
  const words = `permits egress to ${to}, ${typeof port === 'number' ? `TCP ${port}` : port}`;
  if (place === 'elsewhere') return `${words}; this group may have no egress`;
  if (site === undefined) return `${words}; without a site's metadata deliverTo is unknown`;
  const declared =
    site.dicom.deliverTo?.some((entry) => `${entry.address}/32` === cidr && entry.port === port) ?? false;
  return declared ? undefined : `${words}, which deliverTo doesn't name`;
}

const destination = (value: TemplateValue): string =>
  shownText(
    valueAt(value, 'CidrIpv6') ??
      valueAt(value, 'DestinationSecurityGroupId') ??
      valueAt(value, 'DestinationPrefixListId') ??
      valueAt(value, 'CidrIp'),
  );
