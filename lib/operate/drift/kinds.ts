/** The effect of a deploy on a difference. */
export type DeployEffect =
  /** Sets the file's value in place. */
  | 'in-place'
  /** Creates a replacement, with other addresses or another connection. */
  | 'replaces'
  /** No effect: CloudFormation compares the templates and detects no change. */
  | 'nothing'
  /** One of the two; the last deploy can't be read. */
  | 'perhaps';

interface Kind {
  /** Whether a live value that is not in the file is a difference too. */
  readonly extras: boolean;
  /** The effect of a deploy if the file has changed since the last one; `nothing`: no effect, whatever has changed. */
  readonly deploy: Exclude<DeployEffect, 'perhaps'>;
  readonly says: string;
  /** What to do if the file hasn't changed: the value was changed by hand. */
  readonly byHand: string;
  /** AWS permits no change by hand: if the value differs, the file has changed. */
  readonly immutable?: true;
  /**
   * Kinds that are deployed together: a change of one of them in the file deploys all of them.
   * @default - deployed separately
   */
  readonly together?: 'tunnels';
}

const TUNNELS_BY_HAND =
  'CloudFormation does not detect this; a deploy that changes any vpn setting of the file corrects it too';
const KEY_STORAGE =
  'the keys stay where they are, and only new keys are stored in Secrets Manager: raise keyGeneration of one tunnel, let the hospital enter that key, then do the same for the other';
const RULE_BY_HAND = 'CloudFormation does not detect this: correct it by hand to match the file';

/** The kinds of differences. docs/operating.md has the same table in words. */
export const DRIFT_KINDS = {
  presence: {
    extras: true,
    deploy: 'in-place',
    says: 'it is created, or deleted if the file no longer has it',
    byHand: 'CloudFormation assumes that it exists, and a deploy that changes it fails: a person must check it first',
  },
  'tunnel-option': {
    extras: false,
    deploy: 'in-place',
    says: 'one tunnel at a time, while the hospital is connected by the other; addresses and keys stay',
    byHand: TUNNELS_BY_HAND,
    together: 'tunnels',
  },
  'tunnel-key': {
    extras: false,
    deploy: 'in-place',
    says: 'the tunnel gets a new key, which the hospital must enter; an older key is never used again',
    byHand:
      'an older key is never used again: write the live number into the file; if the live value is not a number, a person must check it',
    together: 'tunnels',
  },
  // A change of a tunnel without a new key doesn't set the storage (lib/custom-resources/vpn-tunnels/ec2-adapter.ts).
  'key-storage': { extras: false, deploy: 'nothing', says: KEY_STORAGE, byHand: KEY_STORAGE },
  gateway: {
    extras: false,
    deploy: 'in-place',
    says: 'the connection moves to the gateway of the file; both tunnels are down for minutes; addresses and keys stay',
    byHand: TUNNELS_BY_HAND,
    together: 'tunnels',
  },
  tunnel: {
    extras: true,
    deploy: 'replaces',
    says: 'inside addresses are fixed for life: a new connection is created, and the hospital must be configured again',
    byHand: '',
    immutable: true,
  },
  connection: {
    extras: false,
    deploy: 'replaces',
    says: 'routing is fixed for life: a new connection is created, and the hospital must be configured again',
    byHand: '',
    immutable: true,
  },
  'static-route': {
    extras: true,
    deploy: 'in-place',
    says: 'the route is created or deleted; the tunnels stay up',
    byHand: RULE_BY_HAND,
  },
  propagation: {
    extras: true,
    deploy: 'in-place',
    says: 'the route table learns the routes to the hospital',
    byHand: RULE_BY_HAND,
  },
  'own-route': {
    extras: true,
    deploy: 'in-place',
    says: 'a site has no routes of its own',
    byHand: 'it was added by hand, and CloudFormation does not manage it: delete it by hand',
  },
  'security-rule': {
    extras: true,
    deploy: 'in-place',
    says: 'the rule is created or deleted; open connections stay',
    byHand: RULE_BY_HAND,
  },
  endpoint: {
    extras: false,
    deploy: 'replaces',
    says: 'a new endpoint is created, with other addresses: notify the hospital if it has no DNS name for them',
    byHand: '',
    immutable: true,
  },
  'endpoint-group': {
    extras: true,
    deploy: 'in-place',
    says: 'the endpoint gets the groups of the file; its addresses stay',
    byHand: RULE_BY_HAND,
  },
  interface: {
    extras: false,
    deploy: 'replaces',
    says: 'a new virtual interface is created beside this one, which stays until a person deletes it',
    byHand: '',
    immutable: true,
  },
  'interface-line': {
    extras: false,
    deploy: 'in-place',
    says: 'the interface moves, and carries no traffic during the move',
    byHand: RULE_BY_HAND,
  },
  'interface-peer': {
    extras: true,
    deploy: 'in-place',
    says: 'the interface stays; its BGP session is down until the hospital configures the same values',
    byHand: RULE_BY_HAND,
  },
  'interface-mtu': {
    extras: false,
    deploy: 'in-place',
    says: 'every interface of the connection may drop for up to 30 seconds',
    byHand: RULE_BY_HAND,
  },
  'trust-store': {
    extras: false,
    deploy: 'in-place',
    says: 'the ingest stack loads the new files; certificates of a removed CA are refused from then on',
    byHand: RULE_BY_HAND,
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindId = keyof typeof DRIFT_KINDS;
export const kindOf = (id: KindId): Kind => DRIFT_KINDS[id];
