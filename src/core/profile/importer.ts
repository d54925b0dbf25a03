/** The interface that every profile format implements; the registry walks these in order. */

import type { Result } from '../failure';
import type { Profile } from './profile';

/** A file as the user has it, already decoded to text (see decode.ts). */
export interface ProfileText {
  /** File name without folders; a hint, never the decision. */
  readonly name: string;
  readonly text: string;
}

/** One file format of one tool. */
export interface Importer {
  /** Stable id, shown by `inspect` as `format`. */
  readonly id: string;
  /** What people call the format; used in "looked for: ..." sentences. */
  readonly label: string;
  /** Cheap look at the structure; true means that `read` is responsible for the file, damaged or not. */
  sniff(file: ProfileText): boolean;
  /** Reads the whole file. Never throws for bad input. */
  read(file: ProfileText): Result<Profile>;
}
