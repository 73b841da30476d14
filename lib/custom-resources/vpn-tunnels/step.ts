import type { TunnelModification } from './port';
import type { KeyChange } from './state-tags';

/** What the planner says comes next. One step, then everything is read and planned anew. */
export type PlannedStep =
  /** Nothing can be done now. With `confirmMs`, our own claim is ripening: the same invocation has to wait for it. */
  | { readonly do: 'wait'; readonly why: string; readonly confirmMs?: number }
  /** Something has to be remembered before anything else happens (state-tags.ts). */
  | {
      readonly do: 'mark';
      readonly what: 'run' | 'key' | 'claim' | 'finished';
      readonly why: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly do: 'modify-gateway';
      readonly why: string;
      readonly customerGatewayId: string;
      /** To be written once EC2 has taken the call. */
      readonly accepted: Readonly<Record<string, string>>;
    }
  /** With `key`, the one who carries it out makes the key and puts it into the modification: the planner never sees it. */
  | {
      readonly do: 'modify-tunnel';
      readonly why: string;
      readonly modification: Omit<TunnelModification, 'preSharedKey'>;
      readonly key?: KeyChange;
      /** To be written once EC2 has taken the call. */
      readonly accepted: Readonly<Record<string, string>>;
    }
  /** The connection is what the site file says. */
  | { readonly do: 'done'; readonly report: string }
  /** It can't or mustn't go on. CloudFormation shows the message as its status reason. */
  | { readonly do: 'refuse'; readonly message: string };
