/** A key or a password beside the word for it, as somebody notes it: `psk=…`, `Password: …`; or the head of a PEM key. */
const NOTED =
  /(psk|shared[-_ ]?key|passw(or)?d|passphrase|secret|token|private[-_ ]?key|api[-_ ]?key)["']?\s*[:=]\s*\S|-----BEGIN [A-Z ]*PRIVATE KEY/i;

/** Whether a text holds what looks like a secret. Better one innocent sentence written anew than a password in a template. */
export const holdsSecret = (text: string): boolean => NOTED.test(text);
