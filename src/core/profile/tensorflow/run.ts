/** Any file of a run reads the run as a whole: what lies beside it under the same name is merged. */

import { fail, success, type Result } from '../../failure';
import { Content } from '../content';
import { ReadingStopped, type FileSource } from '../fileSource';
import type { Importer } from '../importer';
import { isBinary } from '../lookalikes';
import { merged } from '../merge';
import type { Profile } from '../profile';
import { quote } from '../quote';
import { statsProfile } from './model';
import type { KnownWindow } from './opTable';
import { TENSORFLOW_LABEL, type PartReader, type RunPart } from './part';
import { deviceSpan } from './window';

/**
 * Files beside the opened one are read up to this size, bytes: a summary of some KB must not wait for an xplane of gigabytes.
 * What is opened itself has no limit.
 */
const MAX_BESIDE_BYTES = 64 * 2 ** 20;

/** Step times of one run agree at least so well between its files. */
const SAME_RUN_RATIO = 1.5;

/** A table may cover so many steps more than are listed: those in which profiling began and ended are no whole ones. */
const PARTIAL_STEPS = 2;

/** `host.` or `export__`, then the tool that wrote the file: TensorFlow and people's own exports name files so. */
const FILE_NAME = /^(.*?)(?:overview_page|input_pipeline(?:_analyzer)?|tensorflow_stats|framework_op_stats|kernel_stats|memory_profile|xplane|trace)\.(?:pb|json|csv)(?:\.gz)?$/i;

/** A part that was read, with where it stands in the order of precedence. */
interface FoundPart extends RunPart {
  readonly name: string;
  readonly rank: number;
}

/** An importer for each kind of file of a run; `readers` is the order of precedence where several tell the same. */
export function runImporters(readers: readonly PartReader[]): Importer[] {
  return readers.map(({ id, sniff, read }) => ({
    id,
    label: TENSORFLOW_LABEL,
    sniff,
    read: (file, beside) => {
      const opened = read(file);
      if (!opened.ok) return opened;
      const first = { ...opened.value, name: file.name, rank: rankOf(file, readers) };
      const others = siblings(file.name, beside).map((source) => readBeside(source, readers));
      const { parts, warnings } = sameRun(first, others.filter((other) => typeof other === 'object'));
      return profileOf(first, parts, [...others.filter((other) => typeof other === 'string'), ...warnings]);
    },
  }));
}

function siblings(name: string, beside: readonly FileSource[]): FileSource[] {
  const prefix = FILE_NAME.exec(name)?.[1];
  return beside.filter((source) => prefix !== undefined && FILE_NAME.exec(source.name)?.[1] === prefix);
}

/** The order of the readers; of the same kind the binary file first, as exports are rounded. */
function rankOf(file: Content, readers: readonly PartReader[]): number {
  return readers.findIndex((reader) => reader.sniff(file)) + (isBinary(file.text) ? 0 : 0.5);
}

/** The part; a warning when it cannot be read; undefined when it is of no kind that adds to a profile. */
function readBeside(source: FileSource, readers: readonly PartReader[]): FoundPart | string | undefined {
  try {
    const file = Content.open(limited(source));
    if (!file.ok) return undefined;
    const reader = readers.find(({ sniff }) => sniff(file.value));
    const part = reader?.read(file.value);
    if (part === undefined) return undefined;
    return part.ok ? { ...part.value, name: source.name, rank: rankOf(file.value, readers) } : `A file of the same run was left out: ${part.failure.message}`;
  } catch (error) {
    if (error instanceof ReadingStopped) return `A file of the same run was left out: ${error.failure.message}`;
    throw error;
  }
}

function limited(source: FileSource): FileSource {
  return {
    name: source.name,
    *pieces() {
      let read = 0;
      for (const piece of source.pieces()) {
        read += piece.length;
        if (read > MAX_BESIDE_BYTES) throw new ReadingStopped(tooLarge(source.name).failure);
        yield piece;
      }
    },
  };
}

function tooLarge(name: string): Extract<Result<never>, { ok: false }> {
  return fail('damaged', `${quote(name)} is larger than ${MAX_BESIDE_BYTES / 2 ** 20} MB; open it by itself to read it.`, 'Open it by itself.');
}

/** The opened part and those that do not contradict it: folders of examples have files of different runs under one name. */
function sameRun(first: FoundPart, others: readonly FoundPart[]): { readonly parts: readonly FoundPart[]; readonly warnings: readonly string[] } {
  const parts = [first];
  const warnings: string[] = [];
  for (const other of [...others].sort(byRank)) {
    if (parts.every((part) => agree(part, other) && agree(other, part))) parts.push(other);
    else warnings.push(`${quote(other.name)} lies beside it under the same name but is of another run, as its times differ; it was left out.`);
  }
  return { parts: parts.sort(byRank), warnings };
}

function byRank(a: FoundPart, b: FoundPart): number {
  return a.rank - b.rank || (a.name < b.name ? -1 : 1);
}

/** Whether the steps of one part are about as long as the other part or its table says. */
function agree({ facts: { stepMs, steps, deviceCount } }: RunPart, other: RunPart): boolean {
  if (stepMs?.certainty !== 'measured') return true;
  const { table, facts } = other;
  if (facts.stepMs?.certainty === 'measured' && !isNear(facts.stepMs.value, stepMs.value)) return false;
  const span = table && deviceSpan(table.rows, deviceCount?.value);
  if (span === undefined || steps === undefined) return true;
  const covered = span / stepMs.value;
  return isNear(covered, steps.value) || (covered > steps.value && covered <= steps.value + PARTIAL_STEPS);
}

function isNear(a: number, b: number): boolean {
  return a <= b * SAME_RUN_RATIO && b <= a * SAME_RUN_RATIO;
}

function profileOf(first: FoundPart, parts: readonly FoundPart[], warnings: readonly string[]): Result<Profile> {
  const [main = first.facts, ...others] = parts.map((part) => part.facts);
  const known = merged([main, ...others]);
  const table = parts.find((part) => part.table !== undefined)?.table;
  const stats = table && statsProfile(table, windowOf(known));
  if (stats !== undefined && !stats.ok && isEmpty(known)) return stats;
  const profile = stats?.ok === true ? merged([stats.value, main, ...others]) : known;
  if (isEmpty(profile)) {
    return fail('damaged', `${quote(first.name)} ${first.nothing ?? 'holds no step and no op that took any time'}.`, 'Profile steps in the middle of a training run.');
  }
  const untimed = profile.stepMs ? [] : parts.flatMap((part) => part.untimed ?? []);
  return success({ ...profile, warnings: [...profile.warnings, ...untimed, ...warnings] });
}

function windowOf({ steps, deviceCount, stepMs }: Profile): KnownWindow {
  return { ...(steps && { steps }), ...(deviceCount && { deviceCount }), ...(stepMs && { stepMs }) };
}

/** Whether nothing is known but what wrote the file. */
function isEmpty({ ops, stepMs, steps, peakMemoryBytes, deviceMemoryBytes, deviceName }: Profile): boolean {
  return ops.length === 0 && [stepMs, steps, peakMemoryBytes, deviceMemoryBytes, deviceName].every((known) => known === undefined);
}

