import {
  DescribeTrustStoreRevocationsCommand,
  DescribeTrustStoresCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ingestStackName } from '../../config/naming/stack-contract';
import type { AwsClients } from '../aws/clients';
import { askAws } from '../aws/failure';
import { allPages } from '../aws/pages';
import { stackResources } from '../aws/stack-resources';
import { type DriftDifference, type DriftItem, driftDifferences } from './differences';

const SUBJECT = 'trust store of the mTLS entrance';

/** The content of the files that an environment names. */
export interface TrustedFiles {
  readonly certificates: number;
  readonly revocationLists: number;
}

const items = ({ certificates, revocationLists }: TrustedFiles, status: string): readonly DriftItem[] => [
  { kind: 'trust-store', subject: SUBJECT, option: 'status', value: status },
  { kind: 'trust-store', subject: SUBJECT, option: 'CA certificates', value: String(certificates) },
  { kind: 'trust-store', subject: SUBJECT, option: 'revocation lists', value: String(revocationLists) },
];

/**
 * Compares the number of CA certificates and revocation lists in the trust store of a managed ingest with the files. AWS returns
 * no more without a download, so other content with the same count is not detected here.
 *
 * @throws AwsFailure
 */
export async function trustStoreDrift(
  clients: AwsClients,
  environment: string,
  files: TrustedFiles,
): Promise<readonly DriftDifference[]> {
  const arn = await trustStoreArn(clients, ingestStackName(environment));
  if (arn === undefined)
    return driftDifferences([{ kind: 'presence', subject: SUBJECT, option: 'exists', value: 'there' }], [], undefined);
  const { TrustStores } = await askAws('elasticloadbalancing:DescribeTrustStores', clients.place, () =>
    clients.loadBalancing.send(new DescribeTrustStoresCommand({ TrustStoreArns: [arn] })),
  );
  const lists = await allPages((Marker) =>
    askAws('elasticloadbalancing:DescribeTrustStoreRevocations', clients.place, async () => {
      const command = new DescribeTrustStoreRevocationsCommand({ TrustStoreArn: arn, Marker });
      const answer = await clients.loadBalancing.send(command);
      return { items: answer.TrustStoreRevocations, next: answer.NextMarker };
    }),
  );
  const { NumberOfCaCertificates = 0, Status = 'none' } = TrustStores?.[0] ?? {};
  const live = { certificates: NumberOfCaCertificates, revocationLists: lists.length };
  return driftDifferences(items(files, 'ACTIVE'), items(live, Status), undefined);
}

async function trustStoreArn(clients: AwsClients, stack: string): Promise<string | undefined> {
  const resources = await stackResources(clients, stack);
  return resources.find(({ type }) => type === 'AWS::ElasticLoadBalancingV2::TrustStore')?.id;
}
