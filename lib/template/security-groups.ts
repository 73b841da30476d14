import { hospitalVpcs } from './hospital-vpcs';
import { itemsOf, type TemplateValue, valueAt } from './json';
import { identityOf, referencedId, resourceIdentity } from './references';
import type { TemplateResource, TemplateView } from './view';

export const GROUP_TYPE = 'AWS::EC2::SecurityGroup';
const INGRESS_TYPE = 'AWS::EC2::SecurityGroupIngress';
const EGRESS_TYPE = 'AWS::EC2::SecurityGroupEgress';

export interface GroupRule {
  /** The resource that contains the rule: the group, or a separate rule resource. */
  readonly resource: TemplateResource;
  readonly direction: 'ingress' | 'egress';
  /** `ingress rule 3` */
  readonly name: string;
  /** The rule; an intrinsic if it can't be determined. */
  readonly value: TemplateValue;
}

export interface TemplateGroup {
  /** The group; if it is in another template, its first rule in this one. */
  readonly resource: TemplateResource;
  /** True if all of its rules are known: the group is in this template. */
  readonly whole: boolean;
  /**
   * `hospital`: in a VPC where a hospital's traffic arrives. `elsewhere`: a site's stack creates it in another VPC, for the
   * delivery of results from the ingest.
   */
  readonly place: 'hospital' | 'elsewhere';
  readonly rules: readonly GroupRule[];
}

/** Addresses that mean "no egress": EC2 removes its allow-all rule only if there is another rule. Nothing is reachable there. */
const NOWHERE: readonly TemplateValue[] = ['127.0.0.1/32', '255.255.255.255/32'];

export const leadsNowhere = ({ direction, value }: GroupRule): boolean =>
  direction === 'egress' && NOWHERE.includes(valueAt(value, 'CidrIp'));

/**
 * The security groups that limit what a hospital can reach: those in a VPC that a hospital reaches, and all groups of a site's
 * own stack. Groups of the ingest or of another team's service are excluded.
 */
export const hospitalGroups = (view: TemplateView): readonly TemplateGroup[] => view.once(findGroups);

function findGroups(view: TemplateView): readonly TemplateGroup[] {
  const vpcs = hospitalVpcs(view);
  const standalone = standaloneRules(view);
  const associated = new Set(
    view
      .ofType('AWS::EC2::SecurityGroupVpcAssociation')
      .filter(({ properties }) => vpcs.has(resourceIdentity(valueAt(properties, 'VpcId')) ?? ''))
      .map(({ properties }) => resourceIdentity(valueAt(properties, 'GroupId'))),
  );
  const own = view.ofType(GROUP_TYPE).flatMap((resource): readonly TemplateGroup[] => {
    const self = identityOf(resource.id);
    const hospital = vpcs.has(resourceIdentity(valueAt(resource.properties, 'VpcId')) ?? '') || associated.has(self);
    if (!hospital && !view.ofSite) return [];
    const rules = [...inlineRules(resource), ...(standalone.get(self) ?? [])];
    return [{ resource, whole: true, place: hospital ? 'hospital' : 'elsewhere', rules }];
  });
  return [...own, ...(view.ofSite ? groupsOfOthers(view, standalone) : [])];
}

/** Rules that a site's stack adds to a group of another template. */
function groupsOfOthers(
  view: TemplateView,
  standalone: ReadonlyMap<string, readonly GroupRule[]>,
): readonly TemplateGroup[] {
  const own = new Set(view.ofType(GROUP_TYPE).map(({ id }) => identityOf(id)));
  return [...standalone].flatMap(([group, rules]) => {
    const [first] = rules;
    return first === undefined || own.has(group)
      ? []
      : [{ resource: first.resource, whole: false, place: 'hospital' as const, rules }];
  });
}

/** The rules of every group, in the order of the template. */
export const groupRules = (view: TemplateView): readonly GroupRule[] =>
  view.resources.flatMap((resource) => {
    if (resource.type === GROUP_TYPE) return inlineRules(resource);
    return resource.type === INGRESS_TYPE || resource.type === EGRESS_TYPE ? [standaloneRule(resource)] : [];
  });

/** The logical id of the group that a rule belongs to; undefined for a group of another template. */
export const groupIdOf = ({ resource, value }: GroupRule): string | undefined =>
  resource.type === GROUP_TYPE ? resource.id : referencedId(valueAt(value, 'GroupId'));

const RULE_PROPERTIES = { ingress: 'SecurityGroupIngress', egress: 'SecurityGroupEgress' } as const;

const inlineRules = (resource: TemplateResource): readonly GroupRule[] =>
  (['ingress', 'egress'] as const).flatMap((direction) =>
    itemsOf(valueAt(resource.properties, RULE_PROPERTIES[direction])).map((value, index) => ({
      resource,
      direction,
      name: `${direction} rule ${index + 1}`,
      value,
    })),
  );

function standaloneRule(resource: TemplateResource): GroupRule {
  const direction = resource.type === INGRESS_TYPE ? 'ingress' : 'egress';
  return { resource, direction, name: `its ${direction} rule`, value: resource.properties };
}

/** The rules that are separate resources, by the identity of their group. */
function standaloneRules(view: TemplateView): ReadonlyMap<string, readonly GroupRule[]> {
  const byGroup = new Map<string, GroupRule[]>();
  for (const resource of view.ofType(INGRESS_TYPE, EGRESS_TYPE)) {
    const group = resourceIdentity(valueAt(resource.properties, 'GroupId')) ?? '';
    byGroup.set(group, [...(byGroup.get(group) ?? []), standaloneRule(resource)]);
  }
  return byGroup;
}
