/**
 * The site that a client certificate names: the one CN of its subject, as the ALB passes it on in
 * `X-Amzn-Mtls-Clientcert-Subject` (Elastic Load Balancing, "Mutual authentication", verify mode: "an RFC2253 string
 * representation of the subject's distinguished name").
 *
 * The expression takes the whole string or nothing, so that no text inside another attribute can pass for a CN. RFC 2253
 * sections 2.4 and 3 leave readers much freedom; here all that a strict writer would not write is refused:
 *
 * - a second CN, under whatever name (`cn`, `commonName`, `2.5.4.3`), in whatever place;
 * - attributes joined with `+`, quoted values (RFC 1779), and unescaped `<` `>` `;` `#` in a value (`=` is let pass there: OpenSSL
 *   does not escape it, and where a value ends is said by the comma alone);
 * - a space after a comma. Two headers that nginx has joined ("a, b", since 1.23.0) therefore never match;
 * - any escape inside the CN: a site's name needs none.
 *
 * A hospital whose certificate is refused gets 403 and stays out until its certificate has one plain CN.
 */

const CN_ALIAS = '(?:[cC][nN]|[cC][oO][mM][mM][oO][nN][nN][aA][mM][eE]|(?:[oO][iI][dD]\\.)?2\\.5\\.4\\.3)';
const TYPE = `(?!${CN_ALIAS}=)[A-Za-z0-9][A-Za-z0-9.-]*`;
/** Plain characters (any byte above ASCII among them), and pairs: a backslash and a special character or two hex digits. */
const PLAIN = '[^\\x00-\\x20\\x7f,+<>#;"\\\\]';
const PAIR = '\\\\(?:[,=+<>#;"\\\\ ]|[0-9A-Fa-f][0-9A-Fa-f])';
/** Spaces only between other characters: RFC 2253 escapes the first and the last. */
const VALUE = `(?:#(?:[0-9A-Fa-f][0-9A-Fa-f])+|(?:(?:${PLAIN}|${PAIR})(?: *(?:${PLAIN}|${PAIR}))*)?)`;
const ATTRIBUTE = `${TYPE}=${VALUE}`;

/** For nginx (PCRE) and for JavaScript alike; the first group is the CN. */
export const SUBJECT_WITH_ONE_CN = `^(?:${ATTRIBUTE},)*CN=([a-z][a-z0-9-]*[a-z0-9])(?:,${ATTRIBUTE})*$`;
