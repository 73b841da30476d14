import { SUBJECT_WITH_ONE_CN } from './certificate-subject';
import { expressions, map, plainWord, portNumber } from './nginx-text';
import {
  KNOWN_QUERY,
  NOT_THIS_CERTIFICATE,
  NOT_THIS_USER,
  NOTHING_STORED,
  PAYLOADS,
  routes,
  SUCCESS_WITHOUT_OBJECTS,
  UNSUPPORTED,
} from './requests';
import { assertPlainNames, type IngestSite } from './sites';

/** Where the gate stands and what it may let through. */
export interface GateOptions {
  readonly sites: readonly IngestSite[];
  /** The address to listen on, but for `inner`, which is on loopback: `0.0.0.0` in a task (its security group says who may connect). */
  readonly address: string;
  readonly ports: { readonly mtls: number; readonly basic: number; readonly health: number; readonly inner: number };
  /** The DICOMweb server's HTTP port, on loopback. */
  readonly serverPort: number;
  /** For the TLS between ALB and gate. An ALB doesn't check a target's certificate; the start script makes one that is missing. */
  readonly certificate: string;
  readonly certificateKey: string;
  /** A writable folder, for nginx only: the hashed passwords, the pid, empty temporary folders. */
  readonly folder: string;
  /**
   * Whether hospitals may also search and read (QIDO-RS, WADO-RS). The server knows no owner of a study: with `true` **every
   * site of the environment reads the studies of every other**. No default: whoever builds an ingest decides it.
   */
  readonly reads: boolean;
  /** The ALB's idle timeout in seconds. Large studies need at least 300. */
  readonly idleSeconds: number;
  /** The user of the worker processes, where nginx is started as root. */
  readonly user?: string;
}

export const passwordFile = ({ folder }: Pick<GateOptions, 'folder'>): string => `${plainWord(folder)}/passwords`;

/** Who is who: an exact pair of host name and identity for each site of a door; any other pair is nobody. */
function identities({ sites }: GateOptions): string {
  const of = (auth: IngestSite['auth']) => sites.filter((site) => site.auth === auth);
  return [
    map(
      '$host',
      'host_site',
      '',
      sites.map(({ host, site }) => [host, site]),
    ),
    map('$http_x_amzn_mtls_clientcert_subject', 'certificate_cn', '', [[`~${SUBJECT_WITH_ONE_CN}`, '$1']]),
    map(
      '$host $certificate_cn',
      'certificate_verdict',
      'refused',
      of('mtls').map(({ host, site }) => [`${host} ${site}`, 'site']),
    ),
    // Nobody has said a name yet: auth_basic asks for it with 401.
    map('$host $remote_user', 'user_verdict', 'refused', [
      ...of('basic').map(({ host, site }) => [`${host} ${site}`, 'site'] as const),
      ['~^[^ ]* $', 'unnamed'],
    ]),
  ].join('');
}

/** What is asked for, and where it goes. A bare object is stored by Orthanc's own POST /instances, whose body is the object. */
const requests = ({ reads }: GateOptions): string =>
  [
    map('$request_method $uri', 'route', 'none', expressions(routes(reads))),
    map('$args', 'query', 'unknown', [
      // An empty string is never held against expressions.
      ['', 'known'],
      [`~${KNOWN_QUERY}`, 'known'],
    ]),
    map('$content_type', 'payload', 'other', expressions(PAYLOADS, '~*')),
    map('$route $payload $query', 'verdict', '404', [
      ['~^store(?:-one)? multipart ', 'store'],
      ['store bare known', 'store'],
      ['store bare unknown', 'store'],
      ['~^store', '415'],
      ['~^read .* known$', 'read'],
      ['~^read', '400'],
    ]),
    map('$route $payload', 'target', '/nowhere', [
      ['store bare', '/instances'],
      ['~^store', '$uri'],
      ['~^read', '$uri$is_args$args'],
    ]),
  ].join('');

function door(options: GateOptions, port: number, who: string, access: string): string {
  return `
    server {
        listen ${plainWord(options.address)}:${portNumber(port)} ssl;
        ${who}
        location / { return 404; }
        # nginx would lead to the folder with 301.
        location = /dicomweb { return 404; }
        location ^~ /dicomweb/ {
            if ($verdict = "404") { return 404; }
            if ($verdict = "400") { return 400; }
            if ($verdict = "415") { return 415 '${UNSUPPORTED}'; }
            ${access}
            # Only these headers reach the server, so that none of the client's own has a meaning there.
            proxy_pass_request_headers off;
            proxy_set_header Host $host;
            proxy_set_header Forwarded "host=$host;proto=https";
            proxy_set_header Content-Type $content_type;
            proxy_set_header Accept $http_accept;
            proxy_set_header Connection "";
            proxy_pass http://127.0.0.1:${portNumber(options.ports.inner)}$target;
        }
        location @nothing_stored { return 400 '${NOTHING_STORED}'; }
    }
`;
}

/**
 * nginx between the ALB and the DICOMweb server (nginx documentation: core, http_core, http_map, http_auth_basic, http_proxy,
 * http_auth_request, http_ssl). From nginx 1.23.0 on (`OLDEST_NGINX`): older ones take the first of two equal headers instead of joining them.
 */
export function gateConfiguration(options: GateOptions): string {
  assertPlainNames(options.sites);
  if (!Number.isInteger(options.idleSeconds) || options.idleSeconds < 300 || options.idleSeconds > 4000)
    throw new Error(
      `an idle timeout of ${options.idleSeconds} s: large studies need at least 300, an ALB takes at most 4000`,
    );
  const { ports, idleSeconds: idle } = options;
  const folder = plainWord(options.folder);
  return `# Generated by lib/ingest/gate.ts.
daemon off;
${options.user === undefined ? '' : `user ${plainWord(options.user)};\n`}worker_processes auto;
worker_rlimit_nofile 16384;
pid ${folder}/nginx.pid;
# Every message of nginx about a request quotes its line, and with it patients' names: only what keeps nginx from starting is told.
# What becomes of a request is in the access log.
error_log stderr emerg;
events { worker_connections 4096; }

http {
    default_type text/plain;
    server_tokens off;
    map_hash_max_size 16384;
    map_hash_bucket_size 512;
    variables_hash_bucket_size 128;
    underscores_in_headers off;
    ignore_invalid_headers on;
    # The ALB passes on up to 16 KB in one header.
    large_client_header_buffers 8 16k;

    ssl_certificate ${plainWord(options.certificate)};
    ssl_certificate_key ${plainWord(options.certificateKey)};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_tickets off;

    # Studies of any size, as they come: nothing waits on a disk of the gate.
    client_max_body_size 0;
    proxy_http_version 1.1;
    proxy_request_buffering off;
    proxy_max_temp_file_size 0;
    proxy_next_upstream off;
    proxy_redirect off;
    client_body_temp_path ${folder}/body;
    proxy_temp_path ${folder}/proxy;
    fastcgi_temp_path ${folder}/fastcgi;
    uwsgi_temp_path ${folder}/uwsgi;
    scgi_temp_path ${folder}/scgi;

    # A pause in a large study may last as long as the ALB lets it. The connection itself stays longer than the ALB keeps it,
    # or the ALB would send into one that has just been closed, and answer 502.
    client_header_timeout 60s;
    client_body_timeout ${idle}s;
    send_timeout ${idle}s;
    proxy_connect_timeout 10s;
    proxy_read_timeout ${idle}s;
    proxy_send_timeout ${idle}s;
    keepalive_timeout ${idle + 60}s;
    keepalive_time 1d;

${identities(options)}${requests(options)}
${map('$request_method $uri $upstream_status $upstream_http_content_length', 'unmasked', '', [
  [`~${SUCCESS_WITHOUT_OBJECTS}`, '@nothing_stored'],
])}    map $server_port $door {
        ${portNumber(ports.mtls)} mtls;
        ${portNumber(ports.basic)} basic;
        default "";
    }
    map $route $action {
        ~^store store;
        read read;
        default "";
    }
    # No path, no query, no user, no address: none of them may stand in a log. \`site\` is the host name's, proven wherever status is 2xx.
    log_format gate escape=json '{"time":"$time_iso8601","door":"$door","site":"$host_site","action":"$action",'
        '"payload":"$payload","status":$status,"bytes":$request_length,"sent":$bytes_sent,'
        '"seconds":$request_time,"server":"$upstream_status"}';
    access_log /dev/stdout gate;
${door(options, ports.mtls, `if ($certificate_verdict = "refused") { return 403 '${NOT_THIS_CERTIFICATE}'; }`, '')}${door(
  options,
  ports.basic,
  `if ($user_verdict = "refused") { return 403 '${NOT_THIS_USER}'; }`,
  `auth_basic "HeartLab DICOMweb";
            auth_basic_user_file ${passwordFile(options)};`,
)}
    # Between doors and server: what the server answers is judged here, and a door turns "@nothing_stored" into 400.
    server {
        listen 127.0.0.1:${portNumber(ports.inner)};
        access_log off;
        location / {
            add_header X-Accel-Redirect $unmasked;
            proxy_set_header Host $host;
            proxy_set_header Connection "";
            proxy_pass http://127.0.0.1:${portNumber(options.serverPort)};
        }
    }
    # For health checks, reachable from the load balancers only: 200 while the server answers, 503 while it doesn't.
    server {
        listen ${plainWord(options.address)}:${portNumber(ports.health)} ssl;
        access_log off;
        location / { return 404; }
        location = /health {
            auth_request /server;
            error_page 401 403 500 502 504 =503 @unhealthy;
            try_files /nowhere @healthy;
        }
        location @healthy { return 200 'ok'; }
        location @unhealthy { return 503 'the server does not answer'; }
        location = /server {
            internal;
            proxy_pass_request_headers off;
            proxy_pass_request_body off;
            proxy_connect_timeout 2s;
            proxy_read_timeout 4s;
            proxy_pass http://127.0.0.1:${portNumber(options.serverPort)}/system;
        }
    }
}
`;
}
