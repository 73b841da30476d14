export interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
  /** A text that matches the pattern. */
  readonly example: string;
}

export interface LogRedaction extends SecretPattern {
  /** The replacement, as for `String.replace`. */
  readonly replacement: string;
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

/** A removed value, or one in quotes of any kind (doubled in CSV, escaped in JSON), up to the same quotes or the end. */
const QUOTED = `(?:\\[removed\\]|(?<quote>(?:\\\\{0,9}["']){1,2})(?:(?!\\k<quote>)(?:\\\\+.|[^\\\\]))*(?:\\k<quote>)?)`;
/** What a device writes between the name of a key and the key: its type, its side, its peer. */
const KIND =
  '(?:(?:[0-9]|ENC|key|local|remote|hex|ascii-text|encrypted|plaintext|cipher|simple|address\\s+\\S+)\\s+){0,3}';
/** Words that follow "PSK", "key" or "password" in a message, and are no key. */
const PROSE =
  '(?!(?:auth(?:entication|enticated)?|and|are|by|can|could|did|does|do|differs?|digest|error|fail(?:ed|ure|s)?|for|found|from|has|hash|in|invalid|is|length|lookup|match(?:es|ed)?|method|mis-?match(?:es|ed)?|missing|not|of|on|or|payload|policy|received|successful(?:ly)?|to|type|used|verif(?:y|ied|ication)|was|will|with|wrong)(?:[.,:;)]?(?:\\s|$)))';
/** Algorithms stand beside "md5" in a proposal. */
const ALGORITHM =
  '(?!(?:md5|h?mac|sha|aes|3?des|esp|ah|group|dh|modp|ecp|prf|integrity|lifetime)[\\d_-]*(?:hmac)?(?:[,;/]|\\s|$))';

const after = (names: string, exceptions = PROSE): RegExp =>
  new RegExp(
    `((?:${names})(?:["'\\\\)\\]]{0,9}\\s{0,4}(?:[:=]|\\[(?!removed))\\s{0,4}${KIND}|\\s+${exceptions}${KIND}))(?:${QUOTED}|[^\\s"'<]+)`,
    'gi',
  );

/** The DICOM attributes that identify a person, in the notations of keywords, dictionaries and databases. */
const PERSON = [
  "(?:other[ _-]?|issuer[ _-]?of[ _-]?)?patient(?:'?s)?[ _-]?(?:name|ids?|birth|sex|age|size|weight|address|comment|mother|phone|telephone|insurance|religious|alternative)[a-z_-]*",
  "(?:referring|performing|requesting|attending|consulting|reading)[ _-]?physician(?:'?s)?[a-z_-]*",
  '(?:name[ _-]?of[ _-]?)?physicians?[ _-]?(?:of|reading)[ _-]?[a-z]+|responsible[ _-]?person|operators?[ _-]?name',
  'accession[ _-]?(?:number|no)|(?:study|admission)[ _-]?(?:id|description)|requested[ _-]?procedure[ _-]?description',
].join('|');
/** Their tags, with or without the comma. */
const PERSON_TAG =
  '\\b(?:0010,?\\s?[0-9a-f]{4}|0008,?\\s?(?:0050|0080|0081|0090|1030|1048|1050|1060|1070)|0020,\\s?0010|00(?:32|38|40),\\s?[0-9a-f]{4})\\b';

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
      `((?:proxy-)?authorization|(?:set-)?cookie2?|x-api-key|x-auth-\\w+|x-amz-security-token)(["'\\\\]{0,9}\\s{0,4}[:=]\\s{0,4})(?:${QUOTED}|[^\\r\\n]*)`,
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
    replacement: `$1${GONE}`,
    redacted: '<pre-shared-key><key>[removed]</key></pre-shared-key>',
  },
  {
    // "pre-shared key" in prose has a space and is kept.
    name: 'key or password as devices, swanctl and shells write it',
    pattern: after(
      'pre[-_]?shared[-_]?(?:key|secret)|preshare|psk|secret|passw(?:or)?d|pwd|passphrase|api[_-]?key|token|key-string|auth(?:entication)?[-_]?key(?:\\s+\\d+(?:\\s+md5)?)?|community|credentials?',
    ),
    example: 'neighbor 169.254.21.1 password 7 0822455D0A16',
    replacement: `$1${GONE}`,
    redacted: 'neighbor 169.254.21.1 password 7 [removed]',
  },
  {
    name: 'key after the word "key" (crypto isakmp key, tacacs-server key, a type before it)',
    pattern: after(
      '\\b(?:(?:(?:isakmp|(?:tacacs|radius)-server|md5|radius|tacacs\\+?)[ -]|shared?-)key|key(?=\\s+[0-8]\\s(?!md5)))',
      PROSE + ALGORITHM,
    ),
    example: 'crypto isakmp key 6 xyz address 198.51.100.10',
    replacement: `$1${GONE}`,
    redacted: 'crypto isakmp key 6 [removed] address 198.51.100.10',
  },
  {
    name: 'MD5 key of a routing protocol or NTP',
    pattern: after('\\bmd5(?:\\s+\\d{1,3}(?=\\s+\\S))?', PROSE + ALGORITHM),
    example: 'ip ospf message-digest-key 1 md5 7 0822455D0A16',
    replacement: `$1${GONE}`,
    redacted: 'ip ospf message-digest-key 1 md5 7 [removed]',
  },
  {
    name: 'line of ipsec.secrets (strongSwan, libreswan)',
    pattern: new RegExp(`(:\\s{0,4}(?:PSK|EAP|XAUTH|NTLM|PIN|RSA\\s+\\S+|ECDSA\\s+\\S+)\\s+)(?:${QUOTED}|\\S+)`, 'g'),
    example: '203.0.113.10 198.51.100.10 : PSK "xyz"',
    replacement: `$1${GONE}`,
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
      `((?<![\\w-])(?:-u\\s?|--?(?:proxy-)?user[ =]|--?(?:[a-z]+-){0,2}pass(?:w(?:or)?d)?[ =]|--?bearer[ =]|\\+pw\\s)|\\bauth\\s?=\\s?\\()(?:${QUOTED}[^)\\s]*(?:\\s*${QUOTED.replaceAll('<quote>', '<next>')})?|\\S+)`,
      'gi',
    ),
    example: 'curl -u clinic:xyz https://dicom.clinic.example',
    replacement: `$1${GONE}`,
    redacted: 'curl -u [removed] https://dicom.clinic.example',
  },
  {
    name: 'pass phrase behind the file of a certificate',
    pattern: /((?<![\w-])(?:-E|--cert)[ =][^\s:]+:)\S+/g,
    example: 'curl --cert clinic.pem:xyz',
    replacement: `$1${GONE}`,
    redacted: 'curl --cert clinic.pem:[removed]',
  },
  {
    name: 'users of Orthanc',
    // Up to the last brace of the line: a password may contain one.
    pattern: /(RegisteredUsers(?:\\{0,9}"){0,2}\s*[:=]\s*\{?)(?:.*(?=\})|[^}]*)/g,
    example: '"RegisteredUsers": {"clinic": "xyz"}',
    replacement: `$1${GONE}`,
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
    replacement: `$1${GONE}`,
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
      `\\b((?:${PERSON})["'\\\\)\\]]{0,9}\\s{0,4}(?:[:=]\\s{0,4}|\\s))(?:${QUOTED}|\\[[^\\]]*\\]|.+)`,
      'gi',
    ),
    example: 'patientname: DOE, JANE',
    replacement: `$1${GONE}`,
    redacted: 'patientname: [removed]',
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
    name: 'dump of bytes',
    pattern: /\b(?:[0-9A-Fa-f]{2}[ :]){8,}[0-9A-Fa-f]{0,2}/g,
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
