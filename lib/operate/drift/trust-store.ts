import {
  DescribeTrustStoreRevocationsCommand,
  DescribeTrustStoresCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ingestStackName } from '../../config/naming/stack-contract';
import type { Clients } from '../aws/clients';
import { ask } from '../aws/failure';
import { allPages } from '../aws/pages';
import { stackResources } from '../aws/stack-resources';
import { type Difference, differences, type Item } from './differences';

const SUBJECT = 'trust store of the mTLS door';

/** What the files that an environment names hold. */
export interface TrustedFiles {
  readonly certificates: number;
  readonly revocationLists: number;
}

const items = ({ certificates, revocationLists }: TrustedFiles, status: string): readonly Item[] => [
  { kind: 'trust-store', subject: SUBJECT, option: 'status', value: status },
  { kind: 'trust-store', subject: SUBJECT, option: 'CA certificates', value: String(certificates) },
  { kind: 'trust-store', subject: SUBJECT, option: 'revocation lists', value: String(revocationLists) },
];

/**
 * How many CA certificates and revocation lists the mTLS door of a managed ingest has, against the files. AWS tells no more of
 * them without a download: another content of the same number isn't seen here.
 *
 * @throws AwsFailure
 */
export async function trustStoreDrift(
  clients: Clients,
  environment: string,
  files: TrustedFiles,
): Promise<readonly Difference[]> {
  const arn = await trustStoreArn(clients, ingestStackName(environment));
  if (arn === undefined)
    return differences([{ kind: 'presence', subject: SUBJECT, option: 'exists', value: 'there' }], [], undefined);
  const { TrustStores } = await ask('elasticloadbalancing:DescribeTrustStores', clients.place, () =>
    clients.loadBalancing.send(new DescribeTrustStoresCommand({ TrustStoreArns: [arn] })),
  );
  const lists = await allPages((Marker) =>
    ask('elasticloadbalancing:DescribeTrustStoreRevocations', clients.place, async () => {
      const command = new DescribeTrustStoreRevocationsCommand({ TrustStoreArn: arn, Marker });
      const answer = await clients.loadBalancing.send(command);
      return { items: answer.TrustStoreRevocations, next: answer.NextMarker };
    }),
  );
  const { NumberOfCaCertificates = 0, Status = 'none' } = TrustStores?.[0] ?? {};
  const live = { certificates: NumberOfCaCertificates, revocationLists: lists.length };
  return differences(items(files, 'ACTIVE'), items(live, Status), undefined);
}

async function trustStoreArn(clients: Clients, stack: string): Promise<string | undefined> {
  const resources = await stackResources(clients, stack);
  return resources.find(({ type }) => type === 'AWS::ElasticLoadBalancingV2::TrustStore')?.id;
}
