/** Where the bytes of a file come from: the disk, an editor's file system, a test. */

import type { Failure } from '../failure';

/** A file that can be read from its start, in pieces, as often as wanted. */
export interface FileSource {
  /** Without folders; a hint, never the decision. */
  readonly name: string;
  /** The content as it is stored, in pieces of any length. May throw `ReadingStopped`. */
  pieces(): Iterable<Uint8Array>;
}

/** Ends the reading of a file from inside its pieces; `readProfile` turns it into its failure, so it goes no further. */
export class ReadingStopped extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** A file that is already in memory. */
export function fileInMemory(name: string, bytes: Uint8Array): FileSource {
  return { name, pieces: () => [bytes] };
}
