/** Finds every format that can stand anywhere in a text, in one pass over its lines. */

import type { Scanner } from './importer';
import { merged } from './merge';
import type { Profile } from './profile';

/** Colours and cursor movements of terminals (ECMA-48): control sequences, and titles set by shells. */
// eslint-disable-next-line no-control-regex -- that is what terminals write
const ESCAPE_SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])/g;

/** One profile from all that the scanners find in the lines, or undefined when they find nothing. The order of the scanners is their precedence. */
export function scan(lines: Iterable<string>, scanners: readonly Scanner[]): Profile | undefined {
  const readers = scanners.map((scanner) => scanner.start());
  for (const raw of lines) {
    const line = raw.includes('\x1b') ? raw.replace(ESCAPE_SEQUENCE, '') : raw;
    for (const reader of readers) reader.line(line);
  }
  const [first, ...others] = readers.map((reader) => reader.end()).filter((found) => found !== undefined);
  return first === undefined ? undefined : merged([first, ...others]);
}
