import * as z from 'zod';
import { refusalText, VPN_TUNNEL_REMEDIES } from './messages';
import type { PlanInput } from './plan-input';
import { planStep } from './planner';
import type { VpnPort } from './port';
import { parseProperties, previousKeys } from './properties';
import type { PlannedStep } from './step';
import { type InvocationHost, runInvocation } from './update';

/** The event that the Provider framework sends to both handlers. For isComplete it includes what onEvent returned. */
const eventSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  RequestId: z.string(),
  StackId: z.string(),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.unknown(),
  OldResourceProperties: z.unknown().optional(),
  /** Returned by onEvent. */
  StartedAt: z.string().optional(),
});

export interface OnEventResponse {
  readonly PhysicalResourceId?: string;
  /** The start of the run, from which isComplete measures the time limit. */
  readonly StartedAt?: string;
}

export interface IsCompleteResponse {
  readonly IsComplete: boolean;
  /** `Report`: the result, and what the hospital must still do. */
  readonly Data?: { readonly Report: string };
}

/** `arn:aws:cloudformation:…:stack/SiteStack-auckland-heart/uuid` is `auckland-heart`. */
export function siteOfStack(stackId: string): string {
  return (stackId.split('/')[1] ?? stackId).replace(/^SiteStack-/, '');
}

export interface VpnTunnelsHandlers {
  readonly onEvent: (event: unknown) => Promise<OnEventResponse>;
  readonly isComplete: (event: unknown) => Promise<IsCompleteResponse>;
}

/** The two handlers of the custom resource. isComplete does the work and is polled, because an update takes longer than a Lambda invocation can. */
export function createHandlers(
  port: VpnPort,
  host: InvocationHost,
  planner: (input: PlanInput) => PlannedStep = planStep,
): VpnTunnelsHandlers {
  return {
    async onEvent(event) {
      const { RequestType, RequestId, StackId, PhysicalResourceId, ResourceProperties } = eventSchema.parse(event);
      // The resource of the connection deletes the tunnels.
      if (RequestType === 'Delete') return { PhysicalResourceId };
      const site = siteOfStack(StackId);
      try {
        const { VpnConnectionId } = parseProperties(site, ResourceProperties);
        if (RequestType === 'Update' && PhysicalResourceId !== VpnConnectionId) {
          const reason = `VpnConnectionId would change from ${PhysicalResourceId} to ${VpnConnectionId}: the change would replace the connection`;
          throw new Error(refusalText(site, reason, VPN_TUNNEL_REMEDIES.replacement));
        }
        return { PhysicalResourceId: VpnConnectionId, StartedAt: new Date(host.now()).toISOString() };
      } catch (error) {
        const detail = error instanceof Error ? error.message : 'internal error';
        const vpnConnectionId = PhysicalResourceId ?? '';
        host.log({ heartlab: 'tunnel-update', site, vpnConnectionId, run: RequestId, outcome: 'failed', detail });
        throw error;
      }
    },
    async isComplete(event) {
      const { RequestType, RequestId, StackId, ResourceProperties, OldResourceProperties, StartedAt } =
        eventSchema.parse(event);
      if (RequestType === 'Delete') return { IsComplete: true };
      const site = siteOfStack(StackId);
      const startedAt = Date.parse(StartedAt ?? '');
      if (Number.isNaN(startedAt))
        throw new Error(refusalText(site, 'StartedAt is missing from the event', VPN_TUNNEL_REMEDIES.properties));
      const progress = await runInvocation(
        {
          site,
          run: { id: RequestId, startedAt },
          desired: parseProperties(site, ResourceProperties),
          previousKeys: previousKeys(OldResourceProperties),
        },
        port,
        host,
        planner,
      );
      return progress.done ? { IsComplete: true, Data: { Report: progress.report } } : { IsComplete: false };
    },
  };
}
