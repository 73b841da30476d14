import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import type { Quota } from '../../config/capacity/quotas';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';

/**
 * The account's limit: the value applied to it, or AWS's default for the Region, or the documented limit if Service Quotas does
 * not have the quota.
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

/** API reference: "The specified resource does not exist", also for a quota that was never changed. */
function undefinedIfAbsent(error: unknown): undefined {
  if (error instanceof Error && error.name === 'NoSuchResourceException') return undefined;
  throw error;
}
