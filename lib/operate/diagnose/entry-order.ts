import type { TextPlace } from './shape-reading';

/** Enough entries to see their order; a longer log that begins with its newest entry can't be turned round. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DATED = /(\d{4})[-/](\d\d)[-/](\d\d)"?(?:[T ]| time=)"?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,6}))?/;
const SYSLOG = /\b([A-Z][a-z]{2}) +(\d{1,2}) (?:\d{4} )?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?/;
const EPOCH = /(?:^|event_timestamp"*:"?|^<\d{1,3}>1 )(\d{10})(?:(\d{3})|\.(\d{1,9}))?(?!\d)/;

const seconds = (
  [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0]: readonly number[],
  fraction = '0',
): number => Date.UTC(year, month - 1, day, hour, minute, second) / 1000 + Number(`0.${fraction}`);

/** The time of an entry in seconds; undefined without a date. Of syslog's times, which have no year, only differences mean something. */
export function timeOf(text: string): number | undefined {
  if (text.length < 10) return undefined;
  const head = text.slice(0, 400);
  const [dated, ...of] = DATED.exec(head) ?? [];
  if (dated !== undefined) return seconds(of.slice(0, 6).map(Number), of[6]);
  const [syslog, month = '', ...rest] = SYSLOG.exec(head) ?? [];
  if (syslog !== undefined)
    return seconds([2000, MONTHS.indexOf(month) / 3 + 1, ...rest.slice(0, 4).map(Number)], rest[4]);
  const [epoch, whole, milliseconds, fraction] = EPOCH.exec(head) ?? [];
  return epoch === undefined ? undefined : Number(`${whole}.${milliseconds ?? fraction ?? 0}`);
}

/** The place of the time in all texts that differ only in digits. */
export function timePlace(text: string): TextPlace | undefined {
  const found = DATED.exec(text.slice(0, 400)) ?? SYSLOG.exec(text.slice(0, 400));
  return found === null ? undefined : { start: found.index, end: found.index + found[0].length };
}

const YEAR_SECONDS = 366 * 86_400;
/** Syslog's times are all in the year 2000. */
const isYearless = (time: number): boolean => time > 946_684_799 && time < 978_307_200;

/** The seconds from one time to another. Without years, a step of more than half a year crosses the end of a year. */
export function secondsBetween(from: number, to: number): number {
  const step = to - from;
  const isNewYear = isYearless(from) && isYearless(to) && Math.abs(step) > YEAR_SECONDS / 2;
  return isNewYear ? step - Math.sign(step) * YEAR_SECONDS : step;
}

/** More than the end of daylight saving time and the clocks of two programs differ. */
const LONGEST_STEP_BACK_SECONDS = 7200;
/** The times of a long log are compared at every such entry. */
const SAMPLE = 1024;

export interface EntryOfFile {
  readonly text: string;
  readonly line: number;
  readonly stream: string;
}

/** The order of the entries of a log. Tables such as those of Logs Insights and pfSense list the newest entry first. */
export class EntryOrder {
  #characters = 0;
  #taken = 0;
  #lastText = '';
  /** The last time as it is written, and its value. */
  #written = '';
  #time: number | undefined;
  #first: number | undefined;
  #last: number | undefined;
  /** The newest time, with a year and without. */
  readonly #newest = new Map<boolean, number>();
  #rises = 0;
  #falls = 0;
  /** The log is too long to be read from its end. */
  isLong = false;
  /** It begins with its newest entry, and is too long. */
  isUnreadable = false;

  /** Its times fall more often than they rise, and in the end: two programs whose clocks differ also write falling times. */
  get isNewestFirst(): boolean {
    const [first, last] = [this.#first, this.#last];
    return this.#falls > this.#rises && first !== undefined && last !== undefined && secondsBetween(first, last) < 0;
  }

  /** Lines of an earlier time are last, as in files that were joined in the wrong order. */
  get endsEarly(): boolean {
    const end = this.isNewestFirst ? this.#first : this.#last;
    const newest = end === undefined ? undefined : this.#newest.get(isYearless(end));
    return end !== undefined && newest !== undefined && secondsBetween(newest, end) < -LONGEST_STEP_BACK_SECONDS;
  }

  /** `time`: the place of the time in the text, if it is known. */
  take(text: string, time?: TextPlace): void {
    this.#lastText = text;
    if (this.isLong) {
      if (++this.#taken % SAMPLE === 0) this.#compare(timeOf(text));
      return;
    }
    this.#characters += text.length;
    this.#compare(this.#timeOf(text, time));
    if (this.#characters <= MOST_CHARACTERS) return;
    this.isLong = true;
    this.isUnreadable = this.isNewestFirst;
  }

  end(): void {
    if (this.isLong) this.#compare(timeOf(this.#lastText));
  }

  /** Neighbouring entries often have the same time. */
  #timeOf(text: string, place: TextPlace | undefined): number | undefined {
    if (place === undefined) return timeOf(text);
    const written = text.slice(place.start, place.end);
    if (written !== this.#written) [this.#written, this.#time] = [written, timeOf(written)];
    return this.#time;
  }

  #compare(time: number | undefined): void {
    if (time === undefined) return;
    const step = this.#last === undefined ? 0 : secondsBetween(this.#last, time);
    if (step > 0) this.#rises++;
    if (step < 0) this.#falls++;
    this.#first ??= time;
    this.#last = time;
    const newest = this.#newest.get(isYearless(time));
    if (newest === undefined || secondsBetween(newest, time) > 0) this.#newest.set(isYearless(time), time);
  }
}

/** From the last entry to the first; an entry without a time stays behind the one that it continues. */
export function entriesReversed(entries: readonly EntryOfFile[]): readonly EntryOfFile[] {
  const blocks: EntryOfFile[][] = [];
  for (const entry of entries) {
    const last = blocks.at(-1);
    if (last === undefined || timeOf(entry.text) !== undefined) blocks.push([entry]);
    else last.push(entry);
  }
  return blocks.reverse().flat();
}
