import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import type { Quota } from '../../config/capacity/quotas';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';

/**
 * What the account may have: the value that was applied to it, AWS's default of the Region where none was, and the documented one
 * where Service Quotas doesn't have the quota.
 *
 * @throws AwsFailure
 */
export async function appliedLimit(clients: AwsClients, { raise, limit }: Quota): Promise<number> {
  if (typeof raise === 'string') return limit;
  const quota = { ServiceCode: raise.service, QuotaCode: raise.code };
  const applied = await askAws('servicequotas:GetServiceQuota', clients.place, async () => {
    try {
      return (await clients.serviceQuotas.send(new GetServiceQuotaCommand(quota))).Quota?.Value;
    } catch (error) {
      return undefinedIfAbsent(error);
    }
  });
  if (applied !== undefined) return applied;
  const standard = await askAws('servicequotas:GetAWSDefaultServiceQuota', clients.place, async () => {
    try {
      return (await clients.serviceQuotas.send(new GetAWSDefaultServiceQuotaCommand(quota))).Quota?.Value;
    } catch (error) {
      return undefinedIfAbsent(error);
    }
  });
  return standard ?? limit;
}

/** API reference: "The specified resource does not exist", also of a quota that nobody has changed. */
function undefinedIfAbsent(error: unknown): undefined {
  if (error instanceof Error && error.name === 'NoSuchResourceException') return undefined;
  throw error;
}
