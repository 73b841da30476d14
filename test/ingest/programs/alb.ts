export interface AlbOptions {
  readonly folder: string;
  readonly mtlsPort: number;
  readonly basicPort: number;
  readonly gate: { readonly mtls: number; readonly basic: number };
  readonly certificate: string;
  readonly certificateKey: string;
  readonly clientCa: string;
}

/**
 * An nginx that plays the two ALBs: on the mTLS door it verifies client certificates and sets its header in place of any of the
 * client's; on the Basic door it passes on whatever comes, the worst that an ALB could do. Invalid headers are dropped.
 */
export function albConfiguration(options: AlbOptions): string {
  const { folder } = options;
  const door = (port: number, gatePort: number, verify: string, header: string) => `
  server {
    listen 127.0.0.1:${port} ssl;
    ${verify}
    # The listener's rules.
    location = /health { return 404; }
    location / {
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      ${header}
      proxy_pass https://127.0.0.1:${gatePort};
    }
  }`;
  return `daemon off;
user root;
worker_processes 1;
pid ${folder}/alb.pid;
error_log stderr error;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/alb-body;
  proxy_temp_path ${folder}/alb-proxy;
  fastcgi_temp_path ${folder}/alb-fastcgi;
  uwsgi_temp_path ${folder}/alb-uwsgi;
  scgi_temp_path ${folder}/alb-scgi;
  ssl_certificate ${options.certificate};
  ssl_certificate_key ${options.certificateKey};
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_http_version 1.1;
  proxy_ssl_server_name off;
  ignore_invalid_headers on;
  ${door(
    options.mtlsPort,
    options.gate.mtls,
    `ssl_client_certificate ${options.clientCa};
    ssl_verify_client on;`,
    'proxy_set_header X-Amzn-Mtls-Clientcert-Subject $ssl_client_s_dn;',
  )}${door(options.basicPort, options.gate.basic, '', '')}
}
`;
}
