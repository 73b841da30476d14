import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchFolder, measured, middle } from './measure';

/**
 * `npm run bench:diagnose [-- --runs R]`: `heartlab diagnose` on six long logs and on a short one, and `wc -l` of the same files,
 * alternately in the same run. Quote the ratio; the peaks of both sizes show whether memory grows.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const RUNS = Number(values.runs);
const MEGABYTES = [100, 400] as const;

const folder = benchFolder();

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A time as syslog writes it. */
function syslogTime(seconds: number): string {
  const date = new Date((1_795_485_000 + seconds) * 1000);
  const day = String(date.getUTCDate()).padStart(2);
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}`;
}

const CAPTURED = readFileSync('test/operate/diagnose/cases/captured/healthy-hospital.txt', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !/ 00\[/.test(line));

/** The same lines, with the same times. */
const repetitions = (): string => CAPTURED.join('\n');

/** A captured log of a tunnel that comes up and renews its keys every few seconds: most lines change what is known. */
function negotiations(round: number): string {
  const numbered = (_: string, before: string, number: string) => `${before}${round * 2 + Number(number)}`;
  return CAPTURED.map((line) => `${syslogTime(round * 9)}${line.slice(15)}`)
    .join('\n')
    .replace(/(heartlab-tunnel1[|[]|net\{)(\d)/g, numbered)
    .replace(/\b[0-9a-f]{8}(?=_[io] |\n)/g, (spi) => ((Number.parseInt(spi, 16) + round) >>> 0).toString(16));
}

/** A tunnel at log level 2 that is up, with one probe (DPD) in a round: the lines of https://github.com/trailofbits/algo/pull/976. */
function probes(round: number): string {
  if (round === 0) return negotiations(0);
  const [asks, hears] = [round, round + 7].map((number) => String(5 + (number % 12)).padStart(2, '0'));
  return [
    `${asks}[MGR] checkout IKE_SA`,
    `${asks}[MGR] IKE_SA heartlab-tunnel1[2] successfully checked out`,
    `${asks}[IKE] sending DPD request`,
    `${asks}[IKE] queueing IKE_DPD task`,
    `${asks}[IKE] activating new tasks`,
    `${asks}[IKE]   activating IKE_DPD task`,
    `${asks}[ENC] generating INFORMATIONAL request ${round} [ ]`,
    `${asks}[NET] sending packet: from 203.0.113.10[4500] to 198.51.100.10[4500] (80 bytes)`,
    `${asks}[MGR] checkin IKE_SA heartlab-tunnel1[2]`,
    `${asks}[MGR] checkin of IKE_SA successful`,
    '04[NET] sending packet: from 203.0.113.10[4500] to 198.51.100.10[4500]',
    '03[NET] received packet: from 198.51.100.10[4500] to 203.0.113.10[4500]',
    '03[NET] waiting for data on sockets',
    `${hears}[MGR] checkout IKEv2 SA by message with SPIs 2269d800607a7eaa_i 0393c022e9ade5ae_r`,
    `${hears}[MGR] IKE_SA heartlab-tunnel1[2] successfully checked out`,
    `${hears}[NET] received packet: from 198.51.100.10[4500] to 203.0.113.10[4500] (80 bytes)`,
    `${hears}[ENC] parsed INFORMATIONAL response ${round} [ ]`,
    `${hears}[IKE] activating new tasks`,
    `${hears}[IKE] nothing to initiate`,
    `${hears}[MGR] checkin IKE_SA heartlab-tunnel1[2]`,
    `${hears}[MGR] checkin of IKE_SA successful`,
  ]
    .map((line) => `${syslogTime(10 * round)} fw charon: ${line}`)
    .join('\n');
}

/** A number below a limit that is the same in each run: the minimal standard generator of Park and Miller (1988). */
function numbers(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = (state * 48_271) % 0x7fffffff;
    return state % limit;
  };
}
const below = numbers();
const address = (): string => Array.from({ length: 4 }, () => below(256)).join('.');

const isoTime = (seconds: number): string => new Date((1_795_485_000 + seconds) * 1000).toISOString();

/** The traffic log of a FortiGate: addresses, ports and sizes of any length, and now and then the failure of a tunnel. */
function traffic(round: number): string {
  const [date = '', time = ''] = isoTime(round).slice(0, 19).split('T');
  const head = `date=${date} time=${time} devname="fw"`;
  const lines = Array.from(
    { length: 20 },
    () =>
      `${head} logid="0000000013" type="traffic" subtype="forward" level="notice" srcip=${address()} srcport=${below(65_536)} ` +
      `dstip=${address()} dstport=443 policyid=${below(40)} action="close" sentbyte=${below(1e6)} rcvdbyte=${below(1e7)}`,
  );
  const failure = `${head} logid="0101037124" type="event" subtype="vpn" level="error" vd="root" logdesc="IPsec phase 1 error" msg="IPsec phase 1 error" action="negotiate" remip=198.51.100.10 locip=203.0.113.10 remport=500 locport=500 vpntunnel="aws-1" status="negotiate_error" reason="peer SA proposal not match local policy"`;
  return round % 100 === 0 ? [...lines, failure].join('\n') : lines.join('\n');
}

/** The activity log of a tunnel as CloudWatch Logs exports it, one JSON object a line. */
const cloudwatch = (round: number): string =>
  JSON.stringify({
    event_timestamp: 1_795_485_000 + round,
    details: round % 2 === 0 ? 'AWS tunnel is sending DPD request' : 'AWS tunnel received DPD response',
    dpd_enabled: true,
    nat_t_detected: true,
    ike_phase1_state: 'established',
    ike_phase2_state: 'established',
  });

/** A PACS in Java that fails to connect, with the stack trace of its failure. */
const sender = (round: number): string =>
  [
    `${isoTime(round).replace('T', ' ').slice(0, 23)} ERROR [pool-${below(9)}-thread-${below(90)}] org.dcm4che3.tool.stowrs.StowRS - Failed to send 1.2.840.113619.2.${below(1e9)}.${below(1e6)}`,
    'javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
    ...['Alert', 'TransportContext', 'CertificateMessage'].map(
      (name) => `\tat java.base/sun.security.ssl.${name}.consume(${name}.java:${below(900)})`,
    ),
  ].join('\n');

const LOGS = { negotiations, probes, repetitions, traffic, cloudwatch, sender };

function writeLog(path: string, megabytes: number, textOf: (round: number) => string): void {
  const file = openSync(path, 'w');
  let written = 0;
  for (let round = 0; written < megabytes * 1e6; round++) written += writeSync(file, `${textOf(round)}\n`);
  closeSync(file);
}

/** Some of the logs have a failure: exit code 1. */
const diagnose = (log: string) =>
  measured([process.execPath, 'bin/heartlab.cjs', 'diagnose', '--log', log], { exitCodes: [0, 1] });

/** The median seconds of several runs. */
const median = (runs: readonly { readonly seconds: number }[]): number => middle(runs.map(({ seconds }) => seconds));

const short = join(folder, 'short.log');
writeFileSync(short, `${negotiations(0)}\n`);
console.log(`start, and a short log: ${median(Array.from({ length: RUNS }, () => diagnose(short))).toFixed(2)} s`);

for (const megabytes of MEGABYTES)
  for (const [name, textOf] of Object.entries(LOGS)) {
    const log = join(folder, `${name}.log`);
    writeLog(log, megabytes, textOf);
    const count = () => measured(['wc', '-l', log]);
    count();
    const rounds = Array.from({ length: RUNS }, () => [count(), diagnose(log)] as const);
    const [counted, diagnosed] = [median(rounds.map(([one]) => one)), median(rounds.map(([, one]) => one))];
    console.log(
      `${megabytes} MB of ${name}: wc -l ${counted.toFixed(3)} s, diagnose ${diagnosed.toFixed(2)} s, ` +
        `× ${(diagnosed / counted).toFixed(0)}; peak ${middle(rounds.map(([, { peakMb }]) => peakMb)).toFixed(0)} MB`,
    );
    rmSync(log);
  }
