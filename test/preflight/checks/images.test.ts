import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DownloadUrl, defaultImagesCheck, imagesCheck } from '../../../lib/preflight/checks/images';
import { aManagedEnvironment, INGEST, MANAGED } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked } from '../../support/fake-aws/preflight-world';

const environment = aManagedEnvironment();
const list = (...platforms: readonly string[]): object => ({
  schemaVersion: 2,
  manifests: platforms.map((platform, index) => {
    const [os, architecture] = platform.split('/');
    return { digest: `sha256:${index}`, platform: { os, architecture } };
  }),
});
const SINGLE = {
  schemaVersion: 2,
  config: { digest: 'sha256:c0', mediaType: 'application/vnd.oci.image.config.v1+json' },
  layers: [],
};
const URL = 'https://starport.example/layer?X-Amz-Signature=5ecre7';

function repository(manifest: object | undefined): Answers {
  return {
    'ecr:BatchGetImage': ({ get }) =>
      manifest === undefined
        ? { images: [], failures: [{ failureCode: 'ImageNotFound', failureReason: 'not there', imageId: {} }] }
        : { images: [{ repositoryName: get('repositoryName'), imageManifest: JSON.stringify(manifest) }] },
    'ecr:GetDownloadUrlForLayer': ({ get }) => ({ downloadUrl: URL, layerDigest: get('layerDigest') }),
  };
}
const never: DownloadUrl = () => Promise.reject(new Error('no image configuration was to be read'));
const found = async (manifest: object | undefined, read: DownloadUrl = never) =>
  (await checked(imagesCheck(read), { environment, answers: repository(manifest) })).rows;
const PASS = [{ outcome: 'PASS', found: 'the images of server and gate exist for linux/amd64' }];

test('passes for an image list with the platform, queried by digest', async () => {
  const { rows, calls } = await checked(defaultImagesCheck, {
    environment,
    answers: repository(list('linux/arm64', 'linux/amd64', 'unknown/unknown')),
  });
  expect(rows).toEqual(PASS);
  const asked = calls.filter(({ action }) => action === 'ecr:BatchGetImage');
  expect(asked.map(({ get }) => [get('repositoryName'), get('imageIds')])).toEqual([
    ['orthanc', [{ imageDigest: `sha256:${'0'.repeat(64)}` }]],
    ['heartlab-gate', [{ imageDigest: `sha256:${'1'.repeat(64)}` }]],
  ]);
  expect(asked[0]?.get('acceptedMediaTypes')).toContain('application/vnd.oci.image.index.v1+json');
});

test('passes for a single image with the platform in its configuration', async () => {
  const urls: string[] = [];
  const read: DownloadUrl = async (url) => {
    urls.push(url);
    return JSON.stringify({ os: 'linux', architecture: 'amd64', config: {} });
  };
  expect(await found(SINGLE, read)).toEqual(PASS);
  expect(urls).toEqual([URL, URL]);
});

test('fails if the repository does not contain the digest', async () => {
  const rows = await found(undefined);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toEqual({
    outcome: 'FAIL',
    found: `ingest.managed.server: the repository orthanc has no image sha256:${'0'.repeat(64)}`,
    remedy: expect.stringContaining('aws ecr describe-images --repository-name orthanc --region ap-southeast-2'),
  });
});

test('fails if the repository does not exist', async () => {
  const absent = () => {
    throw new Refusal(400, 'RepositoryNotFoundException', 'no repository');
  };
  const { rows } = await checked(defaultImagesCheck, { environment, answers: { 'ecr:BatchGetImage': absent } });
  expect(rows[1]).toEqual({
    outcome: 'FAIL',
    found: expect.stringMatching(/^ingest.managed.gate: the repository heartlab-gate has no image/),
    remedy: expect.stringContaining('aws ecr create-repository --repository-name heartlab-gate'),
  });
});

test.each([
  ['a list', list('linux/arm64', 'windows/amd64'), 'linux/arm64, windows/amd64'],
  ['a single image', SINGLE, 'linux/arm64'],
  ['a document that is not a manifest', { schemaVersion: 1 }, 'an unknown platform'],
])('fails for %s without the platform', async (_, manifest, platforms) => {
  const rows = await found(manifest, async () => '{"os":"linux","architecture":"arm64"}');
  expect(rows[0]).toEqual({
    outcome: 'FAIL',
    found: `ingest.managed.server is for ${platforms}, but the tasks run linux/amd64`,
    remedy: expect.stringContaining('--platform linux/amd64'),
  });
});

test('fails for a repository of another account or Region, which the endpoints of the ingest do not reach', async () => {
  const elsewhere = aManagedEnvironment({
    ingest: {
      domain: INGEST.domain,
      managed: {
        ...MANAGED,
        server: MANAGED.server.replace('111122223333', '444455556666'),
        gate: MANAGED.gate.replace('ap-southeast-2', 'us-east-1'),
      },
    },
  });
  const { rows, calls } = await checked(defaultImagesCheck, { environment: elsewhere, answers: {} });
  expect(rows).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringContaining('account 444455556666, ap-southeast-2'),
      remedy: expect.stringContaining('ingest.managed.server'),
    },
    {
      outcome: 'FAIL',
      found: expect.stringContaining('account 111122223333, us-east-1'),
      remedy: expect.stringContaining('ingest.managed.gate'),
    },
  ]);
  expect(calls).toHaveLength(1);
});

test.each([
  [
    'refused',
    new Error('the request for the image configuration returned status 403'),
    /failed in account .*status 403/,
  ],
  [
    'cut off',
    new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    /can't be reached/,
  ],
])('is unanswered if the image configuration is %s, and shows no URL', async (_, error, text) => {
  const rows = await found(SINGLE, () => Promise.reject(error));
  expect(rows).toHaveLength(2);
  for (const row of rows)
    expect(row).toEqual({ outcome: 'SKIPPED', found: expect.stringMatching(text), unanswered: true });
  expect(JSON.stringify(rows)).not.toContain('5ecre7');
});

describe('the configuration, over HTTP', () => {
  async function served(status: number, body: string) {
    const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const downloadUrl = `http://127.0.0.1:${port}/layer?X-Amz-Signature=5ecre7`;
    const answers = {
      ...repository(SINGLE),
      'ecr:GetDownloadUrlForLayer': () => ({ downloadUrl, layerDigest: 'sha256:c0' }),
    };
    try {
      return (await checked(defaultImagesCheck, { environment, answers })).rows;
    } finally {
      server.close();
    }
  }

  test('is read', async () => {
    expect(await served(200, '{"os":"linux","architecture":"amd64"}')).toEqual(PASS);
  });

  test('is unanswered if the download is refused, and no row shows its URL', async () => {
    const rows = await served(403, '<Error><Code>AccessDenied</Code></Error>');
    expect(rows[0]).toEqual({
      outcome: 'SKIPPED',
      found: expect.stringContaining('returned status 403'),
      unanswered: true,
    });
    expect(JSON.stringify(rows)).not.toContain('5ecre7');
  });
});

test('is skipped for an existing ingest', async () => {
  expect((await checked(defaultImagesCheck, { answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: 'the environment has no managed ingest', unanswered: false },
  ]);
});

test.each(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'])('is unanswered if AWS denies %s', async (action) => {
  const answers = Object.fromEntries(Object.entries(repository(SINGLE)).filter(([name]) => name !== action));
  const { rows } = await checked(imagesCheck(never), { environment, answers });
  expect(rows).toEqual(
    ['server', 'gate'].map((name) => ({
      outcome: 'SKIPPED',
      found: expect.stringMatching(`^${name}: the credentials may not ${action} in account 111122223333`),
      unanswered: true,
    })),
  );
});
