import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type CertificateFile, readCertificates } from '../../../lib/config/load/certificates';
import { derAt, derItems, nameOf } from '../../../lib/config/load/der';
import { derOf, pem, pemOf } from '../../support/builders/pem';
import { PRIVATE_KEYS } from '../../support/builders/private-keys';
import { folderOf } from '../../support/builders/site-folder';
import { runs } from '../../support/long';

const folder = folderOf({});

/** Reads the bytes as each kind of file. The result is complaints with text and readable certificates; an exception fails the test. */
function judge(content: string | Uint8Array) {
  for (const name of ['ca.pem', 'crl.pem'])
    writeFileSync(join(folder, name), name === 'ca.pem' ? content : pem('ca.crl'));
  const asBundle = read('ca.pem', 'crl.pem');
  writeFileSync(join(folder, 'crl.pem'), content);
  writeFileSync(join(folder, 'ca.pem'), pem('ca'));
  return [asBundle, read('ca.pem', 'crl.pem')];
}

function read(clientCaBundle: string, list: string) {
  const ingest = { serverCaBundle: clientCaBundle, managed: { clientCaBundle, revocationLists: [list] } };
  const { complaints, files } = readCertificates(folder, 'sydney', { ingest });
  for (const { complaint } of complaints) {
    expect(complaint.wrong).not.toBe('');
    expect(complaint.write).not.toBe('');
    expect(`${complaint.found} ${complaint.wrong} ${complaint.write}`).not.toMatch(/\p{Cc}/u);
  }
  const good = complaints.every(
    ({ id, complaint: { severity } }) => id !== 'client-ca-bundle' || severity === 'warning',
  );
  if (good) expect(itemsOf(files, 'client-ca-bundle')).toBeGreaterThan(0);
  return { complaints, files };
}

const itemsOf = (files: readonly CertificateFile[], wanted: string): number =>
  files.find(({ kind }) => kind === wanted)?.items.length ?? 0;

const LABELS = ['CERTIFICATE', 'X509 CRL', 'CERTIFICATE REQUEST', 'PRIVATE KEY', 'HELLO', ''];
const SOURCES = ['ca', 'leaf', 'rsa1024-ca', 'request', 'ca.crl', 'other-ca.crl'].map((name) => derOf(pem(name)));

/** Real DER with some bytes changed or removed, which covers most errors of a DER reader. */
const brokenDer = fc
  .tuple(
    fc.constantFrom(...SOURCES),
    fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 4 }),
    fc.option(fc.nat(600), { freq: 4 }),
  )
  .map(([source, changes, cut]) => {
    const der = Buffer.from(source);
    for (const [at, value] of changes) der[at % der.length] = value;
    return der.subarray(0, cut ?? der.length);
  });
const block = fc.tuple(fc.constantFrom(...LABELS), brokenDer).map(([label, der]) => pemOf(label, der));
const piece = fc.oneof(
  block,
  fc.constantFrom(pem('ca'), pem('ca.crl'), '-----BEGIN ', '-----END CERTIFICATE-----', '-----', '\n', '# text'),
  fc.string({ maxLength: 30 }),
);

describe('any content of a certificate file gives complaints or certificates', () => {
  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void judge(bytes)),
      { numRuns: runs(300) },
    );
  });

  test('texts near PEM, with blocks near DER', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => void judge(pieces.join(''))),
      { numRuns: runs(1000) },
    );
  });

  test('DER alone', () => {
    fc.assert(
      fc.property(brokenDer, (der) => void judge(der)),
      { numRuns: runs(300) },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const item = derAt(bytes);
        if (item !== undefined) expect(item.end).toBeLessThanOrEqual(bytes.length);
        derItems(bytes);
        nameOf(item);
      }),
    );
  });

  test('a valid certificate is accepted with any line ends', () => {
    const order = fc.shuffledSubarray(['ca', 'other-ca', 'expired-ca'], { minLength: 1 });
    fc.assert(
      fc.property(order, fc.constantFrom('\n', '\r\n'), (names, lineEnd) => {
        const [{ complaints, files } = { complaints: [], files: [] }] = judge(
          names.map(pem).join('').replace(/\n/g, lineEnd),
        );
        expect(complaints.filter(({ id }) => id !== 'revocation-list')).toEqual([]);
        expect(itemsOf(files, 'client-ca-bundle')).toBe(names.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a private key is never shown', () => {
  const WINDOW = 10;
  const windows = (text: string): readonly string[] =>
    Array.from({ length: Math.max(0, text.length - WINDOW) }, (_, index) => text.slice(index, index + WINDOW));

  test('with any text around it, and with any change of its header', () => {
    const around = fc.oneof(fc.constant(''), fc.string({ maxLength: 20 }), block, fc.constant(pem('ca')));
    const header = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.replace('-----BEGIN', '----BEGIN'),
      (text) => text.replace(/-----[^-]*-----\n/g, ''),
      (text) => text.replace(/PRIVATE KEY/g, 'CERTIFICATE'),
      (text) => text.replace(/-----END[^-]*-----/, ''),
      (text) => text.replaceAll('\n', ' '),
    );
    fc.assert(
      fc.property(fc.constantFrom(...PRIVATE_KEYS), around, around, header, ([, key], before, after, change) => {
        const text = key.toString('latin1');
        const body = text.replace(/-----[^-]+-----/g, '').replace(pem('ca'), '');
        const reported = JSON.stringify(judge(Buffer.from(`${before}${change(text)}${after}`, 'latin1')));
        expect(windows(body.replace(/\s/g, ' ')).filter((part) => reported.includes(part))).toEqual([]);
      }),
      { numRuns: runs(300) },
    );
  });
});
