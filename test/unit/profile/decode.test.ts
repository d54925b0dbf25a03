import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/core/profile/decode';
import { bytesOf } from './reading';

const TEXT = 'loss: 0.5 – naïve\n';

function textOf(bytes: Uint8Array): string {
  const result = decode('some.file', bytes);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value.text;
}

function messageOf(bytes: Uint8Array, maxBytes?: number): string {
  const result = decode('some.file', bytes, maxBytes);
  if (result.ok) throw new Error('it was decoded');
  expect(result.failure.code).toBe('damaged');
  return result.failure.message;
}

function utf16be(text: string): Uint8Array {
  return Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
}

describe('encodings', () => {
  test.each<readonly [string, Uint8Array]>([
    ['UTF-8', bytesOf(TEXT)],
    ['UTF-8 with BOM', bytesOf(`\uFEFF${TEXT}`)],
    ['UTF-16 LE', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16 LE with half a unit at its end', Buffer.concat([Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), Buffer.from([0x41])])],
    ['UTF-16 BE', utf16be(TEXT)],
    ['gzip', gzipSync(TEXT)],
    ['gzip of UTF-16', gzipSync(Buffer.from(`\uFEFF${TEXT}`, 'utf16le'))],
    ['gzip in two members', Buffer.concat([gzipSync(TEXT.slice(0, 5)), gzipSync(TEXT.slice(5))])],
  ])('%s', (_, bytes) => expect(textOf(bytes)).toBe(TEXT));

  test('another code page is read byte by byte', () => expect(textOf(Buffer.from('na\u00efve', 'latin1'))).toBe('na\u00efve'));
  test('a character cut at the end leaves the rest UTF-8', () => expect(textOf(bytesOf('größe ü').subarray(0, -1))).toBe('größe \uFFFD'));
});

describe('damage', () => {
  test.each<readonly [string, Uint8Array]>([
    ['no bytes', new Uint8Array()],
    ['blanks', bytesOf(' \r\n\t')],
    ['a mark only', bytesOf('\uFEFF')],
    ['gzip of nothing', gzipSync('')],
  ])('%s is empty', (_, bytes) => expect(messageOf(bytes)).toBe('"some.file" is empty.'));

  const packed = gzipSync(JSON.stringify(Array.from({ length: 5000 }, (_, index) => index * 7919)));
  test.each([2, 5, 19, packed.length >> 1, packed.length - 9, packed.length - 3])('gzip cut to %i bytes', (length) =>
    expect(messageOf(packed.subarray(0, length))).toBe('"some.file" is a gzip file that is cut short or corrupt.'));

  test('a gzip bomb stops at the limit', () => expect(messageOf(gzipSync(Buffer.alloc(5e6)), 2 ** 20)).toContain('more than 1 MB'));
  test('plain text stops at the limit', () => expect(messageOf(Buffer.alloc(2 ** 20 + 1, 'x'), 2 ** 20)).toContain('more than 1 MB'));
});
