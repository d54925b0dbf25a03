/** From bytes to text, decided by content: byte order marks first, then UTF-8, and anything else byte by byte. Never throws. */

/** The encodings that profiles and logs come in. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** The parts of the web's TextDecoder and TextEncoder that are used here; Node and browsers have them, the ES2022 library does not declare them. */
interface Decoder {
  decode(bytes?: Uint8Array, options?: { readonly stream: boolean }): string;
}
const { TextDecoder, TextEncoder } = globalThis as unknown as {
  readonly TextDecoder: new (encoding: string) => Decoder;
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
};

/** The encoding of a text that starts with these bytes. */
export function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const text = new TextDecoder('utf-8').decode(head);
  const invalid = text.indexOf('\uFFFD');
  // One mark at the very end is a character cut in two, not another code page.
  return invalid === -1 || invalid === text.length - 1 ? 'utf-8' : 'windows-1252';
}

/** The whole text of these bytes, without byte order mark. */
export function decoded(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  // A file that was still being written may end in half a UTF-16 unit.
  const whole = encoding.startsWith('utf-16') ? bytes.subarray(0, bytes.length - (bytes.length % 2)) : bytes;
  return new TextDecoder(encoding).decode(whole);
}

/** The text in pieces; characters that span two pieces are whole. */
export function* decodedPieces(pieces: Iterable<Uint8Array>, encoding: Encoding): Generator<string> {
  const decoder = new TextDecoder(encoding);
  for (const piece of pieces) yield decoder.decode(piece, { stream: true });
  const rest = decoder.decode();
  // Half a UTF-16 unit at the end of a file that was still being written is no character.
  if (!encoding.startsWith('utf-16')) yield rest;
}

/** The content as UTF-8 without byte order mark, for readers that work on bytes. */
export function* utf8Pieces(pieces: Iterable<Uint8Array>, encoding: Encoding): Generator<Uint8Array> {
  if (encoding !== 'utf-8') {
    const encoder = new TextEncoder();
    for (const text of decodedPieces(pieces, encoding)) yield encoder.encode(text);
    return;
  }
  let first = true;
  for (const piece of pieces) {
    const marked = first && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf;
    first = false;
    yield marked ? piece.subarray(3) : piece;
  }
}

/** A line that is never ended (a binary file, a JSON without breaks) is handed over in parts of this many characters. */
const MAX_LINE = 2 ** 20;

// eslint-disable-next-line no-control-regex -- that is what terminals write
const LINE_END = /\r\n|\n|\r|\x08+/;

/**
 * Lines without their ends, whatever ends them: LF, CRLF, a lone CR or a run of backspaces, with which progress bars start over.
 * Blank lines are kept.
 */
export function* linesOf(pieces: Iterable<string>): Generator<string> {
  let rest = '';
  for (const piece of pieces) {
    const text = rest + piece;
    // CR may be the first half of CRLF, and a run of backspaces may go on.
    const end = text.length - (/\r$|[\b]+$/.exec(text)?.[0].length ?? 0);
    const lines = text.slice(0, end).split(LINE_END);
    rest = (lines.pop() ?? '') + text.slice(end);
    yield* lines;
    while (rest.length > MAX_LINE) {
      yield rest.slice(0, MAX_LINE);
      rest = rest.slice(MAX_LINE);
    }
  }
  yield* rest.split(LINE_END);
}
