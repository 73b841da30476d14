import { createReadStream, fstatSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../project/errors';

const MEGABYTE = 1024 * 1024;
/** A log of one incident is smaller, also unpacked: an endless pipe and a packed bomb end here. */
const LARGEST_MEGABYTES = { file: 1024, pipe: 256 } as const;
/** A pipe that writes nothing for so long never ends. */
const LONGEST_SILENCE_MS = 60_000;
const PIECE_BYTES = 1024 * 1024;
/** So many bytes show the encoding of a file. */
const SAMPLE_BYTES = 1024;

/** The text of a log file or of stdin (`-`), piece by piece: plain, gzip or zip, in UTF-8 or UTF-16. */
export async function readPieces(name: string, take: (text: string) => void): Promise<void> {
  try {
    await unpack(pieces(open(name), name), name, decode(limited(take, name), name));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${name} can't be read: ${reason(error)}`);
  }
}

const reason = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_')) return 'it is not a complete gzip file';
  if (code === 'ENOENT') return 'no such file; name a log file, or - for stdin';
  if (code === 'EISDIR') return 'it is a folder; name the files in it';
  return error instanceof Error ? error.message : String(error);
};

function open(name: string): Readable {
  const found = name === '-' ? fstatSync(0) : statSync(name);
  if (found.isCharacterDevice() && !(name === '-' && process.stdin.isTTY))
    throw new UserError(`${name} is a device, not a log file or a pipe`);
  if (found.isDirectory()) throw new UserError(`${name} is a folder; name the files in it`);
  return name === '-'
    ? createReadStream('', { fd: 0, autoClose: false, highWaterMark: PIECE_BYTES })
    : createReadStream(name, { highWaterMark: PIECE_BYTES });
}

/** The bytes as they come; refuses a source that stays silent. */
async function* pieces(source: Readable, name: string): AsyncGenerator<Buffer> {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () =>
        source.destroy(
          new UserError(`${name} has sent nothing for ${LONGEST_SILENCE_MS / 1000} seconds; save it as a file`),
        ),
      LONGEST_SILENCE_MS,
    );
  };
  try {
    wait();
    for await (const piece of source) {
      yield piece;
      wait();
    }
  } finally {
    clearTimeout(timer);
    source.destroy();
  }
}

type TakeBytes = (bytes: Uint8Array, isLast: boolean) => void;

/** Unpacks gzip and zip, by their first bytes. */
async function unpack(source: AsyncGenerator<Buffer>, name: string, take: TakeBytes): Promise<void> {
  const first = await source.next();
  const begin: Buffer = first.done === true ? Buffer.alloc(0) : first.value;
  async function* all(): AsyncGenerator<Buffer> {
    yield begin;
    yield* source;
  }
  if (begin[0] === 0x1f && begin[1] === 0x8b) {
    for await (const piece of Readable.from(all()).pipe(createGunzip())) take(piece, false);
  } else if (begin.length > 4 && begin.readUInt32LE(0) === 0x04034b50) {
    await unzip(all(), name, take);
  } else for await (const piece of all()) take(piece, false);
  take(new Uint8Array(), true);
}

/** Every file of an archive, one after the other. */
async function unzip(source: AsyncGenerator<Buffer>, name: string, take: TakeBytes): Promise<void> {
  const { Unzip, UnzipInflate }: typeof import('fflate') = require('fflate');
  let failure: unknown;
  const archive = new Unzip((file) => {
    if (file.name.endsWith('/')) return;
    file.ondata = (error, bytes, isLast) => {
      failure ??= error ?? undefined;
      take(bytes, false);
      if (isLast) take(Buffer.from('\n'), false);
    };
    file.start();
  });
  archive.register(UnzipInflate);
  for await (const piece of source) {
    archive.push(piece);
    if (failure !== undefined) throw new UserError(`${name} is not a complete zip file, or it has a password`);
  }
  archive.push(new Uint8Array(), true);
}

const isFile = (name: string): boolean => (name === '-' ? fstatSync(0) : statSync(name)).isFile();

function limited(take: (text: string) => void, name: string): (text: string) => void {
  const largest = LARGEST_MEGABYTES[isFile(name) ? 'file' : 'pipe'];
  let length = 0;
  return (text) => {
    length += text.length;
    if (length > largest * MEGABYTE)
      throw new UserError(`${name} is longer than ${largest} MB; cut it to the time of the incident`);
    take(text);
  };
}

/** UTF-8 or UTF-16, by the byte order mark or by the zeros of the first bytes; anything else with zeros is no text. */
function decode(take: (text: string) => void, name: string): TakeBytes {
  let decoder: TextDecoder | undefined;
  return (bytes, isLast) => {
    if (bytes.length > 0) decoder ??= new TextDecoder(encodingOf(bytes, name));
    const text = decoder?.decode(bytes, { stream: !isLast }) ?? '';
    if (text !== '') take(text);
  };
}

function encodingOf(bytes: Uint8Array, name: string): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const zeros = [0, 1].map((odd) => sample.filter((byte, at) => byte === 0 && at % 2 === odd).length);
  const [even = 0, odd = 0] = zeros;
  if (even + odd === 0) return 'utf-8';
  if (odd > sample.length / 4 && even === 0) return 'utf-16le';
  if (even > sample.length / 4 && odd === 0) return 'utf-16be';
  throw new UserError(`${name} is not a text: unpack it, or export it as text`);
}
