import { join } from 'node:path';
import { type ITrustStore, TrustStore, TrustStoreRevocation } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';

export interface IngestTrustStoreProps {
  /** The folder that the paths are relative to. */
  readonly folder: string;
  /** `ingest.managed.clientCaBundle`. Changed content updates the trust store in place. Certificates of a CA that is no longer in it are refused from then on. */
  readonly clientCaBundle: string;
  /** `ingest.managed.revocationLists` */
  readonly revocationLists: readonly string[];
}

/** The CAs whose client certificates are accepted for mTLS, and the revoked certificates. The files are assets with a content hash. */
export class IngestTrustStore extends Construct {
  readonly trustStore: ITrustStore;

  constructor(scope: Construct, id: string, props: IngestTrustStoreProps) {
    super(scope, id);
    const asset = (name: string, path: string): Asset => new Asset(this, name, { path: join(props.folder, path) });
    const bundle = asset('ClientCaBundle', props.clientCaBundle);
    this.trustStore = new TrustStore(this, 'TrustStore', { bucket: bundle.bucket, key: bundle.s3ObjectKey });
    if (props.revocationLists.length > 0) {
      new TrustStoreRevocation(this, 'Revocation', {
        trustStore: this.trustStore,
        revocationContents: props.revocationLists.map((path, index) => {
          const list = asset(`RevocationList${index + 1}`, path);
          return { bucket: list.bucket, key: list.s3ObjectKey };
        }),
      });
    }
  }
}
