import type { NamedCause } from '../../causes';
import type { KnownMessage } from '../../saying';

/** Error codes of WinHTTP and WinINet (winhttp.h), which have the HRESULT 0x80070000 + code. */
const CODES: readonly (readonly [NamedCause, readonly number[]])[] = [
  ['name-not-resolved', [12007]],
  ['ingest-unreachable', [12029]],
  ['tls-expired', [12037]],
  ['tls-name', [12038]],
  ['tls-chain', [12045]],
  ['client-certificate-missing', [12044]],
  // A script or service that finds the proxy; the client certificate's private key.
  ['sender-setup', [12166, 12167, 12178, 12180, 12185, 12186]],
];

const codes = (numbers: readonly number[]): RegExp =>
  new RegExp(
    `\\b(?:WinHttp|WinINet|ERROR_(?:WINHTTP|INTERNET)).{0,60}\\b(?:${numbers.join('|')})\\b|` +
      `0x(?:${numbers.map((code) => (0x80070000 + code).toString(16)).join('|')})\\b`,
    'i',
  );

export const WINDOWS_SAYINGS: readonly KnownMessage[] = [
  ...CODES.map(
    ([is, numbers]): KnownMessage => ({
      says: codes(numbers),
      is,
      example: `System.Net.Http.WinHttpException (${numbers[0]}): Error ${numbers[0]} calling WinHttpSendRequest`,
    }),
  ),
  {
    says: codes([12002, 12030, 12057, 12152, 12157, 12169, 12170, 12175, 12179]),
    is: 'trouble',
    phase: 'handshake',
    couldBe: ['tls-chain', 'tls-name', 'tls-expired', 'tls-version', 'transfer-timeout', 'ingest-unreachable'],
    next: "The connection failed: 12002 is a timeout; 12030 and 12152 an answer that was cut or not HTTP; the others a failure of TLS. Hospital: check the sender's Schannel events of that minute, and that nothing on the path inspects TLS. HeartLab: read the connection log of the ALB.",
    example:
      "System.Net.Http.WinHttpException (12175): Error 12175 calling WinHttpSendRequest, 'A security error occurred'.",
  },
  {
    says: /creating a TLS client credential/,
    is: 'sender-setup',
    example:
      'Error 27/11/2026 10:00:00 Schannel 36871 None A fatal error occurred while creating a TLS client credential. The internal error state is 10013.',
  },
];
