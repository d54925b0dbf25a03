/** The files that the TensorFlow profiler writes about one run, each a part of the profile. */

import { success, type Result } from '../../failure';
import type { Content } from '../content';
import { CUT_WARNING, type Head, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import type { OpTable } from './opTable';

/** What one file tells. */
export interface RunPart {
  /** All that stands in it as such; its ops only when they are already those of one step. */
  readonly facts: Profile;
  /** Op totals, which take the steps and devices of other parts to become times of a step. */
  readonly table?: OpTable;
  /** Why it gives no step time; said only when no other part gives one. */
  readonly untimed?: readonly string[];
}

/** Reads one kind of file. */
export interface PartReader {
  /** Stable id, shown by `inspect` as `format` when this part leads the profile. */
  readonly id: string;
  readonly label: string;
  /** Cheap look at the structure, as in `Importer`. */
  sniff(head: Head): boolean;
  /** Never throws for bad input, except `ReadingStopped`. */
  read(file: Content): Result<RunPart>;
}

/** A part that is nothing but a table of op totals in a text. */
export function tablePart({ read, ...rest }: Omit<PartReader, 'read'> & { readonly read: (file: ProfileText) => Result<OpTable> }): PartReader {
  return {
    ...rest,
    read: (file) => {
      const table = read({ name: file.name, text: file.wholeText() });
      if (!table.ok) return table;
      return success(partOfTable(file.isCut ? { ...table.value, warnings: [...table.value.warnings, CUT_WARNING] } : table.value));
    },
  };
}

/** A part that is nothing but a table of op totals. */
export function partOfTable(table: OpTable): RunPart {
  return { facts: { format: table.format, ops: [], warnings: [] }, table };
}

/** A reader of whole profiles as a reader of parts. */
export function wholeProfile({ read, ...rest }: Omit<PartReader, 'read'> & { readonly read: (file: Content) => Result<Profile> }): PartReader {
  return {
    ...rest,
    read: (file) => {
      const profile = read(file);
      return profile.ok ? success({ facts: profile.value }) : profile;
    },
  };
}
