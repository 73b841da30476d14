import type { NamedCause } from '../../causes';
import type { DeviceReader } from '../../device-reader';
import type { KnownMessage } from '../../saying';
import { TLS_SAYINGS } from './tls';
import { TRANSFER_SAYINGS } from './transfer';

const PROPOSE =
  'The association was accepted without a presentation context for these objects. Hospital: let the sender propose the SOP classes and transfer syntaxes of the handover pack.';

/** What a line before or after the general message names. */
const OF_AN_ASSOCIATION: readonly NamedCause[] = [
  'ingest-unreachable',
  'name-not-resolved',
  'wrong-ae-title',
  'stow-5xx',
  'sender-setup',
  'client-certificate-missing',
  'tls-version',
  'tls-expired',
  'tls-chain',
  'tls-name',
];

/** DIMSE (PS3.8 section 9.3.4, reasons of A-ASSOCIATE-RJ), as dcmtk, dcm4che, pynetdicom and fo-dicom write it. */
const DIMSE_SAYINGS: readonly KnownMessage[] = [
  {
    says: /Call(?:ed|ing) AE[- ]Title[- ]Not[- ]Recogni[sz]ed|result[=:] ?1.*source[=:] ?1.*reason[=:] ?[37]\b/i,
    is: 'wrong-ae-title',
    example: 'F: Reason: Called AE Title Not Recognized',
  },
  {
    says: /No Acceptable Presentation Contexts|No presentation context|no presentation context for/i,
    is: 'trouble',
    phase: 'store',
    couldBe: [],
    next: PROPOSE,
    example: 'F: No Acceptable Presentation Contexts',
  },
  {
    says: /(?:temporary|local)[- ](?:congestion|limit)|Rejected Transient/i,
    is: 'stow-5xx',
    example: 'F: Result: Rejected Transient, Source: Service Provider (Presentation Related)',
  },
  {
    says: /Received (?:Store|Echo) Response \((?:Status: )?Success\)|C-(?:STORE|ECHO)-RSP\[.*status=0H|Received Store Response 1?.*0x0000/,
    is: 'store-up',
    example: 'I: Received Store Response (Success)',
  },
  {
    says: /Refused: ?Out ?Of ?Resources|C-STORE-RSP\[.*status=a7[0-9a-f]{2}H/i,
    is: 'not-stored',
    example: 'I: Received Store Response (Refused: OutOfResources)',
  },
  {
    says: /Received Store Response \((?:Failed|Failure|Error|Refused)|C-STORE-RSP\[.*status=(?:[ac][0-9a-f]{3}|1[0-9a-f]{2})H/i,
    is: 'object-refused',
    example: 'I: Received Store Response (Failed: Cannot understand)',
  },
  {
    says: /^(?!.*TCP Initialization Error).*(?:Peer aborted Association|A-ABORT\[|Association Abort|never connected)/i,
    is: 'trouble',
    phase: 'store',
    couldBe: OF_AN_ASSOCIATION,
    next: "The association was aborted. Hospital: check the destination's address, port and AE titles, and that it speaks TLS only if the sender does. HeartLab: read the gate's log at that time.",
    example: 'F: Association Request Failed: 0006:0317 Peer aborted Association (or never connected)',
  },
];

const FAILED: KnownMessage = {
  says: /Failed|Rejected|Timeout|\bRJ\[|Error\b/i,
  is: 'trouble',
  phase: 'store',
  example: 'E: Store Failed, file: /data/1.dcm:',
};

/** dcmtk (storescu, echoscu) with its severity letter, dcm4che's network classes, pynetdicom, fo-dicom. */
export const dimseReader: DeviceReader = {
  name: 'dimse',
  heads: [
    {
      line: /^(?<message>[EFWI]: (?:Requesting Association|Association|Result: |Reason: |Cannot|Failed|Releasing|Aborting|Sending|Received (?:Store|Echo) Response|No Acceptable|No presentation|Store |Echo |DIMSE|TCP |TLS |Peer |[0-9a-f]{4}:[0-9a-f]{4} |Determining|checking input).*)$/i,
    },
    {
      line: /(?<message>(?:\bA-(?:ASSOCIATE-(?:RJ|RQ|AC)|ABORT)|\bC-(?:STORE|ECHO)-R(?:Q|SP))\b.*|\bAssociation rejected \[.*|\bAssociation Abort \[.*)/,
    },
  ],
  sayings: [
    ...DIMSE_SAYINGS,
    ...TLS_SAYINGS,
    ...TRANSFER_SAYINGS.filter(({ says }) => !says.source.startsWith('^<')),
    {
      ...FAILED,
      says: /Association Request Failed|Association Rejected:?$|(?:Store|Echo) Failed|A-ASSOCIATE-RJ|Timeout/i,
      couldBe: OF_AN_ASSOCIATION,
      next: 'The association failed. Hospital: send the lines after this one; they name the reason.',
    },
  ],
};

/** Orthanc: a severity letter, the date without its year, the time, the source file. It sends with libcurl. */
export const orthancReader: DeviceReader = {
  name: 'orthanc',
  heads: [{ line: /^(?<severity>[EWIT])\d{4} \d\d:\d\d:\d\d\.\d{6} (?:\S+ )?(?:[^\]]{0,120}\] )?(?<message>.*)$/ }],
  sayings: [
    {
      says: /expects a multipart body|contains a part that is not "application\/dicom"/i,
      is: 'stow-415',
      example: 'E1124 02:15:03.123456 HttpOutput.cpp:73] The STOW-RS server expects a multipart body in its request',
    },
    {
      says: /Error in the network protocol|Could not upload an instance to peer/,
      is: 'trouble',
      phase: 'store',
      couldBe: [...OF_AN_ASSOCIATION, 'transfer-timeout'],
      next: 'Orthanc could not use the connection. The lines of HttpClient or DicomAssociation before this one name the reason. Hospital: start Orthanc with --verbose if there are none, and send them.',
      example: 'E1127 22:59:17.853567 PluginsManager.cpp:153] Error in a job: Error in the network protocol',
    },
    {
      says: /verification of the peers in HTTPS requests is disabled/,
      is: 'harmless',
      example: 'W1127 22:59:17.306003 HttpClient.cpp:1182] The verification of the peers in HTTPS requests is disabled',
    },
    ...DIMSE_SAYINGS,
    ...TLS_SAYINGS,
    ...TRANSFER_SAYINGS,
  ],
};
