import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer, type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { Authority, Identity } from './certificates';
import { listens } from './postgres-process';
import { freePorts, Program } from './program';

/** A load balancer before a gate, which listens for the hospital on a port of loopback. */
export interface Front {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * nginx instead of the ALB in verify mode: it verifies client certificates, and sends the certificate in its header, replacing
 * the client's. Without a valid certificate nginx answers 400; an ALB ends the handshake.
 */
export async function startAlb(
  folder: string,
  gate: number,
  certificate: Identity,
  clients: Authority,
): Promise<Front> {
  mkdirSync(folder);
  const [port = 0] = await freePorts(1);
  const configuration = join(folder, 'alb.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    configuration,
    `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/alb.pid;
error_log stderr error;
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_http_version 1.1;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${certificate.certificate};
    ssl_certificate_key ${certificate.key};
    ssl_client_certificate ${clients.certificate};
    ssl_verify_client on;
    # The listener's one rule, and its default action.
    merge_slashes off;
    location / { return 404; }
    location /dicomweb/ {
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_set_header X-Amzn-Mtls-Clientcert-Leaf $ssl_client_escaped_cert;
      proxy_pass https://127.0.0.1:${gate};
    }
  }
}
`,
  );
  const nginx = new Program('/usr/sbin/nginx', ['-e', 'stderr', '-c', configuration], join(folder, 'alb.log'));
  await nginx.ready(() => listens(port));
  return { port, stop: () => nginx.stop() };
}

/**
 * Instead of the NLB's TLS listener: it terminates TLS and forwards the bytes over TLS, without reading HTTP. It runs in the
 * test's process, because nginx's stream module is a separate package. So a test must not block while a client is connected.
 */
export async function startNlb(gate: number, { certificate, key }: Identity): Promise<Front> {
  const sockets = new Set<TLSSocket>();
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (client) => {
    const target = tlsConnect({ host: '127.0.0.1', port: gate, rejectUnauthorized: false });
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(one);
      one.once('error', () => other.destroy());
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  // Only the client must notice a failed handshake.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}
