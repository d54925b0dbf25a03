/** The interfaces that every profile format implements; the registry walks them in order. */

import { success, type Result } from '../failure';
import type { Content } from './content';
import type { FileSource } from './fileSource';
import type { Profile } from './profile';

/** The beginning of a file, up to 64 KB. */
export interface Head {
  /** File name without folders; a hint, never the decision. */
  readonly name: string;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** A format that takes up a whole file. */
export interface Importer {
  /** Stable id, shown by `inspect` as `format`. */
  readonly id: string;
  /** What people call the format; used in "looked for: ..." sentences. */
  readonly label: string;
  /** Set when the file tells how busy a machine was and nothing about its training: it adds to a profile beside it. */
  readonly monitor?: true;
  /** Cheap look at the structure; true means that `read` is responsible for the file, damaged or not. */
  sniff(head: Head): boolean;
  /** Whether the beginning shows that there is something to read, where `sniff` is true of many files without; true when absent. */
  glance?(head: Head): boolean;
  /** Reads the whole file; `beside` are the other files of its folder. Never throws for bad input, except `ReadingStopped`. */
  read(file: Content, beside: readonly FileSource[]): Result<Profile>;
}

/** A format that can stand anywhere in a text (a log, a notebook's output, a docstring), also several in one text. */
export interface Scanner {
  readonly id: string;
  readonly label: string;
  readonly monitor?: true;
  /** A reader for one text. */
  start(): LineReader;
}

/** Reads one text line by line, keeping little: a log may have gigabytes. */
export interface LineReader {
  /** The next line, without its end, colours and cursor movements. */
  line(text: string): void;
  /** What was found, or undefined when the format did not occur. */
  end(): Profile | undefined;
}

/** A whole text file with its name. */
export interface ProfileText {
  readonly name: string;
  readonly text: string;
}

/** An importer of files that are small enough to be read in one piece. */
export function wholeTextImporter({ read, ...rest }: Omit<Importer, 'read'> & { readonly read: (file: ProfileText) => Result<Profile> }): Importer {
  return {
    ...rest,
    read: (file) => {
      const profile = read({ name: file.name, text: file.wholeText() });
      return profile.ok && file.isCut ? success({ ...profile.value, warnings: [...profile.value.warnings, CUT_WARNING] }) : profile;
    },
  };
}

/** Said of a file whose gzip stream ends early. */
export const CUT_WARNING = 'The gzip file is cut short: what follows in it is missing here.';
