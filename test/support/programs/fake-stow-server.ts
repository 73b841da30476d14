import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Identity } from './certificates';

/** Simulates HeartLab with the answers of a test. */
export interface Answer {
  readonly status: number;
  readonly body?: string;
}

export class FakeServer {
  readonly posted: Buffer[] = [];
  private constructor(private readonly server: Server) {}

  static async start(
    { certificate, key }: Identity,
    answer: (method: string, url: string, instance: string) => Answer,
  ): Promise<FakeServer> {
    let sent = '';
    const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.once('end', () => {
        const body = Buffer.concat(parts);
        if (request.method === 'POST') fake.posted.push(body);
        // A query is about an object that was sent before.
        sent = /2\.25\.\d{39}/.exec(body.toString('latin1'))?.[0] ?? sent;
        const { status, body: text = '' } = answer(request.method ?? '', request.url ?? '', sent);
        response.writeHead(status).end(text);
      });
    });
    const fake = new FakeServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get way(): { readonly HEARTLAB_VERIFY_CONNECT: string } {
    return { HEARTLAB_VERIFY_CONNECT: `127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A Store Instances Response (DICOM PS3.18 annex I.2) that lists the stored objects. */
export const stored = (instance: string): string =>
  JSON.stringify({ '00081199': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: [instance] } }] } });

export const refused = (instance: string, reason: number): string =>
  JSON.stringify({
    '00081198': {
      vr: 'SQ',
      Value: [{ '00081155': { vr: 'UI', Value: [instance] }, '00081197': { vr: 'US', Value: [reason] } }],
    },
  });

/** The answer of QIDO-RS for the instances of a study. */
export const known = (instance: string): string => JSON.stringify([{ '00080018': { vr: 'UI', Value: [instance] } }]);
