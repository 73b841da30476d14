/** One change of the documented files that breaks a rule, or just does not, with the expected complaints. */
export interface RuleCase {
  readonly rule: string;
  readonly when: string;
  /** In auckland-heart. */
  readonly site?: Readonly<Record<string, unknown>>;
  /** In a second site; absent if there is none. */
  readonly second?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, unknown>>;
  /** The number of further sites with the settings of the first. They break other rules, which these cases ignore. */
  readonly crowd?: number;
  /** `path` and text of each complaint of the rule in auckland-heart or the environments; empty if the rule passes. */
  readonly says: readonly (readonly [path: string, words: RegExp])[];
  /** The same rule's complaints in the second site. */
  readonly saysInSecond?: readonly string[];
}

/** A second hospital without a conflict with the first. */
export const SECOND_SITE = {
  site: 'second-hospital',
  'network.cloudCidr': '100.64.0.64/26',
  'vpn.gateway.publicIp': '198.51.100.20',
  'directConnect.virtualInterfaces.0.connectionId': 'dxcon-fg9z9z9z',
  'dicom.dimse.callingAeTitles': ['SECOND1'],
};

/** Many hospital CIDRs. */
export const manyCidrs = (count: number) =>
  Array.from({ length: count }, (_, index) => `10.${100 + (index >> 8)}.${index & 255}.0/24`);
/** An acknowledgement of a rule. */
export const acknowledgementOf = (rule: string, more: object = {}) => ({
  rule,
  reason: 'Old device, replaced soon',
  approvedBy: 'security@heartlab.example',
  expires: '2027-03-31',
  ...more,
});
/** The path of the virtual interfaces, and one more of them. */
export const VIF_PATH = 'directConnect.virtualInterfaces';
export const otherInterface = (more: object) => ({
  name: 'second',
  connectionId: 'dxcon-aaaabbbb',
  vlan: 102,
  asn: 65010,
  ...more,
});
/** A policy with the lifetimes of both phases. */
export const strongPolicy = (one: number, two: number) => ({
  phase1: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14], lifetimeSeconds: one },
  phase2: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14], lifetimeSeconds: two },
});
