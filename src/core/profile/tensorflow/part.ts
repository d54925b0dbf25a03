/** The files that the TensorFlow profiler writes about one run, each a part of the profile. */

import { success, type Result } from '../../failure';
import type { Content } from '../content';
import { CUT_WARNING, type Head, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import type { OpTable } from './opTable';

/** People look for a profile of TensorFlow, not for one of its files: all go by one name. */
export const TENSORFLOW_LABEL = 'TensorFlow profiles (tensorflow_stats, overview_page, xplane.pb ...)';

/** What one file tells. */
export interface RunPart {
  /** All that stands in it as such; its ops only when they are already those of one step. */
  readonly facts: Profile;
  /** Op totals, which take the steps and devices of other parts to become times of a step. */
  readonly table?: OpTable;
  /** Why it gives no step time; said only when no other part gives one. */
  readonly untimed?: readonly string[];
  /** What is said of its file when the run tells nothing at all: `lists no kernel`. */
  readonly nothing?: string;
}

/** Reads one kind of file. */
export interface PartReader {
  /** Stable id, shown by `inspect` as `format` when this part leads the profile. */
  readonly id: string;
  /** Cheap look at the structure, as in `Importer`. */
  readonly sniff: (head: Head) => boolean;
  /** Never throws for bad input, except `ReadingStopped`. */
  readonly read: (file: Content) => Result<RunPart>;
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
  const framework = { value: 'tensorflow', source: 'a table of the TensorFlow profiler', certainty: 'measured' } as const;
  return { facts: { format: table.format, framework, ops: [], warnings: [] }, table };
}

/** A reader of whole profiles as a reader of parts. */
export function wholeProfile({ id, sniff, read }: Pick<PartReader, 'id' | 'sniff'> & { readonly read: (file: Content, beside: []) => Result<Profile> }): PartReader {
  return {
    id,
    sniff,
    read: (file) => {
      const profile = read(file, []);
      return profile.ok ? success({ facts: profile.value }) : profile;
    },
  };
}
