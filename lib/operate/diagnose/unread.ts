import type { LogLine } from './log-line';
import { lineContent } from './needed-text';

/** Words of the subsystems whose lines matter here; OpenVPN and a portal's VPN are other things. */
export const SUBSYSTEM_WORDS =
  /\b(?:ike|ikev[12]|ike2|ipsec|isakmp|phase ?[12]|vpn|tunnel|child_?sa|esp|bgp|dicom\w*|stow\w*|storescu|ssl|tls\w*|https?|curl)\b|ikemgr|ike-nego|charon|pluto|racoon|kmd\[|iked\[/i;
export const OTHER_VPN = /openvpn|ssl-?vpn|sslvpn|anyconnect|globalprotect|wireguard|l2tp|pptp/i;
/** What a sender connects to beside the ingest. */
export const OTHER_SERVER = /\bjdbc:|\bldaps?:\/\/|\bsmtps?\b/i;

/** Whether a line with a message of TLS or TCP is of another VPN or server. */
export const isOfAnotherServer = (text: string): boolean =>
  lineContent.test(OTHER_VPN, text) || lineContent.test(OTHER_SERVER, text);

/** Words of a failure, in any dialect. */
const LOOKS_BAD =
  /\b(?:fail\w*|errors?|down|inactive|refus\w*|reject\w*|mismatch\w*|invalid|unable|cannot|can't|could not|time-?d? ?out|timeout|delet\w+|lost|unreachable|abort\w*|den(?:y|ied)|dead|expired?|no response|not (?:match|found|respond|known)\w*|notify|closed|reset|unacceptable|inacceptable|exception|alert|unauthorized|forbidden)\b|NO_PROPOSAL|AUTHENTICATION_FAILED/i;

/** Whether an unread line is about a VPN, BGP or a transfer. */
export const isRelevant = ({ text }: Pick<LogLine, 'text'>): boolean =>
  lineContent.test(SUBSYSTEM_WORDS, text) && !lineContent.test(OTHER_VPN, text);

const MOST_LINES = 4;

/** What could not be read of a file, and the lines of it that look worst. */
export class UnreadLines {
  /** Lines of VPN, BGP and transfers: with a known meaning, and without. */
  #known = 0;
  #unknown = 0;
  #bad: readonly LogLine[] = [];
  #last: readonly LogLine[] = [];

  takeKnown(): void {
    this.#known++;
  }

  take(line: LogLine): void {
    if (line.format !== 'unknown') {
      this.takeKnown();
      return;
    }
    if (!isRelevant(line)) return;
    this.#unknown++;
    this.#last = [...this.#last, line].slice(-MOST_LINES);
    if (lineContent.test(LOOKS_BAD, line.text)) this.#bad = [...this.#bad, line].slice(-MOST_LINES);
  }

  get isMost(): boolean {
    return this.#unknown > this.#known;
  }

  /** The lines that look worst, at most four. */
  get worst(): readonly LogLine[] {
    return this.#bad.length > 0 ? this.#bad : this.#last;
  }

  /** The place of the last line that looks bad. */
  get lastBad(): number {
    return this.#bad.at(-1)?.order ?? 0;
  }
}
