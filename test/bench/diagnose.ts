import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchFolder, measured, middle } from './measure';

/**
 * `npm run bench:diagnose [-- --runs R]`: `heartlab diagnose` on three logs of charon and on a short one, and `wc -l` of the same files,
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

function writeLog(path: string, megabytes: number, textOf: (round: number) => string): void {
  const file = openSync(path, 'w');
  let written = 0;
  for (let round = 0; written < megabytes * 1e6; round++) written += writeSync(file, `${textOf(round)}\n`);
  closeSync(file);
}

const diagnose = (log: string) => measured([process.execPath, 'bin/heartlab.cjs', 'diagnose', '--log', log]);

/** The median seconds of several runs. */
const median = (runs: readonly { readonly seconds: number }[]): number => middle(runs.map(({ seconds }) => seconds));

const short = join(folder, 'short.log');
writeFileSync(short, `${negotiations(0)}\n`);
console.log(`start, and a short log: ${median(Array.from({ length: RUNS }, () => diagnose(short))).toFixed(2)} s`);

for (const megabytes of MEGABYTES)
  for (const [name, textOf] of Object.entries({ negotiations, probes, repetitions })) {
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
