import { hospitalVpcs, VPC_TYPE } from '../../template/hospital-vpcs';
import { shownText, type TemplateValue, valueAt } from '../../template/json';
import { attributeOf, identityOf, resourceIdentity } from '../../template/references';
import type { TemplateView } from '../../template/view';
import { leavingRoutes, sharedGateways, waysOut } from '../../template/ways-out';
import { combineJudgements, judgeEach, type TemplateRule } from './rule';

export const net1: TemplateRule = {
  id: 'HeartLab-NET1',
  failsWhen:
    'a VPC that a hospital reaches has an internet gateway, NAT, peering, or a route to another site (through a transit gateway, SiteLink, or a virtual private gateway that several connections share); its flow logs are off; its default security group is open',
  unknown:
    "VPCs, gateways and route tables are compared by reference: equal references mean the same resource. A NAT gateway or a route whose VPC can't be determined is a finding in a template with such a VPC; so is a route whose target can't be determined.",
  judge: (view) => {
    const vpcs = hospitalVpcs(view);
    if (vpcs.size === 0) return { judged: 0, findings: [] };
    return combineJudgements(
      judgeEach(
        view.ofType(VPC_TYPE).filter(({ id }) => vpcs.has(identityOf(id))),
        ({ id }) => [...flowLogs(view, id), ...defaultGroup(view, id)],
      ),
      ...[...waysOut(view, vpcs), ...leavingRoutes(view, vpcs), ...sharedGateways(view)].map(({ resource, wrong }) =>
        judgeEach([resource], () => [wrong]),
      ),
    );
  },
};

function flowLogs(view: TemplateView, vpc: string): readonly string[] {
  const logs = view
    .ofType('AWS::EC2::FlowLog')
    .filter(({ properties }) => resourceIdentity(valueAt(properties, 'ResourceId')) === identityOf(vpc));
  if (logs.length === 0) return ['its flow logs are off'];
  return logs.some(({ properties }) => valueAt(properties, 'TrafficType') === 'ALL')
    ? []
    : [`its flow logs record ${shownText(valueAt(logs[0]?.properties, 'TrafficType'))}, not ALL`];
}

/** The custom resources that empty a default security group, and the property that names the group. */
const EMPTIED_BY = [
  { type: 'Custom::HeartLabDefaultSecurityGroup', property: 'GroupId' },
  { type: 'Custom::VpcRestrictDefaultSG', property: 'DefaultSecurityGroupId' },
] as const;

function defaultGroup(view: TemplateView, vpc: string): readonly string[] {
  const isDefaultGroup = (value: TemplateValue): boolean => {
    const attribute = attributeOf(value);
    return attribute?.id === vpc && attribute.name === 'DefaultSecurityGroup';
  };
  const emptied = EMPTIED_BY.some(({ type, property }) =>
    view.ofType(type).some(({ properties }) => isDefaultGroup(valueAt(properties, property))),
  );
  const opened = view
    .ofType('AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress')
    .filter(({ properties }) => isDefaultGroup(valueAt(properties, 'GroupId')));
  return [
    ...(emptied ? [] : ['its default security group is open: no resource of this template empties it']),
    ...opened.map(({ id }) => `its default security group is opened by ${id}`),
  ];
}
