import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandler } from '../../../lib/constructs/common/handler-bundle';
import { Ec2Error, type VpnPort } from '../../../lib/custom-resources/vpn-tunnels/port';
import { keyTag, RUN_TAG, runTag } from '../../../lib/custom-resources/vpn-tunnels/state-tags';
import { answerEc2 } from '../../../tools/tunnel-simulator/wire';
import { describedTunnel, desired, FIRST, OUTSIDE, SECOND, VPN } from '../../support/builders/tunnel-plans';

/** The deployed bundle in its own Node process, with a fake EC2 over HTTP. */
const folder = mkdtempSync(join(tmpdir(), 'heartlab-tunnels-'));
const outfile = join(folder, 'index.js');
const RUN = 'run-1';
const STARTED = new Date(Date.now() - 10 * 60_000);

const tags: Record<string, string> = {
  'heartlab:site': 'auckland-heart',
  [keyTag(FIRST)]: '1',
  [keyTag(SECOND)]: '1',
};
const port: VpnPort = {
  describe: async (id) =>
    id !== VPN
      ? undefined
      : {
          VpnConnectionId: VPN,
          State: 'available',
          CustomerGatewayId: 'cgw-01',
          VgwTelemetry: [FIRST, SECOND].map((cidr) => ({
            OutsideIpAddress: OUTSIDE[cidr as typeof FIRST],
            Status: 'UP' as const,
            LastStatusChange: new Date(0),
          })),
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          TunnelOptions: [describedTunnel(FIRST), describedTunnel(SECOND)],
        },
  modifyGateway: async () => undefined,
  modifyTunnel: async () => undefined,
  tag: async () => {
    throw new Ec2Error('permanent', 'UnauthorizedOperation', 'no');
  },
};
const actions: string[] = [];
let server: Server;

beforeAll(async () => {
  bundleHandler(join(__dirname, '../../../lib/custom-resources/vpn-tunnels/lambda'), outfile, true);
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      const sent = new URLSearchParams(Buffer.concat(parts).toString('utf8'));
      actions.push(sent.get('Action') ?? '');
      const { statusCode, headers, body } = await answerEc2(port, sent);
      response.writeHead(statusCode, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  actions.length = 0;
  delete tags[RUN_TAG];
});

/** CloudFormation passes numbers and booleans as strings. */
const asStrings = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, one) =>
    typeof one === 'number' || typeof one === 'boolean' ? String(one) : one,
  );
const event = (change: Readonly<Record<string, unknown>> = {}) => ({
  RequestType: 'Create',
  RequestId: RUN,
  StackId: 'arn:aws:cloudformation:ap-southeast-2:111122223333:stack/SiteStack-auckland-heart/uuid',
  ResourceProperties: { ServiceToken: 'arn:aws:lambda:x', ...(asStrings(desired()) as object) },
  ...change,
});

interface Answer {
  readonly returned?: Record<string, unknown>;
  readonly threw?: string;
  /** The logged lines. */
  readonly log: readonly Record<string, unknown>[];
}

/** Calls a handler as the Lambda runtime does. */
async function invoke(handler: 'onEvent' | 'isComplete', payload: unknown): Promise<Answer> {
  const { port: number } = server.address() as AddressInfo;
  const script = `require(process.argv[1])[process.argv[2]](JSON.parse(process.argv[3])).then(
    (returned) => ({ returned }), (error) => ({ threw: error.message })
  ).then((result) => process.stderr.write('\\n' + JSON.stringify(result)))`;
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['-e', script, outfile, handler, JSON.stringify(payload)],
      {
        cwd: folder,
        env: {
          AWS_REGION: 'ap-southeast-2',
          AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
          AWS_SECRET_ACCESS_KEY: 'example',
          AWS_ENDPOINT_URL_EC2: `http://127.0.0.1:${number}`,
        },
      },
      (error, stdout, stderr) => {
        if (error !== null) reject(error);
        else {
          const log = stdout.split('\n').filter((line) => line !== '');
          resolve({ ...JSON.parse(stderr.split('\n').at(-1) ?? ''), log: log.map((line) => JSON.parse(line)) });
        }
      },
    );
  });
}

test('the bundle contains the SDK, but neither the simulator nor a local path', () => {
  const text = readFileSync(outfile, 'utf8');
  // Not toContain, which would print two megabytes when it fails.
  const contains = (part: string | RegExp): boolean => text.search(part) >= 0;
  expect(contains('require\\("@aws-sdk/client-ec2"')).toBe(false);
  expect(['PreSharedKeyStorage', 'BgpLogGroupArn'].every(contains)).toBe(true);
  expect(contains(/VirtualTime|pre_shared_key/)).toBe(false);
  expect(text.includes(process.cwd())).toBe(false);
});

test('the bundle has the same bytes from any folder', () => {
  const elsewhere = join(folder, 'elsewhere');
  cpSync('lib', join(elsewhere, 'lib'), { recursive: true });
  symlinkSync(realpathSync('node_modules'), join(elsewhere, 'node_modules'));
  bundleHandler(join(elsewhere, 'lib/custom-resources/vpn-tunnels/lambda'), join(elsewhere, 'index.js'), true);
  expect(readFileSync(join(elsewhere, 'index.js')).equals(readFileSync(outfile))).toBe(true);
});

test('onEvent starts a run', async () => {
  const { returned, log } = await invoke('onEvent', event());
  expect(returned).toEqual({ PhysicalResourceId: VPN, StartedAt: expect.stringMatching(/^2\d{3}-/) });
  expect(log).toEqual([]);
});

test('onEvent refuses a replacement, and logs one line that the metric filter reads', async () => {
  const { threw, log } = await invoke('onEvent', event({ RequestType: 'Update', PhysicalResourceId: 'vpn-other' }));
  expect(threw).toMatch(/^auckland-heart: .*the change would replace the connection/);
  expect(log).toEqual([
    expect.objectContaining({ heartlab: 'tunnel-update', outcome: 'failed', site: 'auckland-heart' }),
  ]);
});

test('isComplete reads EC2, finds nothing to change, and reports', async () => {
  const announcedAt = STARTED.getTime() + 1000;
  tags[RUN_TAG] = runTag({ id: RUN, startedAt: STARTED.getTime(), announcedAt });
  const { returned, log } = await invoke('isComplete', event({ StartedAt: STARTED.toISOString() }));
  expect(actions).toEqual(['DescribeVpnConnections']);
  expect(returned).toMatchObject({ IsComplete: true, Data: { Report: expect.stringContaining('auckland-heart') } });
  expect(log.map(({ outcome }) => outcome)).toEqual(['done']);
});

test('isComplete writes its tag, and fails at once if EC2 refuses permanently', async () => {
  const { threw, log } = await invoke('isComplete', event({ StartedAt: new Date().toISOString() }));
  expect(actions).toEqual(['DescribeVpnConnections', 'CreateTags']);
  expect(threw).toMatch(/EC2 refused the call: UnauthorizedOperation/);
  expect(log.at(-1)).toMatchObject({ outcome: 'failed' });
});
