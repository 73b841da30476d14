import type { TunnelModification } from './port';
import type { KeyChange } from './state-tags';

/** The next step of an update. After each step, everything is read and planned again. */
export type PlannedStep =
  /** Nothing can be done now. With `confirmMs`, the same invocation waits until its own claim is confirmed. */
  | { readonly do: 'wait'; readonly why: string; readonly confirmMs?: number }
  /** Tags must be written before any other step (state-tags.ts). */
  | {
      readonly do: 'record';
      readonly what: 'run' | 'key' | 'claim' | 'finished';
      readonly why: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly do: 'modify-gateway';
      readonly why: string;
      readonly customerGatewayId: string;
      /** The tags to write after EC2 accepted the call. */
      readonly accepted: Readonly<Record<string, string>>;
    }
  /** With `key`, the executor generates the key and adds it to the modification. The planner never has the key. */
  | {
      readonly do: 'modify-tunnel';
      readonly why: string;
      readonly modification: Omit<TunnelModification, 'preSharedKey'>;
      readonly key?: KeyChange;
      /** The tags to write after EC2 accepted the call. */
      readonly accepted: Readonly<Record<string, string>>;
    }
  /** The connection has the desired state. */
  | { readonly do: 'done'; readonly report: string }
  /** The update can't or must not go on. CloudFormation shows the message as the status reason. */
  | { readonly do: 'refuse'; readonly message: string };
