import { PERSON_NAME, PERSON_TAG } from './person-attributes';
import { NOT_ALGORITHM, NOT_PROSE, QUOTED_VALUE, valueAfter } from './redaction-patterns';

export interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
  /** A text that matches the pattern. */
  readonly example: string;
}

export interface LogRedaction extends SecretPattern {
  /** As for `String.replace`; by default REMOVE_REST. */
  readonly replacement?: string;
  /** The result of `redactSecrets` for the example. */
  readonly redacted: string;
}

export const PEM_PRIVATE_KEY: SecretPattern = {
  name: 'head of a PEM private key',
  pattern: /-----BEGIN [A-Z ]*PRIVATE KEY/i,
  example: '-----BEGIN RSA PRIVATE KEY-----',
};
export const AWS_ACCESS_KEY: SecretPattern = {
  name: 'AWS access key id',
  pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  example: 'AKIAIOSFODNN7EXAMPLE',
};

const GONE = '[removed]';
/** Keeps the first group of the match. */
export const REMOVE_REST = `$1${GONE}`;

/**
 * The redactions of a log line, in order: secrets and patient data. Removing too much is better than too little, so query
 * strings, DICOM UIDs and long runs of hex or base64 digits are always removed.
 */
export const LOG_REDACTIONS: readonly LogRedaction[] = [
  {
    name: 'PEM private key, on one line',
    pattern: new RegExp(`${PEM_PRIVATE_KEY.pattern.source}[^]*?(?:-----END[^-]*-----|$)`, 'gi'),
    example: '"-----BEGIN RSA PRIVATE KEY-----\\nTUlJQ\\n-----END RSA PRIVATE KEY-----"',
    replacement: GONE,
    redacted: '"[removed]"',
  },
  {
    name: 'header with credentials, quoted (JSON) or to the end of the line',
    pattern: new RegExp(
      `((?:proxy-)?authorization|(?:set-)?cookie2?|x-api-key|x-auth-\\w+|x-amz-security-token)(["'\\\\]{0,9}\\s{0,4}[:=]\\s{0,4})(?:${QUOTED_VALUE}|[^\\r\\n]*)`,
      'gi',
    ),
    example: 'Cookie: AWSALB=a1b2c3; other=d4',
    replacement: `$1$2${GONE}`,
    redacted: 'Cookie: [removed]',
  },
  {
    name: 'HTTP authentication',
    pattern: /\b(Basic|Bearer|Digest|NTLM|Negotiate)\s{1,4}[A-Za-z0-9+/=._~-]{6,}/g,
    example: 'sent Basic Y2xpbmljOnh5eg==',
    replacement: `$1 ${GONE}`,
    redacted: 'sent Basic [removed]',
  },
  {
    name: 'key in an element of XML (PAN-OS, pfSense, OPNsense, Sophos, WatchGuard)',
    pattern:
      /(<(?:[\w:.-]*(?:psk|secret|passw(?:or)?d|passphrase|pre[-_]?shared[-_]?key|token|community|md5|auth(?:entication)?-?key)[\w:.-]*|key)\b[^<>]{0,200}>(?:\s*<[^<>/]{1,60}>)?)[^<]+/gi,
    example: '<pre-shared-key><key>-AQ==xyz</key></pre-shared-key>',
    redacted: '<pre-shared-key><key>[removed]</key></pre-shared-key>',
  },
  {
    name: 'key or password as devices, swanctl and shells write it',
    pattern: valueAfter(
      'pre[-_]?shared[-_]?(?:key|secret)|(?:pre-?)?shared\\s(?:key|secret)|preshare|psk|secret|passw(?:or)?d|pwd|passphrase|api[_-]?key|token|key-?string|auth(?:entication)?[-_]?key(?:\\s+\\d+(?:\\s+md5)?)?|community|credentials?',
    ),
    example: 'neighbor 169.254.21.1 password 7 0822455D0A16',
    redacted: 'neighbor 169.254.21.1 password 7 [removed]',
  },
  {
    name: 'key after the word "key" (crypto isakmp key, tacacs-server key, a type before it)',
    pattern: valueAfter(
      '\\b(?:(?:(?:isakmp|(?:tacacs|radius)-server|md5|radius|tacacs\\+?)[ -]|shared?-)key|key(?=\\s+[0-8]\\s(?!md5)))',
      NOT_PROSE + NOT_ALGORITHM,
    ),
    example: 'crypto isakmp key 6 xyz address 198.51.100.10',
    redacted: 'crypto isakmp key 6 [removed] address 198.51.100.10',
  },
  {
    name: 'key after other words of a Cisco command',
    pattern:
      /((?:\b(?:(?:tacacs|radius|aaa)-server|server-private|pre-share|ppk)\s[^"\r\n]{0,120}?\s?key\s+|\bfailover\s+key\s+|\b(?:nhrp|standby\s+\d{1,4}|vrrp\s+\d{1,4})\s+authentication\s+(?:text\s+)?(?!md5\b|text\s)|\bconfig-key\s+(?:password-encrypt\s+)?)(?:[0-8]\s+)?)[^\s"'<]+/gi,
    example: 'tacacs-server host 10.0.0.1 key xyz',
    replacement: `$1${GONE}`,
    redacted: 'tacacs-server host 10.0.0.1 key [removed]',
  },
  {
    name: 'community or user of SNMP after its host or name',
    pattern: /(\bsnmp-server\s+(?:host|user)\s+\S+\s)[^"\r\n]+/gi,
    example: 'snmp-server host 10.0.0.1 version 2c xyz',
    replacement: `$1${GONE}`,
    redacted: 'snmp-server host 10.0.0.1 [removed]',
  },
  {
    name: 'MD5 key of a routing protocol or NTP',
    pattern: valueAfter('\\bmd5(?:\\s+\\d{1,3}(?=\\s+\\S))?', NOT_PROSE + NOT_ALGORITHM),
    example: 'ip ospf message-digest-key 1 md5 7 0822455D0A16',
    redacted: 'ip ospf message-digest-key 1 md5 7 [removed]',
  },
  {
    name: 'line of ipsec.secrets (strongSwan, libreswan)',
    pattern: new RegExp(
      `(:\\s{0,4}(?:PSK|EAP|XAUTH|NTLM|PIN|RSA\\s+\\S+|ECDSA\\s+\\S+)\\s+)(?:${QUOTED_VALUE}|\\S+)`,
      'g',
    ),
    example: '203.0.113.10 198.51.100.10 : PSK "xyz"',
    redacted: '203.0.113.10 198.51.100.10 : PSK [removed]',
  },
  {
    name: 'session key of IKE or ESP in a debug log',
    pattern:
      /\b(SK_?(?:d|a[ir]|e[ir]|p[ir])|SKEYID\w{0,4}|(?:enc|auth)?key=\d{1,3})([\s:=]{1,4}(?:\d{1,3}:)?)[0-9a-f]{8,}/gi,
    example: 'ike 0:aws:1: IKE SA SK_ei 16:0F1E2D3C4B5A69788796A5B4C3D2E1F0',
    replacement: `$1$2${GONE}`,
    redacted: 'ike 0:aws:1: IKE SA SK_ei 16:[removed]',
  },
  {
    name: 'hashed or encrypted password ($9$ of Junos, $1$, $6$ of crypt)',
    pattern: /\$[0-9a-z]{1,2}\$[^\s"';]+/g,
    example: 'authentication "$9$abcDEF"',
    replacement: GONE,
    redacted: 'authentication "[removed]"',
  },
  {
    name: 'credentials as an argument',
    pattern: new RegExp(
      `((?<![\\w-])(?:-u\\s?|--?(?:proxy-)?user[ =]|--?(?:[a-z]+-){0,2}pass(?:in|out|w(?:or)?d)?[ =]|--?bearer[ =]|\\+pw\\s)|\\bauth\\s?=\\s?\\(|(?:Basic|Digest)Auth\\()(?:${QUOTED_VALUE}[^)\\s]*(?:\\s*${QUOTED_VALUE.replaceAll('<quote>', '<next>')})?|\\S+)`,
      'gi',
    ),
    example: 'curl -u clinic:xyz https://dicom.clinic.example',
    redacted: 'curl -u [removed] https://dicom.clinic.example',
  },
  {
    name: 'pass phrase behind the file of a certificate',
    pattern: /((?<![\w-])(?:-E|--cert)[ =][^\s:]+:)\S+/g,
    example: 'curl --cert clinic.pem:xyz',
    redacted: 'curl --cert clinic.pem:[removed]',
  },
  {
    name: 'user and password behind the URL of a peer of Orthanc',
    pattern: /(\[\s*(?:\\{0,9}"){1,2}https?:[^"]*"{1,2}\s*,\s*)(?:.*(?=\])|.+)/gi,
    example: '"heartlab": ["https://dicom.clinic.example", "clinic", "xyz"]',
    redacted: '"heartlab": ["https://dicom.clinic.example", [removed]]',
  },
  {
    name: 'users of Orthanc',
    // A password may contain a brace: whole texts, then up to the last brace of the line, where the quotes are escaped.
    pattern: /(RegisteredUsers(?:\\{0,9}"){0,2}\s*[:=]\s*\{?)(?:"(?:\\.|[^"\\])*"|[^"}])*(?:.*(?=\}))?/g,
    example: '"RegisteredUsers": {"clinic": "xyz"}',
    redacted: '"RegisteredUsers": {[removed]}',
  },
  {
    name: 'credentials in a URL',
    pattern: /(:\/\/)[^\s/"]{1,200}@/g,
    example: 'https://clinic:xyz@dicom.clinic.example/dicomweb',
    replacement: `$1${GONE}@`,
    redacted: 'https://[removed]@dicom.clinic.example/dicomweb',
  },
  {
    name: 'AWS access key id',
    pattern: new RegExp(AWS_ACCESS_KEY.pattern, 'g'),
    example: `called by ${AWS_ACCESS_KEY.example}`,
    replacement: GONE,
    redacted: 'called by [removed]',
  },
  {
    name: 'HL7 segment about a person',
    pattern: /\b((?:PID|PD1|NK1|PV1|ORC|OBR)\|).*/g,
    example: 'MSH|^~|A PID|1||4711||DOE',
    redacted: 'MSH|^~|A PID|[removed]',
  },
  {
    name: 'patient data by its DICOM tag, in brackets or to the end of the line',
    pattern: new RegExp(`(${PERSON_TAG}\\)?)(\\s+[A-Z]{2}\\s+(?=\\[))?(?:\\[[^\\]]*\\]|.+)`, 'gi'),
    example: '(0010,0020) LO [ZZZ1234], stored',
    replacement: `$1$2${GONE}`,
    redacted: '(0010,0020) LO [removed], stored',
  },
  {
    name: 'patient data by its DICOM name, in quotes or to the end of the line',
    pattern: new RegExp(
      `\\b((?:${PERSON_NAME})["'\\\\)\\]]{0,9}\\s{0,4}(?:[:=]\\s{0,4}|\\s))(?:${QUOTED_VALUE}|\\[[^\\]]*\\]|.+)`,
      'gi',
    ),
    example: 'patientname: DOE, JANE',
    redacted: 'patientname: [removed]',
  },
  {
    name: 'path of a DICOM file: it may name the patient',
    pattern: /(\b(?:sending|failed,) file: ).+|[^\s"'<>|]{1,300}\.dcm\b/gi,
    example: 'E: Store Failed, file: /data/DOE JANE/1.dcm:',
    redacted: 'E: Store Failed, file: [removed]',
  },
  {
    name: 'query of a URL: QIDO names patients in it',
    pattern: /(\/[^\s?"]{0,400})\?[^\s"]+/g,
    example: 'GET /dicomweb/studies?ModalitiesInStudy=US HTTP/1.1',
    replacement: `$1?${GONE}`,
    redacted: 'GET /dicomweb/studies?[removed] HTTP/1.1',
  },
  {
    name: 'DICOM UID',
    pattern: /\b[0-2](?:\.\d{1,40}){5,}/g,
    example: 'stored 1.2.840.113619.2.55.3.604688119',
    replacement: '[uid]',
    redacted: 'stored [uid]',
  },
  {
    name: 'person name as DICOM writes it',
    pattern: /(?:\p{Lu}[\p{Lu}'-]{0,64} ){0,3}[\p{L}'-]{1,64}\^[\p{L}'^ .-]{0,200}/gu,
    example: 'instance of VAN DOE^JANE^^',
    replacement: GONE,
    redacted: 'instance of [removed]',
  },
  {
    name: 'dump of bytes, or a key of 128 bits or more in hex',
    pattern: /\b(?:[0-9a-f]{2}[ :]){8,}[0-9a-f]{0,2}|(?<![0-9a-z])(?:0x)?[0-9a-f]{32,}(?![0-9a-z])/gi,
    example: '0: 5A 78 39 6B 54 71 33 76 57 6D',
    replacement: GONE,
    redacted: '0: [removed]',
  },
  {
    // Proposals (AES_CBC_256/HMAC_SHA2_256_128/…) are evidence: they have neither lower case nor padding, so they are kept.
    name: 'long run of hex or base64',
    pattern:
      /(?<![A-Za-z0-9+/_=-])(?!(?:[A-Z\d]{1,16}_[A-Z\d_]{1,32}\/){1,8}[A-Z\d_]{1,32}(?![A-Za-z0-9+/_=-]))[A-Za-z0-9+/_=-]{40,}/g,
    example: 'key aGVhcnRsYWItbm90LWEta2V5LWF0LWFsbC1idXQtbG9uZw==',
    replacement: GONE,
    redacted: 'key [removed]',
  },
  {
    name: 'short base64: a line of a PEM body, or a text with padding',
    pattern:
      /(?<![\w+/=])(?=\S*[a-z])(?=\S*[A-Z])(?:[A-Za-z0-9+/]{6,}(?:==(?![\w=])|=(?=[\s,;)\]]|$))|(?<=^\s*)(?=\S*\d)[A-Za-z0-9+/]{8,}(?=\s*$))/g,
    example: 'bm90YWtleQ==',
    replacement: GONE,
    redacted: GONE,
  },
];
