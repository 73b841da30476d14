import { redactSecrets } from '../../../lib/config/secrets';
import { diagnoseLogs } from '../../../lib/operate/diagnose';
import { access, gate } from './cases/composed';
import { CASES } from './cases/table';
import { CORPUS } from './corpus/corpus';
import { NOTATIONS, PLANTED, SECRET } from './secret-notations';

const PATIENT = 'DOE^JANE';

const notation = (at: number): string => NOTATIONS[at % NOTATIONS.length]?.[1] ?? '';
/** Each notation, with a word of failure, before the first line, and one behind each. */
const between = (text: string): string =>
  [
    ...NOTATIONS.map(([, line]) => `${line} failed`),
    ...text.split('\n').flatMap((line, at) => [line, `${notation(at)} failed`]),
  ].join('\n');
const TURNS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/** Ten notations stand behind each line in turn, in the last text of a JSON line; the cases together have them all. */
const behind = (text: string): string =>
  TURNS.map((turn) =>
    text
      .split('\n')
      .map((line, at) => {
        const planted = notation(text.length + at + 11 * turn);
        return line.endsWith('"}')
          ? `${line.slice(0, -2)} ${JSON.stringify(planted).slice(1, -1)}"}`
          : `${line} ${planted}`;
      })
      .join('\n'),
  ).join('\n');

describe('redact', () => {
  test.each(NOTATIONS)('%s', (_, line) => {
    expect(line).toMatch(PLANTED);
    const shown = redactSecrets(line);
    expect(shown).not.toMatch(PLANTED);
    expect(redactSecrets(shown)).toBe(shown);
    expect(redactSecrets(`Nov 27 10:00:00 fw app[1]: ${line} failed`)).not.toMatch(PLANTED);
  });

  test.each([
    `"RegisteredUsers" : {\n  "alice" : "a}b{c",\n  "clinic" : "${SECRET}"\n}`,
    `"RegisteredUsers" :\n{\n  // "bob" : "${SECRET}"\n  "dicom" : "a}${SECRET} tls error"\n}`,
    `"RegisteredUsers" : { "alice" : "a\\"}${SECRET}",\n  "dicom" : "${SECRET}} https failed" }`,
  ])('no password of several lines, with a brace in one: %s', (block) => {
    expect(block).toMatch(PLANTED);
    expect(redactSecrets(block)).not.toMatch(PLANTED);
    const failed = 'E1124 02:15:03.123456 HttpOutput.cpp:73] dicom tls error';
    const found = diagnoseLogs([{ name: 'log', text: `${block}\n${failed}\n"dicom" : "tls error"` }]);
    expect(JSON.stringify(found)).not.toMatch(PLANTED);
    // What follows the block is read again.
    expect(JSON.stringify(found)).toContain('HttpOutput.cpp:73');
  });

  test('nothing that is planted between or behind the lines of any case is printed', () => {
    const published = CORPUS.map(({ log }) => ({ logs: [log], site: undefined }));
    for (const { logs, site } of [...CASES, ...published])
      for (const planted of [between, behind]) {
        const shown = JSON.stringify(
          diagnoseLogs(
            logs.map((text, at) => ({ name: `log-${at}`, text: planted(text) })),
            site && { site },
          ),
        );
        expect(shown).not.toMatch(PLANTED);
      }
  });

  test.each([
    ['Basic', `Authorization: Basic ${SECRET}==`],
    ['Bearer', `> authorization: Bearer ${SECRET}.${SECRET}`],
    ['JSON header', `{"authorization":"Basic ${SECRET}","cookie":"session=${SECRET}"}`],
    ['cookie', `Cookie: AWSALB=${SECRET}; other=${SECRET}`],
    ['set-cookie', `< Set-Cookie: AWSALB=${SECRET}; Path=/`],
    ['IOS key', ` pre-shared-key ${SECRET}`],
    ['IOS key, local', ` pre-shared-key local ${SECRET}`],
    ['IOS type 6', `crypto isakmp key-string 6 ${SECRET}`],
    ['ASA key', ` ikev2 local-authentication pre-shared-key ${SECRET}`],
    ['FRR', ` neighbor 169.254.21.1 password ${SECRET}`],
    ['IOS BGP', ` neighbor 169.254.21.1 password 7 ${SECRET}`],
    ['swanctl', `    secret = "${SECRET} with a space ${SECRET}"`],
    ['JSON key', `"PreSharedKey":"${SECRET}", "psk":"${SECRET}"`],
    ['URL', `curl https://clinic:${SECRET}@dicom.clinic.example/dicomweb/studies`],
    ['curl', `curl -u clinic:${SECRET} https://dicom.clinic.example`],
    ['query', `GET https://dicom.clinic.example:443/dicomweb/studies?00100020=${SECRET}&x=1 HTTP/1.1`],
    ['dump', `   0: 5A 78 39 6B 54 71 33 76 57 6D 37 62 4C 70 32 73  ${'.'.repeat(16)}`],
    ['hex', `key ${'5a78396b54713376576d37624c703273'.repeat(2)}`],
    ['base64', `${'aGVhcnRsYWItbm90LWEta2V5LWF0LWFsbC1idXQtbG9uZw'}==`],
  ])('%s', (_, line) => {
    const shown = redactSecrets(line);
    expect(shown).toContain('[removed]');
    for (const gone of [SECRET, '39 6B 54', '5a78396b', 'aGVhcnRs']) expect(shown).not.toContain(gone);
  });

  test.each([
    ['QIDO', `GET https://h:443/dicomweb/studies?PatientName=${PATIENT}&PatientID=ZZZ1234 HTTP/1.1`],
    ['encoded', 'GET /dicomweb/studies?PatientName=DOE%5EJANE&PatientID=ZZZ1234 HTTP/1.1'],
    ['name', `PatientName: ${PATIENT} MARY, stored`],
    ['tag', `(0010,0010) PN [${PATIENT}] and (0010,0020) LO [ZZZ1234]`],
    ['JSON', `{"PatientName":"${PATIENT}","PatientID":"ZZZ1234"}`],
    ['bare', `E1124 02:15:03.123456 ServerContext.cpp:73] Cannot store the instance of ${PATIENT}^^^`],
    ['UID', 'GET /dicomweb/studies/1.2.840.113619.2.55.3.604688119.971.1234567890.123/metadata'],
  ])('patient data: %s', (_, line) => {
    expect(redactSecrets(line)).not.toMatch(/DOE|JANE|MARY|ZZZ1234|604688119/);
  });

  test.each([
    "tried 1 shared key for '198.51.100.10' - '203.0.113.10', but MAC mismatched",
    'AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10',
    "authentication of '203.0.113.10' (myself) with pre-shared key",
    'received proposals: ESP:AES_CBC_256/HMAC_SHA2_256_128/MODP_2048/NO_EXT_SEQ, ESP:AES_GCM_16_256/MODP_2048/NO_EXT_SEQ',
    'sending packet: from 203.0.113.10[4500] to 198.51.100.10[4500] (256 bytes)',
    "curl: (60) SSL: no alternative certificate subject name matches target host name 'other.clinic.example'",
    '%NOTIFICATION: received from neighbor 169.254.21.1 2/2 (OPEN Message Error/Bad Peer AS) 2 bytes fe 4b',
  ])('evidence stays: %s', (line) => {
    expect(redactSecrets(line)).toBe(line);
  });

  test('no cause shows what redact takes out, not even in a file name', () => {
    const request = `POST https://h.example:443/dicomweb/studies?PatientName=${PATIENT} HTTP/1.1`;
    const causes = diagnoseLogs([
      { name: `log of PatientName=${PATIENT}`, text: access('415', '415', { request }) },
      { name: 'b', text: `${gate({ status: 500 })}\n13[IKE] <a|1> unable to use secret = "${SECRET}"` },
      {
        name: 'c',
        text: `13[CFG] <a|1> looking for peer configs matching 192.0.2.1[x]...192.0.2.2[${PATIENT}]\n13[CFG] <a|1> no matching peer config found`,
      },
    ]);
    expect(causes.map(({ id }) => id)).toEqual(['identity-mismatch', 'stow-415', 'stow-5xx']);
    expect(JSON.stringify(causes)).not.toMatch(new RegExp(`${SECRET}|DOE|JANE`));
  });
});
