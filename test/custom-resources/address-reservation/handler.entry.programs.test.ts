import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleHandler } from '../../../lib/constructs/common/handler-bundle';
import { Cloud, event, ID } from '../../support/fake-aws/reservation-cloud';

/** The bundle in its own Node process, with its own clients and a fake EC2 over HTTP. */
const folder = mkdtempSync(join(tmpdir(), 'heartlab-reservation-'));
const outfile = join(folder, 'index.js');
let server: Server;
let cloud: Cloud;
let answer = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      const body = Buffer.concat(parts).toString('utf8');
      if (request.method === 'PUT') {
        answer = body;
        response.end();
        return;
      }
      const { requestHandler } = cloud.wire().settings as {
        requestHandler: { handle: (request: object) => Promise<FakeResponse> };
      };
      try {
        const reply = await requestHandler.handle({ hostname: 'ec2.ap-southeast-2.amazonaws.com', headers: {}, body });
        response.writeHead(reply.response.statusCode, { 'content-type': 'text/xml' }).end(reply.response.body);
      } catch {
        // The call is executed, but its response is lost.
        request.socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bundleHandler(join(__dirname, '../../../lib/custom-resources/address-reservation/handler'), outfile, true);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

interface FakeResponse {
  readonly response: { readonly statusCode: number; readonly body: Uint8Array };
}
const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test('after a creation whose response is lost, the SDK repeats nothing, and the list shows the reservation', async () => {
  cloud = new Cloud({
    after: (action) => {
      if (action === 'CreateSubnetCidrReservation') throw new Error('lost');
    },
  });
  const call =
    'require(process.argv[1]).handler(JSON.parse(process.argv[2]), { getRemainingTimeInMillis: () => 120000 })';
  const payload = JSON.stringify(event({ ResponseURL: `${origin()}/answer` }));
  await promisify(execFile)(process.execPath, ['-e', call, outfile, payload], {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'ap-southeast-2',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_ENDPOINT_URL_EC2: origin(),
    },
  });
  expect(JSON.parse(answer)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
  expect(cloud.asked).toEqual([
    'DescribeSubnets',
    'GetSubnetCidrReservations',
    'CreateSubnetCidrReservation',
    'GetSubnetCidrReservations',
    'DescribeNetworkInterfaces',
  ]);
});
