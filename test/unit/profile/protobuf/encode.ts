/** Writes protocol buffers for tests, apart from the code that reads them. */

/** A varint; negative integers take ten bytes, as int64 does. */
export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

/** An integer field. */
export function int(field: number, value: number | bigint): number[] {
  return [...varint(field * 8), ...varint(value)];
}

/** A double field. */
export function double(field: number, value: number): number[] {
  return [...varint(field * 8 + 1), ...new Uint8Array(new Float64Array([value]).buffer)];
}

/** A text field. */
export function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}

/** A field that holds a message with these fields. */
export function message(field: number, ...fields: readonly (readonly number[])[]): number[] {
  const length = fields.reduce((sum, { length: bytes }) => sum + bytes, 0);
  const all = [...varint(field * 8 + 2), ...varint(length)];
  for (const bytes of fields) for (const byte of bytes) all.push(byte);
  return all;
}

/** The bytes of a file that is a message with these fields. */
export function file(...fields: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(fields.flat());
}
