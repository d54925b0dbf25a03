/** Every profile format, in the order in which they are tried. A new format is one file or folder and one line here. */

import { fail, success, type Result } from '../failure';
import { Content } from './content';
import { ReadingStopped, type FileSource } from './fileSource';
import { horovodTimeline } from './horovod/timeline';
import type { Head, Importer } from './importer';
import { kerasCsvLogger } from './logs/kerasCsvLogger';
import { lightningCsv } from './logs/lightningCsv';
import { notebook } from './logs/notebook';
import { sagemakerJob } from './logs/sagemakerJob';
import { timmBenchmark } from './logs/timm';
import { trainerResults, trainerState } from './logs/trainerState';
import { isBinary, lookalikeOf } from './lookalikes';
import { MONITOR_IMPORTERS } from './monitors/monitors';
import { profet } from './profet/profet';
import type { Profile } from './profile';
import { pytorchTrace } from './pytorch/trace';
import { quote } from './quote';
import { sagemakerTimeline } from './sagemaker/timeline';
import { scan } from './scan';
import { SCANNERS } from './scanners';
import { TENSORFLOW_IMPORTERS } from './tensorflow/parts';

/** Formats of whole files: the first whose `sniff` says yes is responsible. */
export const IMPORTERS: readonly Importer[] = [
  profet,
  pytorchTrace,
  ...TENSORFLOW_IMPORTERS,
  horovodTimeline,
  sagemakerTimeline,
  notebook,
  trainerState,
  trainerResults,
  sagemakerJob,
  timmBenchmark,
  lightningCsv,
  kerasCsvLogger,
  ...MONITOR_IMPORTERS,
];

export { SCANNERS };

/**
 * Reads a profile; `beside` are the other files of its folder, looked at only by formats that are spread over several.
 * `unrecognised` when nothing here knows the content, `damaged` when something does and cannot read it. Never throws.
 */
export function readProfile(source: FileSource, beside: readonly FileSource[] = []): Result<Profile> {
  try {
    const file = Content.open(source);
    return file.ok ? read(file.value, beside) : file;
  } catch (error) {
    if (error instanceof ReadingStopped) return { ok: false, failure: error.failure };
    throw error;
  }
}

/** Whether a file that begins so is worth opening as a profile, which a monitor alone is not. */
export function looksLikeProfile(source: FileSource): boolean {
  const format = formatOf(source);
  return format !== undefined && !isMonitor(format);
}

/** The format of a file by its beginning, or undefined: a quick look, which a format far down in a text escapes. */
export function formatOf(source: FileSource): string | undefined {
  try {
    const file = Content.open(source);
    if (!file.ok) return undefined;
    const importer = importerOf(file.value);
    if (importer !== undefined) return importer.glance?.(file.value) === false ? undefined : importer.id;
    return isBinary(file.value.text) ? undefined : scan(file.value.text.split(/\r\n?|\n/), SCANNERS)?.format;
  } catch (error) {
    if (error instanceof ReadingStopped) return undefined;
    throw error;
  }
}

/** Whether a format only tells how busy a machine was. */
export function isMonitor(format: string): boolean {
  return [...IMPORTERS, ...SCANNERS].some(({ id, monitor }) => id === format && monitor === true);
}

function importerOf(head: Head): Importer | undefined {
  return IMPORTERS.find((importer) => importer.sniff(head));
}

function read(file: Content, beside: readonly FileSource[]): Result<Profile> {
  const importer = importerOf(file);
  if (importer) return importer.read(file, beside);
  const found = isBinary(file.text) ? undefined : scan(file.lines(), SCANNERS);
  return found === undefined ? unrecognised(file) : success(found);
}

function unrecognised({ name, text }: Head): Result<never> {
  const lookalike = lookalikeOf(text);
  const verdict = lookalike ? `is ${lookalike.what}, which is not read` : 'is not a profile that is known here';
  const labels = [...new Set([...IMPORTERS, ...SCANNERS].filter(({ monitor }) => monitor !== true).map(({ label }) => label))].join(', ');
  return fail('unrecognised', `${quote(name)} ${verdict}; looked for: ${labels}, and outputs of monitors.`, lookalike?.action ?? ACTION);
}

const ACTION = 'Open a trace or table of a profiler, or the log of the training run.';
