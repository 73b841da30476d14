import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^@]+)@sha256:[0-9a-f]{64}$/;

/** The ARN of the private repository of an image that is named by its digest. */
export function repositoryArn(scope: Construct, image: string): string {
  const [, account, region, resourceName] = IMAGE.exec(image) ?? [];
  if (resourceName === undefined) throw new Error(`${image} is not an image by digest of a private repository`);
  return Stack.of(scope).formatArn({
    service: 'ecr',
    account,
    region,
    resource: 'repository',
    resourceName,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
