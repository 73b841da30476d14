import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ManagedIngest } from '../../config/model';

const IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^@]+)@sha256:[0-9a-f]{64}$/;

/** The permissions to pull the images of a cell from their private repositories. */
export function imagePullStatements(scope: Construct, { gate, server }: ManagedIngest): readonly PolicyStatement[] {
  const repositories = new Set([gate, server].map((image) => repositoryArn(scope, image)));
  return [
    new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
    new PolicyStatement({
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [...repositories],
    }),
  ];
}

function repositoryArn(scope: Construct, image: string): string {
  const [, account, region, resourceName] = IMAGE.exec(image) ?? [];
  if (resourceName === undefined)
    throw new Error(`${image} is not an image of a private repository, named by its digest`);
  return Stack.of(scope).formatArn({
    service: 'ecr',
    account,
    region,
    resource: 'repository',
    resourceName,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
