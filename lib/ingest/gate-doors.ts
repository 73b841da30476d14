import { type GateOptions, passwordFile } from './gate-options';
import { plainWord, portNumber } from './nginx-text';
import {
  NO_ANSWER,
  NOT_KEPT,
  NOT_THIS_CERTIFICATE,
  NOT_THIS_USER,
  NOTHING_STORED,
  ONLY_ITS_UID,
  UNSUPPORTED,
} from './requests';

/** The gate's servers: a door for each way to prove who one is, and behind them `inner`, which judges the server's answers. */
export const doors = (options: GateOptions): string =>
  door(options, options.ports.mtls, `if ($certificate_verdict = "refused") { return 403 '${NOT_THIS_CERTIFICATE}'; }`) +
  door(
    options,
    options.ports.basic,
    `if ($user_verdict = "refused") { return 403 '${NOT_THIS_USER}'; }`,
    `auth_basic "HeartLab DICOMweb";
            auth_basic_user_file ${passwordFile(options)};`,
  ) +
  inner(options);

function door(options: GateOptions, port: number, who: string, access = ''): string {
  return `
    server {
        listen ${plainWord(options.address)}:${portNumber(port)} ssl;
        location / {
            ${who}
            return 404;
        }
        # nginx would lead to the folder with 301.
        location = /dicomweb {
            ${who}
            return 404;
        }
        location ^~ /dicomweb/ {
            ${who}
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
            # Empty but for a question about one study. Not in the path, where two dots would have a meaning.
            proxy_set_header Study $asked_study;
            proxy_set_header Connection "";
            proxy_pass http://127.0.0.1:${portNumber(options.ports.inner)}$target;
        }
        location @nothing_stored { return 400 '${NOTHING_STORED}'; }
        location @not_kept { return 503 '${NOT_KEPT}'; }
${options.reads === 'existence' ? EXISTENCE_ANSWERS : ''}${health(options)}    }
`;
}

const EXISTENCE_ANSWERS = `        location @stored {
            default_type application/dicom+json;
            return 200 '${ONLY_ITS_UID}';
        }
        location @not_stored { return 204; }
        location @failed { return 502 '${NO_ANSWER}'; }
`;

/** 200 while the server answers, 503 while it doesn't. The ALB asks without an identity; its rules keep hospitals from here. */
const health = ({ serverPort }: GateOptions): string => `
        # For the load balancer's health checks.
        location = /health {
            access_log off;
            if ($request_method != GET) { return 404; }
            auth_request /server;
            error_page 401 403 500 502 504 =503 @unhealthy;
            try_files /nowhere @healthy;
        }
        location @healthy {
            access_log off;
            return 200 'ok';
        }
        location @unhealthy {
            access_log off;
            return 503 '${NO_ANSWER}';
        }
        location = /server {
            internal;
            proxy_pass_request_headers off;
            proxy_pass_request_body off;
            proxy_connect_timeout 2s;
            proxy_read_timeout 4s;
            proxy_pass http://127.0.0.1:${portNumber(serverPort)}/system;
        }
`;

const inner = ({ ports, serverPort, reads }: GateOptions): string => `
    # Between doors and server: what the server answers is judged here, and the door answers what "X-Accel-Redirect" names.
    server {
        listen 127.0.0.1:${portNumber(ports.inner)};
        access_log off;
        location / {
            add_header X-Accel-Redirect $unmasked;
            proxy_set_header Host $host;
            proxy_set_header Connection "";
            proxy_pass http://127.0.0.1:${portNumber(serverPort)};
        }
${reads === 'existence' ? asking(serverPort) : ''}    }
`;

/** Orthanc answers with its own identifiers: no attribute of a study comes even this far. */
const asking = (serverPort: number): string => `        location = /existence {
            # A question has no body.
            client_max_body_size 1;
            add_header X-Accel-Redirect $existence always;
            proxy_hide_header Content-Type;
            proxy_read_timeout 30s;
            proxy_pass_request_headers off;
            proxy_method POST;
            proxy_set_body '{"Level":"Study","Query":{"StudyInstanceUID":"$http_study"},"Limit":1}';
            proxy_pass http://127.0.0.1:${portNumber(serverPort)}/tools/find;
        }
`;
