/** How foreign text (file names, keys, cells) appears inside a sentence. */

/** Long enough to recognise a name, short enough for one line. */
const LIMIT = 80;

/**
 * Foreign text in quotation marks, on one line and at most 80 characters long.
 * Control and formatting characters become U+FFFD: a name must not break a line, colour a terminal or reverse a sentence.
 */
export function quote(text: string): string {
  const head = text.slice(0, LIMIT).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return `"${head}${text.length > LIMIT ? '…' : ''}"`;
}

/** A value from a JSON file for a sentence; what has parts is only named, as it may be nested without end. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return quote(String(value));
}
