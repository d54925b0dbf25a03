/** Which of the files beside a profile are monitors of the same run. A stranger's figures must not leak in, so doubt means: none. */

import { ReadingStopped, type FileSource } from './fileSource';
import type { Profile } from './profile';
import { quote } from './quote';
import { formatOf, isMonitor, readProfile } from './registry';

/** Files whose beginning is looked at; a folder may have thousands. */
const MOST_FILES = 36;

/** A monitor that ran for hours at one sample a second has some megabytes. */
const MOST_BYTES = 8 * 2 ** 20;

/** Monitors that were found to belong to the run, and what stood against others. */
export interface Neighbours {
  readonly monitors: readonly { readonly name: string; readonly profile: Profile }[];
  readonly warnings: readonly string[];
}

/** A file with its format. */
interface Recognised {
  readonly name: string;
  readonly format: string;
}

/** Looks for monitors beside the files of a run, the first of which is the profile. Tools that the run has already are left out. */
export function monitorsBeside(run: readonly Recognised[], beside: readonly FileSource[]): Neighbours {
  const profile = run[0]?.name ?? '';
  const known = new Set(run.map(({ name }) => name));
  const recognised = likelyFirst(profile, beside.filter(({ name }) => !known.has(name))).flatMap((source) => {
    const format = formatOf(source);
    return format === undefined ? [] : [{ name: source.name, format, source }];
  });
  const profiles = [profile, ...recognised.filter(({ format }) => !isMonitor(format)).map(({ name }) => name)];
  const told = new Set(run.map(({ format }) => toolOf(format)));
  const monitors = recognised.filter(({ format }) => isMonitor(format) && !told.has(toolOf(format)));
  const choices = [...groupedBy(monitors, ({ format }) => toolOf(format))].map(([tool, files]) => choose(tool, files, profile, profiles));
  const read = choices.flatMap(({ chosen }) => (chosen === undefined ? [] : [readNeighbour(chosen.source)]));
  return {
    monitors: read.flatMap((result) => ('profile' in result ? [result] : [])),
    warnings: [...choices.flatMap(({ warning }) => warning ?? []), ...read.flatMap((result) => ('warning' in result ? [result.warning] : []))],
  };
}

interface Choice<F> {
  readonly chosen?: F;
  readonly warning?: string;
}

/** Of the files of one tool: the only one, or the only one that is named like the profile. */
function choose<F extends Recognised>(tool: string, files: readonly F[], profile: string, profiles: readonly string[]): Choice<F> {
  const owners = files.map((file) => ({ file, owner: ownerOf(file.name, profiles) }));
  const named = owners.filter(({ owner }) => owner === profile);
  const free = owners.filter(({ owner }) => owner === undefined);
  const candidates = named.length > 0 ? named : free;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return { chosen: only.file };
  if (candidates.length > 1) {
    return { warning: `${listOf(candidates.map(({ file }) => file.name))} beside it are all of ${tool}, so none was taken: name the right one with --with.` };
  }
  const [first] = owners;
  return first === undefined ? {} : { warning: `${quote(first.file.name)} beside it is named like ${quote(first.owner ?? '')}, so it was not taken: name it with --with if it is of this run.` };
}

/** The profile after which a monitor is named: that with the longest name that it begins with. */
function ownerOf(monitor: string, profiles: readonly string[]): string | undefined {
  return profiles.filter((profile) => isNamedLike(monitor, profile)).sort((a, b) => stemOf(b).length - stemOf(a).length)[0];
}

/** `run1.mpstat.txt` and `run1_gpu.csv` are named like `run1.log`; `run10.csv` is not. */
function isNamedLike(monitor: string, profile: string): boolean {
  const stem = stemOf(profile);
  return stem !== '' && monitor.startsWith(stem) && !/^[A-Za-z0-9]/.test(monitor.slice(stem.length));
}

function stemOf(name: string): string {
  return name.split('.')[0] ?? '';
}

/** The tool of a format: those of one tool tell the same, whatever they are written in. */
function toolOf(format: string): string {
  return format.replace(/-(?:json|csv|dmon|xml|database)$/, '');
}

/** Words in the names that people give to monitor outputs. */
const LIKELY_NAME = /mpstat|sysstat|sar|sadf|vmstat|nvidia|smi|gpu|dmon|tegra|time|cloudwatch|metric|monitor|util|usage|cpu|mem|stat|algo-/i;

/** Endings of what no monitor writes. */
const UNLIKELY_NAME = /\.(?:pbt?|pt|pth|h5|hdf5|keras|ckpt|onnx|npz?|pkl|bin|safetensors|zip|tar|tgz|png|jpe?g|svg|gif|pdf|py|ipynb|md|html?|[cm]?[jt]s)$/i;

/** Packed files are traces more often than not, and unpacking the beginning of each takes long. */
const PACKED_NAME = /\.gz$/i;

/** The files to look at, in a fixed order: named like the profile, named like a monitor, then by name. */
function likelyFirst(profile: string, files: readonly FileSource[]): FileSource[] {
  const rank = ({ name }: FileSource): number => (isNamedLike(name, profile) ? 0 : LIKELY_NAME.test(name) ? 1 : 2);
  const possible = files.filter((file) => !UNLIKELY_NAME.test(file.name) && (rank(file) < 2 || !PACKED_NAME.test(file.name)));
  return possible.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)).slice(0, MOST_FILES);
}

type NeighbourReading = { readonly name: string; readonly profile: Profile } | { readonly warning: string } | { readonly none: true };

/** Reads one; what is damaged or is more than a monitor after all is passed over. */
function readNeighbour(source: FileSource): NeighbourReading {
  const { name } = source;
  const result = readProfile(limited(source));
  if (result.ok) return isMonitor(result.value.format) ? { name, profile: result.value } : { none: true };
  return result.failure.message === TOO_LARGE
    ? { warning: `${quote(name)} beside it has more than ${MOST_BYTES / 2 ** 20} MB, so it was not taken: name it with --with.` }
    : { none: true };
}

const TOO_LARGE = 'The file is larger than what is read of a neighbour.';

/** The file, up to the size that is read without being asked for. */
function limited(source: FileSource): FileSource {
  return {
    name: source.name,
    *pieces() {
      let length = 0;
      for (const piece of source.pieces()) {
        length += piece.length;
        if (length > MOST_BYTES) throw new ReadingStopped({ code: 'damaged', message: TOO_LARGE, action: 'Name it with --with.' });
        yield piece;
      }
    },
  };
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(quote).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
