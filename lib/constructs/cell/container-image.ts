import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';

const IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^@]+)@(sha256:[0-9a-f]{64})$/;

function parts(image: string) {
  const [, account, region, name, digest] = IMAGE.exec(image) ?? [];
  if (name === undefined || digest === undefined)
    throw new Error(`${image} is not an image by digest of a private repository`);
  return { account, region, name, digest };
}

/** The ARN of the repository that an image is in. */
export function repositoryArn(scope: Construct, image: string): string {
  const { account = '', region = '', name } = parts(image);
  return Stack.of(scope).formatArn({
    service: 'ecr',
    account,
    region,
    resource: 'repository',
    resourceName: name,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}

/** An image by digest, of a private repository: the only kind that can be pulled without internet, and that never changes. */
export function imageByDigest(scope: Construct, id: string, image: string): ContainerImage {
  const { name, digest } = parts(image);
  const repository = Repository.fromRepositoryAttributes(scope, id, {
    repositoryArn: repositoryArn(scope, image),
    repositoryName: name,
  });
  return ContainerImage.fromEcrRepository(repository, digest);
}
