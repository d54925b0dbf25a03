import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Content } from '../../../src/core/profile/content';
import { fileInMemory, ReadingStopped, type FileSource } from '../../../src/core/profile/fileSource';
import { bytesOf } from './reading';

const TEXT = 'loss: 0.5 – naïve\n';

function contentOf(source: FileSource): Content {
  const result = Content.open(source);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function textOf(bytes: Uint8Array): string {
  return contentOf(fileInMemory('some.file', bytes)).wholeText();
}

function messageOf(bytes: Uint8Array): string {
  const result = Content.open(fileInMemory('some.file', bytes));
  if (result.ok) throw new Error('it was opened');
  expect(result.failure.code).toBe('damaged');
  return result.failure.message;
}

/** The bytes as a disk hands them over. */
function inPieces(bytes: Uint8Array, length: number): FileSource {
  return { name: 'some.file', pieces: () => Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) => bytes.subarray(index * length, (index + 1) * length)) };
}

describe('encodings', () => {
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['UTF-8', bytesOf(TEXT)],
    ['UTF-8 with BOM', bytesOf(`\uFEFF${TEXT}`)],
    ['UTF-16 LE', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16 LE with half a unit at its end', Buffer.concat([Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), Buffer.from([0x41])])],
    ['UTF-16 BE', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16()],
    ['gzip', gzipSync(TEXT)],
    ['gzip of UTF-16', gzipSync(Buffer.from(`\uFEFF${TEXT}`, 'utf16le'))],
    ['gzip in two members', Buffer.concat([gzipSync(TEXT.slice(0, 5)), gzipSync(TEXT.slice(5))])],
  ];
  test.each(files)('%s', (_, bytes) => expect(textOf(bytes)).toBe(TEXT));
  test.each(files)('%s, read in pieces of three bytes, by line and as UTF-8', (_, bytes) => {
    const content = contentOf(inPieces(bytes, 3));
    expect([...content.lines()]).toEqual([TEXT.trimEnd(), '']);
    expect(Buffer.concat([...content.utf8()]).toString('utf8')).toBe(TEXT);
  });

  test('another code page is read byte by byte', () => expect(textOf(Buffer.from('na\u00efve', 'latin1'))).toBe('na\u00efve'));
  test('a character cut at the end leaves the rest UTF-8', () => expect(textOf(bytesOf('größe ü').subarray(0, -1))).toBe('größe \uFFFD'));
});

describe('lines', () => {
  test.each([['LF', 'a\nb\n\nc'], ['CRLF', 'a\r\nb\r\n\r\nc'], ['lone CR', 'a\rb\r\rc']])('%s', (_, text) =>
    expect([...contentOf(fileInMemory('log', bytesOf(text))).lines()]).toEqual(['a', 'b', '', 'c']));
  test('backspaces start a progress bar over', () =>
    expect([...contentOf(fileInMemory('log', bytesOf('1/9\b\b\b2/9'))).lines()]).toEqual(['1/9', '2/9']));
  test('pieces do not matter', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'b', '\r', '\n', '\b', 'ü'), { maxLength: 60 }).map((parts) => `x${parts.join('')}`), fc.integer({ min: 1, max: 9 }), (text, length) => {
      expect([...contentOf(inPieces(bytesOf(text), length)).lines()]).toEqual([...contentOf(fileInMemory('log', bytesOf(text))).lines()]);
    }), { seed: 42 });
  });
  test('what is never ended comes in parts, and nothing is lost', () => {
    const lines = [...contentOf(inPieces(Buffer.alloc(5e6, 'x'), 300_000)).lines()];
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join('')).toHaveLength(5e6);
  });
});

describe('damage', () => {
  test.each<readonly [string, Uint8Array]>([
    ['no bytes', new Uint8Array()],
    ['blanks', bytesOf(' \r\n\t')],
    ['a mark only', bytesOf('\uFEFF')],
    ['gzip of nothing', gzipSync('')],
  ])('%s is empty', (_, bytes) => expect(messageOf(bytes)).toBe('"some.file" is empty.'));

  const numbers = JSON.stringify(Array.from({ length: 50_000 }, (_, index) => index * 7919));
  const packed = gzipSync(numbers);
  test.each([2, 5, 19])('gzip cut to %i bytes has nothing whole', (length) =>
    expect(messageOf(packed.subarray(0, length))).toBe('"some.file" is a gzip file that is cut short or corrupt.'));
  test.each([0.3, 0.5, 0.9])('of gzip cut to %d of its length, what is whole is read, and the cut is known', (share) => {
    const content = contentOf(inPieces(packed.subarray(0, Math.floor(share * packed.length)), 1000));
    const text = content.wholeText();
    expect(text.length).toBeGreaterThan(0.25 * share * numbers.length);
    expect(numbers.startsWith(text)).toBe(true);
    expect(content.isCut).toBe(true);
  });
  test('whole gzip is not cut', () => {
    const content = contentOf(fileInMemory('some.file', packed));
    expect(content.wholeText()).toBe(numbers);
    expect(content.isCut).toBe(false);
  });

  test('a gzip bomb stops at the limit, read in pieces too', () => {
    const bomb = contentOf(fileInMemory('bomb.json.gz', gzipSync(Buffer.alloc(300 * 2 ** 20, '[ '))));
    expect(() => { for (const piece of bomb.pieces()) void piece; }).toThrow(ReadingStopped);
    expect(() => bomb.wholeText()).toThrow('"bomb.json.gz" holds more than 32 MB, which no file of its kind needs.');
  });
});
