import { BatchGetImageCommand, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr';
import * as z from 'zod';
import { validJson } from '../../config/valid-json';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws, awsFailure } from '../../operate/aws/failure';
import { attemptQuery } from '../../operate/fleet';
import {
  type CheckFinding,
  failFinding,
  type PreflightCheck,
  passUnless,
  skippedFinding,
  unansweredFinding,
} from '../check';
import type { DeployTarget } from '../target';

/** The platform that the task definition requires. */
const PLATFORM = 'linux/amd64';

/** The media types of single images and of lists, from Docker and from OCI. */
const MEDIA_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const platformSchema = z.object({ os: z.string(), architecture: z.string() });
const manifestSchema = z.union([
  z.object({ manifests: z.array(z.object({ platform: platformSchema.optional() })) }),
  z.object({ config: z.object({ digest: z.string() }) }),
]);

interface Image {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly digest: string;
}

/** Downloads a presigned URL. */
export type DownloadUrl = (url: string) => Promise<string>;

const PATIENCE = 30_000;
const download: DownloadUrl = async (url) => {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  // The URL grants access for an hour, so no message contains it.
  if (!response.ok) throw new Error(`the request for the image configuration returned status ${response.status}`);
  return response.text();
};

export const imagesCheck = (read: DownloadUrl): PreflightCheck => ({
  id: 'images',
  question: `Does the repository have the images of the ingest, with their digests and for ${PLATFORM}?`,
  matters: true,
  run: async (target) => {
    const { managed } = target.environment.ingest;
    if (managed === undefined) return [skippedFinding('the environment has no managed ingest')];
    const found = await Promise.all(
      (['server', 'gate'] as const).map(async (name) => {
        const finding = await attemptQuery(() => judge(name, managed[name], target, read));
        return 'failure' in finding ? [unansweredFinding(`${name}: ${finding.failure}`)] : finding.value;
      }),
    );
    return passUnless(found.flat(), `the images of server and gate exist for ${PLATFORM}`);
  },
});

export const defaultImagesCheck = imagesCheck(download);

async function judge(name: string, text: string, { clients, environment }: DeployTarget, read: DownloadUrl) {
  const image = parse(text);
  if (image === undefined) return [];
  const setting = `ingest.managed.${name}`;
  const { account, region } = environment;
  if (image.account !== account || image.region !== region)
    return [
      failFinding(
        `${setting} is in the repository of account ${image.account}, ${image.region}: the tasks can only reach a repository of account ${account}, ${region}`,
        `copy the image into a repository of account ${account}, ${region}, and write its digest in ${setting}`,
      ),
    ];
  const manifest = await findManifest(clients, image);
  if (manifest === undefined) return [missing(setting, image)];
  const platforms = await platformsOf(clients, image, manifest, read);
  return platforms.includes(PLATFORM)
    ? []
    : [
        failFinding(
          `${setting} is for ${platforms.join(', ') || 'an unknown platform'}, but the tasks run ${PLATFORM}`,
          `build or copy it for ${PLATFORM} (docker buildx build --platform ${PLATFORM}), push it, and write the new digest in ${setting}`,
        ),
      ];
}

function parse(text: string): Image | undefined {
  const [, account, region, repository, digest] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/(.+)@(sha256:[0-9a-f]{64})$/.exec(text) ?? [];
  return account && region && repository && digest ? { account, region, repository, digest } : undefined;
}

const missing = (setting: string, { repository, digest, region }: Image): CheckFinding =>
  failFinding(
    `${setting}: the repository ${repository} has no image ${digest}`,
    `push the image, or write an existing digest: aws ecr describe-images --repository-name ${repository} --region ${region} (if the repository does not exist, create it: aws ecr create-repository --repository-name ${repository} --region ${region})`,
  );

/** Undefined if the image or the repository does not exist. */
async function findManifest({ ecr, place }: AwsClients, { repository, digest }: Image): Promise<string | undefined> {
  return askAws('ecr:BatchGetImage', place, async () => {
    try {
      const answer = await ecr.send(
        new BatchGetImageCommand({
          repositoryName: repository,
          imageIds: [{ imageDigest: digest }],
          acceptedMediaTypes: MEDIA_TYPES,
        }),
      );
      return answer.images?.[0]?.imageManifest;
    } catch (error) {
      if (error instanceof Error && error.name === 'RepositoryNotFoundException') return undefined;
      throw error;
    }
  });
}

/** A list names its platforms. For a single image, its configuration names the platform; it is downloaded like a layer. */
async function platformsOf(
  clients: AwsClients,
  image: Image,
  manifest: string,
  read: DownloadUrl,
): Promise<readonly string[]> {
  const { data } = manifestSchema.safeParse(validJson(manifest));
  if (data === undefined) return [];
  if ('manifests' in data)
    return data.manifests.flatMap(({ platform }) =>
      // Attestations of a build tool have no platform.
      platform === undefined || platform.os === 'unknown' ? [] : [`${platform.os}/${platform.architecture}`],
    );
  const { downloadUrl } = await askAws('ecr:GetDownloadUrlForLayer', clients.place, () =>
    clients.ecr.send(
      new GetDownloadUrlForLayerCommand({ repositoryName: image.repository, layerDigest: data.config.digest }),
    ),
  );
  if (downloadUrl === undefined) return [];
  const platform = platformSchema.safeParse(validJson(await downloaded(clients, downloadUrl, read))).data;
  return platform === undefined ? [] : [`${platform.os}/${platform.architecture}`];
}

async function downloaded({ place }: AwsClients, url: string, read: DownloadUrl): Promise<string> {
  try {
    return await read(url);
  } catch (error) {
    // The message is only `fetch failed`; the cause has the network error.
    throw awsFailure(error instanceof Error && error.cause ? error.cause : error, 'ecr:GetDownloadUrlForLayer', place);
  }
}
