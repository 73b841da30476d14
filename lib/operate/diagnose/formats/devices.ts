import type { LineReader } from '../log-line';

/** strongSwan: `13[IKE] <name|1> message` after any prefix of syslog, the journal, or a file's time format. */
const CHARON =
  /(?:^|[\s:])(?:\d{1,3})?\[(IKE|CFG|NET|ENC|KNL|JOB|MGR|DMN|LIB|CHD|ESP|TNC|ASN|APP|TLS|IMC|IMV|PTS)\] (?:<(?:([^|>]{1,200})\|)?(\d{1,10})> )?(.*)$/;

export const readCharonLine: LineReader = (text) => {
  const found = CHARON.exec(text);
  if (found === null) return undefined;
  const [, group = '', name = '', sa = '', message = ''] = found;
  return { format: 'charon', message, fields: { group, name, sa } };
};

/** Messages that only charon writes, as people paste them without the prefix. */
const CHARON_BARE =
  /^\s{0,8}((?:tried \d+ shared keys? for |no matching peer config found|no IKE config found for |received (?:AUTHENTICATION_FAILED|NO_PROPOSAL_CHOSEN|TS_UNACCEPTABLE) |received proposals unacceptable|no acceptable proposal found|traffic selectors .* unacceptable|retransmit \d+ of request with message ID |giving up after \d+ retransmits|establishing IKE_SA failed|CHILD_SA rekeying failed|initiating (?:Main Mode |Aggressive Mode )?IKE_SA |(?:generating|parsed) [A-Z_0-9]{5,30} (?:request|response) \d+ \[|(?:sending|received) packet: from |(?:IKE|CHILD)_SA .* established (?:between|with) ).*)$/;

export const charonBare: LineReader = (text) => {
  const found = CHARON_BARE.exec(text);
  return found === null
    ? undefined
    : { format: 'charon', message: found[1] ?? '', fields: { group: '', name: '', sa: '' } };
};

/** `debug crypto ikev2` and system messages of IOS, IOS-XE and ASA. */
const CISCO =
  /(?:^|[\s:])((?:IKEv2(?:-[A-Z]+(?:-\d)?)?:\s*(?:\((?:SESSION ID = \d+, ?)?SA(?: ID)? = \d+\):|\(\d+\):)?|ISAKMP(?:-[A-Z]+)?:\s?\([^)]{0,40}\):|%(?:IKEV2|CRYPTO|BGP|TCP|ASA|FTD|IPSEC)-\d-[A-Z0-9_]+:))\s{0,4}:?\s{0,4}(.*)$/;
/** Lines of a packet's description, which IOS prints after it without a prefix. */
const CISCO_BELOW =
  /^\s{0,8}(IKEv2 [A-Z_]+ Exchange (?:REQUEST|RESPONSE)|(?:VID|SA|IDi|IDr|ENCR|NOTIFY)[ (].{0,300}|Initiator SPI : .{0,120})\s*$/;

export const readCiscoLine: LineReader = (text) => {
  const found = CISCO.exec(text);
  if (found !== null) return { format: 'cisco', message: found[2] ?? '', fields: { head: found[1] ?? '' } };
  const below = CISCO_BELOW.exec(text);
  return below === null ? undefined : { format: 'cisco', message: below[1] ?? '', fields: { head: '' } };
};

/** FRR's bgpd, in its own file or in syslog, and the state lines of `show bgp neighbors`. */
const FRR = /(?:^|[\s:])(?:BGP: |bgpd(?:\[\d+\])?: )(?:\[[A-Z0-9]{5}-[A-Z0-9]{5}\])?(?:\[EC \d+\])? ?(.*)$/;
const SHOW_BGP = /^\s{0,4}(BGP neighbor is \S+,.*|BGP state = .*|Last reset .*)$/;

export const readFrrLine: LineReader = (text) => {
  const found = FRR.exec(text);
  if (found !== null) return { format: 'frr', message: found[1] ?? '', fields: { show: '' } };
  const show = SHOW_BGP.exec(text);
  return show === null ? undefined : { format: 'frr', message: show[1] ?? '', fields: { show: 'yes' } };
};

const KERNEL =
  /(?:^|\s)(?:kernel: (?:\[ *[\d.]+\] )?|\[ *\d+\.\d+\] )?((?:TCP: |IPv4: )?(?:MD5 Hash |martian source ).*)$/;

export const readKernelLine: LineReader = (text) => {
  const found = KERNEL.exec(text);
  return found === null ? undefined : { format: 'kernel', message: found[1] ?? '', fields: {} };
};

/** Orthanc: a severity letter, the date without its year, the time, the source file. */
const ORTHANC = /^([EWIT])\d{4} \d\d:\d\d:\d\d\.\d{6} (?:[^\]]{0,120}\] )?(.*)$/;

export const readOrthancLine: LineReader = (text) => {
  const found = ORTHANC.exec(text);
  return found === null
    ? undefined
    : { format: 'orthanc', message: found[2] ?? '', fields: { severity: found[1] ?? '' } };
};

/** Output of senders about their connection: curl, OpenSSL, Java, .NET, nginx, ping. */
const CLIENT =
  /curl: \(\d+\)|^\* {1,3}(?:SSL|TLSv|OpenSSL)|verify error:num=|Verif(?:y return code|ication error):|\b(?:javax\.net\.ssl|sun\.security|java\.security)\.|SSLHandshakeException|AuthenticationException|error:[0-9A-F]{8}:|RemoteCertificate|client sent no required SSL|No required SSL certificate|connect: (?:Network is unreachable|No route to host)|: Network is unreachable/;

export const readClientLine: LineReader = (text) =>
  CLIENT.test(text) ? { format: 'client', message: text, fields: {} } : undefined;
