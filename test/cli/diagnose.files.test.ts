import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { readPieces } from '../../lib/cli/diagnose/read-file';
import { type CauseId, Examination } from '../../lib/operate/diagnose';
import { folderOf } from '../support/builders/site-folder';

const LOG = readFileSync('test/operate/diagnose/cases/captured/key-cloud.txt', 'utf8');
const folder = folderOf({});

async function causesOf(content: Uint8Array | string): Promise<readonly CauseId[]> {
  const path = join(folder, 'file.log');
  writeFileSync(path, content);
  const examination = new Examination();
  const file = examination.file(path);
  await readPieces(path, (text) => file.push(text));
  file.end();
  return examination.result().causes.map(({ id }) => id);
}

const utf16 = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};
const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#39;');

describe('a log file as it comes', () => {
  test.each([
    ['plain', LOG],
    ['CRLF', LOG.replaceAll('\n', '\r\n')],
    ['gzip', gzipSync(LOG)],
    ['CR alone', LOG.replaceAll('\n', '\r')],
    ['CR twice, and LF', LOG.replaceAll('\n', '\r\r\n')],
    ['zeros before it, as after logrotate', Buffer.concat([Buffer.alloc(3000), Buffer.from(LOG)])],
    ['zeros in it', LOG.replace('\n', `\n${'\0'.repeat(300)}`)],
    [
      'numbers of lines',
      LOG.split('\n')
        .map((line, at) => `${at + 1}\t${line}`)
        .join('\n'),
    ],
    ['a quotation', LOG.replaceAll(/^/gm, '> ')],
    ['docker compose', LOG.replaceAll(/^/gm, 'strongswan-1  | ')],
    ['gzip, twice', Buffer.concat([gzipSync(LOG), gzipSync('nothing\n')])],
    ['zip of gzip and of a picture', zipSync({ 'a.png': Buffer.from([1, 0, 0, 0, 7]), 'b.log.gz': gzipSync(LOG) })],
    ['zip of UTF-16', zipSync({ 'a.log': Buffer.from('nothing\n'), 'b.log': utf16(LOG, false) })],
    ['zip, not packed', zipSync({ 'a.log': [Buffer.from(LOG), { level: 0 }] })],
    ['a long line before it', `${'x'.repeat(3_000_000)}\n${LOG}`],
    ['zip, two files', zipSync({ 'a.log': Buffer.from('nothing\n'), 'logs/b.log': Buffer.from(LOG) })],
    ['UTF-16, little end first', utf16(LOG, false)],
    ['UTF-16, big end first', utf16(LOG, true)],
    ['UTF-16 without a mark', Buffer.from(LOG, 'utf16le')],
    ['UTF-8 with a mark', `\ufeff${LOG}`],
    ['HTML entities', html(LOG)],
    ['colours', LOG.replaceAll(/^/gm, '\u001b[1;32m').replaceAll(/$/gm, '\u001b[0m')],
    ['no-break spaces', LOG.replaceAll(' ', '\u00a0')],
    [
      'CSV with semicolons',
      `@timestamp;@message\n${LOG.split('\n')
        .map((line) => `2026-11-24 02:15:03.000;"${line}"`)
        .join('\n')}`,
    ],
    [
      'an export of CSV',
      `@timestamp,@message\n${LOG.split('\n')
        .map((line) => `2026-11-24 02:15:03.000,"${line}"`)
        .join('\n')}`,
    ],
  ])('%s', async (_, content) => {
    expect(await causesOf(content)).toEqual(['psk-mismatch']);
  });

  test.each([
    ['/dev/zero', /is a device/],
    [folder, /is a folder/],
    [join(folder, 'missing.log'), /no such file/],
  ])('%s is an error', async (path, says) => {
    await expect(readPieces(path, () => undefined)).rejects.toThrow(says);
  });

  test.each([
    ['bytes that are no text', Buffer.from([1, 0, 0, 0, 7, 0, 0, 9, 8])],
    ['a zip file of a picture', zipSync({ 'a.png': Buffer.from([1, 0, 0, 0, 7]) })],
    ['a zip file without its end', zipSync({ 'a.log': Buffer.from(LOG) }).subarray(0, 200)],
    ['a gzip file without its end', gzipSync(LOG).subarray(0, 100)],
  ])('%s are an error', async (_, content) => {
    await expect(causesOf(content)).rejects.toThrow(/file\.log/);
  });
});
