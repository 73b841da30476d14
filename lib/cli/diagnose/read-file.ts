import { isAscii } from 'node:buffer';
import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { LogPiece } from '../../operate/diagnose';
import { pieceText } from '../../operate/diagnose/line-shape';
import { UserError } from '../../project/errors';

const MEGABYTE = 1024 * 1024;
/** A log of one incident is smaller, also unpacked: an endless pipe and a packed bomb end here. */
const LARGEST_MEGABYTES = { file: 1024, pipe: 256 } as const;
/** A pipe that writes nothing for so long never ends. */
const LONGEST_SILENCE_MS = 60_000;
const PIECE_BYTES = 256 * 1024;
/** A line that is kept keeps the text that it was cut from. */
const TEXT_BYTES = 16 * 1024;
/** So many bytes show the encoding of a file. */
const SAMPLE_BYTES = 1024;

/** The text of a log file or of stdin (`-`), piece by piece: plain, gzip or zip, in UTF-8 or UTF-16. */
export async function readPieces(name: string, take: TakePiece): Promise<void> {
  try {
    check(name);
    const text = limited(take, name);
    if (name === '-' || !isFile(name) || !readPlain(name, text)) await unpack(pieces(open(name), name), name, text);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${name} can't be read: ${reason(error)}`);
  }
}

const reason = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_')) return 'it is not a complete gzip file';
  if (code === 'ENOENT') return 'no such file; name a log file, or - for stdin';
  if (code === 'EACCES') return 'this user may not read it; change its permissions, or copy it';
  if (code === 'EISDIR') return 'it is a folder; name the files in it';
  return error instanceof Error ? error.message : String(error);
};

function check(name: string): void {
  const found = name === '-' ? fstatSync(0) : statSync(name);
  if (found.isCharacterDevice() && !(name === '-' && process.stdin.isTTY))
    throw new UserError(`${name} is a device, not a log file or a pipe`);
  if (found.isDirectory()) throw new UserError(`${name} is a folder; name the files in it`);
}

/** Reads a file that is not packed, with one buffer for all pieces. Returns whether it did. */
function readPlain(name: string, take: TakePiece): boolean {
  const file = openSync(name, 'r');
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    let length = readSync(file, buffer);
    if (isPacked(buffer.subarray(0, length))) return false;
    const text = plainText(name, take);
    for (; length > 0; length = readSync(file, buffer)) text(buffer.subarray(0, length), false);
    text(new Uint8Array(), true);
    return true;
  } finally {
    closeSync(file);
  }
}

function open(name: string): Readable {
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

/** The bytes of a piece are overwritten later. */
export type TakePiece = (piece: LogPiece) => void;
type TakeBytes = (bytes: Uint8Array, isLast: boolean) => void;

/** Unpacks gzip and zip, by their first bytes. */
async function unpack(source: AsyncGenerator<Buffer>, name: string, take: TakePiece): Promise<void> {
  const first = await source.next();
  const begin: Buffer = first.done === true ? Buffer.alloc(0) : first.value;
  async function* all(): AsyncGenerator<Buffer> {
    yield begin;
    yield* source;
  }
  if (isZip(begin)) {
    await unzip(all(), name, take);
    return;
  }
  const text = plainText(name, take);
  const bytes = isGzip(begin) ? Readable.from(all()).pipe(createGunzip()) : all();
  for await (const piece of bytes) text(piece, false);
  text(new Uint8Array(), true);
}

const plainText = (name: string, take: TakePiece): TakeBytes =>
  decode(take, () => {
    throw new UserError(`${name} is not a text: unpack it, or export it as text`);
  });

const isZip = (bytes: Buffer): boolean => bytes.length > 4 && bytes.readUInt32LE(0) === 0x04034b50;
const isPacked = (bytes: Buffer): boolean => isZip(bytes) || isGzip(bytes);
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The methods of packing in a zip file that every program uses. */
const STORED_OR_DEFLATED = [0, 8];

/** Every text of an archive, one after the other. Bundles for a vendor's support hold other files too. */
async function unzip(source: AsyncGenerator<Buffer>, name: string, take: TakePiece): Promise<void> {
  const { Unzip, UnzipInflate, Gunzip }: typeof import('fflate') = require('fflate');
  let failure: unknown;
  let [files, others] = [0, 0];

  function reader(): TakeBytes {
    files++;
    const text = decode(take, () => others++);
    let unzipped: TakeBytes | undefined;
    return (bytes, isLast) => {
      if (unzipped === undefined && isGzip(bytes)) {
        const gunzip = new Gunzip(text);
        unzipped = (packed, isEnd) => gunzip.push(packed, isEnd);
      }
      unzipped ??= text;
      unzipped(bytes, isLast);
      if (isLast) take('\n');
    };
  }

  const archive = new Unzip((file) => {
    if (file.name.endsWith('/')) return;
    const read = reader();
    file.ondata = (error, bytes, isLast) => {
      failure ??= error ?? undefined;
      if (failure === undefined) read(bytes, isLast);
    };
    if (STORED_OR_DEFLATED.includes(file.compression)) file.start();
    else failure ??= new UserError(`${name} is packed in an unusual way; unpack it first`);
  });
  archive.register(UnzipInflate);
  for await (const piece of source) {
    archive.push(piece);
    if (failure instanceof UserError) throw failure;
    if (failure !== undefined)
      throw new UserError(`${name} is not a complete zip file, or it has a password; unpack it first`);
  }
  archive.push(new Uint8Array(), true);
  if (files === others) throw new UserError(`${name} contains no text; name the logs in it`);
}

const isFile = (name: string): boolean => (name === '-' ? fstatSync(0) : statSync(name)).isFile();

function limited(take: TakePiece, name: string): TakePiece {
  const largest = LARGEST_MEGABYTES[isFile(name) ? 'file' : 'pipe'];
  let length = 0;
  return (piece) => {
    length += piece.length;
    if (length > largest * MEGABYTE)
      throw new UserError(`${name} is longer than ${largest} MB; cut it to the time of the incident`);
    // A log that was truncated while its program wrote has a run of zeros.
    const hasZeros = typeof piece === 'string' ? piece.includes('\0') : piece.includes(0);
    take(hasZeros ? pieceText(piece).replaceAll('\0', '') : piece);
  };
}

/** UTF-8 or UTF-16, by the byte order mark or by the zeros of the first bytes; with other control characters it is no text. */
function decode(take: TakePiece, onOther: () => void): TakeBytes {
  let decoder: TextDecoder | undefined;
  let isOther = false;
  /** The decoder may hold the beginning of a character. */
  let isWithin = false;
  return (bytes, isLast) => {
    if (bytes.length > 0 && decoder === undefined && !isOther) {
      const encoding = encodingOf(bytes);
      if (encoding === undefined) {
        isOther = true;
        onOther();
      } else decoder = new TextDecoder(encoding, { ignoreBOM: isAscii(bytes.subarray(0, 3)) });
    }
    for (let at = 0; at === 0 || at < bytes.length; at += TEXT_BYTES) {
      const isEnd = isLast && at + TEXT_BYTES >= bytes.length;
      const part = bytes.subarray(at, at + TEXT_BYTES);
      const isPlain = decoder?.encoding === 'utf-8' && !isWithin && isAscii(part);
      const piece = isPlain ? part : (decoder?.decode(part, { stream: !isEnd }) ?? '');
      isWithin = !isPlain && (part.at(-1) ?? 0) > 127;
      if (piece.length > 0) take(piece);
    }
  };
}

/** Tab, line feed, form feed, carriage return, escape. */
const TEXT_CONTROLS = [9, 10, 12, 13, 27];

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const zeros = [0, 1].map((odd) => sample.filter((byte, at) => byte === 0 && at % 2 === odd).length);
  const [even = 0, odd = 0] = zeros;
  if (even + odd === 0) return 'utf-8';
  if (odd > sample.length / 4 && even === 0) return 'utf-16le';
  if (even > sample.length / 4 && odd === 0) return 'utf-16be';
  return sample.some((byte) => byte > 0 && byte < 32 && !TEXT_CONTROLS.includes(byte)) ? undefined : 'utf-8';
}
