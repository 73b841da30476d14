/** A removed value, or one in quotes of any kind (doubled in CSV, escaped in JSON), up to the same quotes or the end. */
export const QUOTED_VALUE = `(?:\\[removed\\]|(?<quote>(?:\\\\{0,9}["']){1,2})(?:(?!\\k<quote>)(?:\\\\+.|[^\\\\]))*(?:\\k<quote>)?)`;
/** Words between the name of a key and the key: its type, its side, its peer. */
const KIND =
  '(?:(?:[0-9]|ENC|key|local|remote|hex(?:adecimal)?|ascii(?:-text)?|text|password|encrypted|plaintext|cipher|simple|(?:address|hostname)\\s+\\S+(?:\\s+\\d[\\d.]+(?=\\s+key))?)\\s+){0,3}';
/** Words that follow "PSK", "key" or "password" in a message, and are no key. */
export const NOT_PROSE =
  '(?!(?:auth(?:entication|enticated)?|and|are|by|can|could|did|does|do|differs?|digest|error|fail(?:ed|ure|s)?|for|found|from|has|hash|in|invalid|is|length|lookup|match(?:es|ed)?|method|mis-?match(?:es|ed)?|missing|not|of|on|or|payload|policy|received|successful(?:ly)?|to|type|used|verif(?:y|ied|ication)|was|will|with|wrong)(?:[.,:;)]?(?:\\s|$)))';
/** Algorithms stand beside "md5" in a proposal. */
export const NOT_ALGORITHM =
  '(?!(?:md5|h?mac|sha|aes|3?des|esp|ah|group|dh|modp|ecp|prf|integrity|lifetime)[\\d_-]*(?:hmac)?(?:[,;/]|\\s|$))';

/** A name of `names` and the value behind it. The value is removed; `exceptions` are words that are no value. */
export const valueAfter = (names: string, exceptions = NOT_PROSE): RegExp =>
  new RegExp(
    `((?:${names})(?:["'\\\\)\\]]{0,9}\\s{0,4}(?:[:=]|\\[(?!removed))\\s{0,4}${KIND}|\\s+${exceptions}${KIND}))(?:${QUOTED_VALUE}|[^\\s"'<]+)`,
    'gi',
  );
