import type { StowAuth } from '../../config/model';
import type { CellDimseListener } from '../cloud/cell-listeners';
import type { IssuedIdentity } from './certificates';

export interface LoadBalancerOptions {
  readonly folder: string;
  readonly auth: StowAuth;
  readonly gate: { readonly httpsPort: number; readonly dimsePort: number };
  readonly dimse: readonly CellDimseListener[];
  readonly server: IssuedIdentity;
  readonly clientCa: string;
  readonly idleSeconds: number;
}

/**
 * The ALB in verify mode: it verifies the client's certificate and sends it as URL-encoded PEM, replacing any such header from
 * the client. All bytes except the unreserved ones are encoded here (`ngx_escape_uri`); the ALB leaves `+`, `=` and `/`
 * unencoded.
 */
function alb({ folder, gate, clientCa, idleSeconds }: LoadBalancerOptions, certificate: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/${name};\n`,
  );
  return `http {
  ${certificate}
  access_log ${folder}/access.log;
${temporary.join('')}  client_max_body_size 0;
  client_body_timeout ${idleSeconds}s;
  proxy_read_timeout ${idleSeconds}s;
  proxy_request_buffering off;
  proxy_http_version 1.1;
  server {
    listen 443 ssl;
    ssl_client_certificate ${clientCa};
    ssl_verify_client on;
    # The listener's rules.
    location / { return 404; }
    location /dicomweb/ {
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_set_header X-Amzn-Mtls-Clientcert-Leaf $ssl_client_escaped_cert;
      proxy_pass https://127.0.0.1:${gate.httpsPort};
    }
  }
}
`;
}

/** A TLS listener of the NLB: it terminates TLS and does not read the content. */
const tlsListener = (port: number, target: string): string => `  server {
    listen ${port} ssl;
    ${target}
  }
`;

/** An nginx configuration that implements a cell's load balancers. */
export function loadBalancerConfiguration(options: LoadBalancerOptions): string {
  const { folder, auth, gate, dimse, server } = options;
  const certificate = `ssl_certificate ${server.certificate};\n  ssl_certificate_key ${server.key};`;
  const stow = auth === 'basic' ? tlsListener(443, `proxy_ssl on;\n    proxy_pass 127.0.0.1:${gate.httpsPort};`) : '';
  const encrypted = dimse.filter((listener) => listener.encrypted);
  const toDimse = encrypted.map(({ port }) => tlsListener(port, `proxy_pass 127.0.0.1:${gate.dimsePort};`)).join('');
  return `load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off;
user root;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr info;
events {}
${auth === 'mtls' ? alb(options, certificate) : ''}stream {
  ${certificate}
${stow}${toDimse}}
`;
}

/**
 * The NLB's listeners without TLS. Connections from PrivateLink to a port without a listener are refused, even if a program of
 * the task listens there.
 */
export function listenerRules({ dimse, gate }: Pick<LoadBalancerOptions, 'dimse' | 'gate'>): string {
  const plain = dimse.filter(({ encrypted }) => !encrypted).map(({ port }) => port);
  const toGate = plain.map((port) => `tcp dport ${port} redirect to :${gate.dimsePort};`).join(' ');
  const open = [443, ...dimse.map(({ port }) => port)].join(', ');
  return `table ip nlb {
  chain arrived { type filter hook prerouting priority mangle; iifname "plink" ct state new tcp dport != { ${open} } meta mark set 1; }
  chain listeners { type nat hook prerouting priority dstnat; iifname "plink" jump plain; }
  chain plain { ${toGate} }
  chain others { type filter hook input priority filter; meta l4proto tcp meta mark 1 reject with tcp reset; }
}
`;
}
