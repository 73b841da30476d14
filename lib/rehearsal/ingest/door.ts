import type { StowAuth } from '../../site/model';
import type { Identity } from './certificates';

export interface DoorOptions {
  readonly folder: string;
  readonly auth: StowAuth;
  readonly gatePort: number;
  readonly dicomPort: number;
  readonly server: Identity;
  readonly clientCa: string;
  readonly idleSeconds: number;
}

/** An ALB verifies a client's certificate, and says whose it is in a header in place of any of the client's. */
const mutualTls = (clientCa: string): { readonly verify: string; readonly header: string } => ({
  verify: `ssl_client_certificate ${clientCa};\n    ssl_verify_client on;`,
  header: 'proxy_set_header X-Amzn-Mtls-Clientcert-Subject $ssl_client_s_dn;',
});

/** An nginx that plays the load balancers: HTTPS on 443, as an ALB, and DICOM over TLS on 2762, as an NLB with a TLS listener. */
export function doorConfiguration(options: DoorOptions): string {
  const { folder, server } = options;
  const { verify, header } = options.auth === 'mtls' ? mutualTls(options.clientCa) : { verify: '', header: '' };
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/${name};\n`,
  );
  const certificate = `ssl_certificate ${server.certificate};\n  ssl_certificate_key ${server.key};`;
  return `load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off;
user root;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr info;
events {}
http {
  access_log ${folder}/access.log;
${temporary.join('')}  ${certificate}
  client_max_body_size 0;
  client_body_timeout ${options.idleSeconds}s;
  proxy_read_timeout ${options.idleSeconds}s;
  proxy_request_buffering off;
  proxy_http_version 1.1;
  server {
    listen 443 ssl;
    ${verify}
    # The listener's rules: all else is not here.
    location / { return 404; }
    location /dicomweb/ {
      if ($request_method !~ ^(GET|POST)$) { return 404; }
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      ${header}
      proxy_pass https://127.0.0.1:${options.gatePort};
    }
  }
}
stream {
  ${certificate}
  server {
    listen 2762 ssl;
    proxy_pass 127.0.0.1:${options.dicomPort};
  }
}
`;
}
