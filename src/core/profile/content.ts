/** A file as the importers see it: unpacked, decoded, read in pieces or in one. */

import { fail, success, type Result } from '../failure';
import { ReadingStopped, type FileSource } from './fileSource';
import { gunzip, isGzip } from './gunzip';
import type { Head } from './importer';
import { quote } from './quote';
import { decoded, decodedPieces, encodingOf, linesOf, utf8Pieces, type Encoding } from './textDecoding';

/** What `sniff` may look at, bytes. */
const HEAD_BYTES = 64 * 2 ** 10;

/**
 * Largest content that is read in one piece, bytes: its text and what is parsed from it stay under 300 MB. Op tables have a few
 * megabytes; what can be longer (traces, logs, xplanes) is read in pieces.
 */
const MAX_WHOLE_BYTES = 32 * 2 ** 20;

/** The content of one file. Reading it again starts at its beginning. */
export class Content implements Head {
  private readonly encoding: Encoding;
  private cut = false;

  private constructor(private readonly source: FileSource, readonly bytes: Uint8Array, private readonly packed: boolean) {
    this.encoding = encodingOf(bytes);
    this.text = decoded(bytes);
  }

  /** The beginning as text. */
  readonly text: string;

  /** Reads the beginning. `damaged` when there is nothing but blanks. */
  static open(source: FileSource): Result<Content> {
    const stored = joined(source.pieces(), 2);
    const packed = isGzip(stored);
    const content = new Content(source, joined(unpacked(source, packed, () => undefined), HEAD_BYTES).slice(0, HEAD_BYTES), packed);
    if (content.bytes.length === 0 && packed && !isGzipOfNothing(source)) {
      return fail('damaged', `${quote(source.name)} is a gzip file that is cut short or corrupt.`, 'Copy or export the file again.');
    }
    if (content.text.trim() === '' && content.bytes.length < HEAD_BYTES) return fail('damaged', `${quote(source.name)} is empty.`, 'Export the profile again.');
    return success(content);
  }

  get name(): string {
    return this.source.name;
  }

  /** Whether reading has come upon the end of a gzip stream that was cut short: true at the earliest after `pieces` has ended. */
  get isCut(): boolean {
    return this.cut;
  }

  /** The unpacked bytes, in pieces. Throws `ReadingStopped` for a gzip bomb. */
  pieces(): Iterable<Uint8Array> {
    return unpacked(this.source, this.packed, () => { this.cut = true; });
  }

  /** The content as UTF-8 in pieces, whatever its encoding. */
  utf8(): Iterable<Uint8Array> {
    return utf8Pieces(this.pieces(), this.encoding);
  }

  /** Lines without their ends; see `linesOf`. */
  lines(): Iterable<string> {
    return linesOf(decodedPieces(this.pieces(), this.encoding));
  }

  /** All unpacked bytes. Throws `ReadingStopped` when they are more than are read in one piece. */
  whole(): Uint8Array {
    const all = joined(this.pieces(), MAX_WHOLE_BYTES + 1);
    if (all.length <= MAX_WHOLE_BYTES) return all;
    throw stopped(`${quote(this.name)} holds more than ${MAX_WHOLE_BYTES / 2 ** 20} MB, which no file of its kind needs.`, 'Profile fewer steps, or export a table of op statistics.');
  }

  /** All of it as text. Throws `ReadingStopped` like `whole`. */
  wholeText(): string {
    return decoded(this.whole());
  }
}

function* unpacked(source: FileSource, packed: boolean, onCut: () => void): Generator<Uint8Array> {
  if (!packed) {
    yield* source.pieces();
    return;
  }
  const end = yield* gunzip(source.pieces());
  if (end === 'cut') onCut();
  if (end === 'bomb') throw stopped(`${quote(source.name)} unpacks to far more than any profile, so it was not read to its end.`, 'Check where the file comes from.');
}

/** An empty gzip member has a header of 10 bytes, a block of 2 and a trailer of 8, and may hold its file's name. */
function isGzipOfNothing(source: FileSource): boolean {
  const bytes = joined(source.pieces(), 1024);
  return bytes.length >= 20 && bytes.length < 1024 && bytes.slice(-4).every((byte) => byte === 0);
}

function stopped(message: string, action: string): ReadingStopped {
  return new ReadingStopped({ code: 'damaged', message, action });
}

/** The pieces in one, read until there are at least `enough` bytes. */
function joined(pieces: Iterable<Uint8Array>, enough: number): Uint8Array {
  const read: Uint8Array[] = [];
  let length = 0;
  for (const piece of pieces) {
    read.push(piece);
    length += piece.length;
    if (length >= enough) break;
  }
  const [only] = read;
  if (only !== undefined && read.length === 1) return only;
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of read) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
